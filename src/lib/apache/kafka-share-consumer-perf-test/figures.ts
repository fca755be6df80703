import {fixed} from '../java/format.ts'

export const header =
  'start.time, end.time, data.consumed.in.MB, MB.sec, nMsg.sec, data.consumed.in.nMsg, fetch.time.ms'

export interface Counted {
  readonly records: number
  readonly bytes: number
}

export interface Interval {
  /** In ms. */
  readonly start: number
  readonly end: number
}

const megabytes = (bytes: number) => bytes / (1024 * 1024)
const four = (value: number) => fixed(value, 4)

/** The line of an interval, or of the whole run. `before`: the counts at its beginning. */
export function figuresLine(
  {start, end}: Interval,
  {records, bytes}: Counted,
  before: Counted,
  date: (ms: number) => string,
): string {
  const elapsedMs = end - start
  const seconds = elapsedMs / 1000
  return [
    date(start),
    date(end),
    four(megabytes(bytes)),
    four(megabytes(bytes - before.bytes) / seconds),
    four((records - before.records) / seconds),
    records,
    elapsedMs,
  ].join(', ')
}
