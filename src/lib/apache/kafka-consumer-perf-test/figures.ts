import {fixed} from '../java/format.ts'

const extended = ', rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec'
export const header = (detailed: boolean): string =>
  `${detailed ? 'time, threadId' : 'start.time, end.time'}, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec${extended}`

export interface Counted {
  readonly records: number
  readonly bytes: number
}

const megabytes = (bytes: number) => bytes / (1024 * 1024)
const four = (value: number) => fixed(value, 4)

export interface Whole extends Counted {
  readonly start: number
  readonly end: number
  /** Time in which the member had no partitions, ms. */
  readonly joinMs: number
}

/** The line at the end. */
export function wholeLine({start, end, joinMs, records, bytes}: Whole, date: (ms: number) => string): string {
  const seconds = (end - start) / 1000
  const fetchMs = end - start - joinMs
  const read = megabytes(bytes)
  return [
    date(start),
    date(end),
    four(read),
    four(read / seconds),
    records,
    four(records / seconds),
    joinMs,
    fetchMs,
    four(read / (fetchMs / 1000)),
    four(records / (fetchMs / 1000)),
  ].join(', ')
}

/** The line of an interval. `before`: the counts at its beginning. */
export function intervalLine(whole: Whole, before: Counted, date: (ms: number) => string): string {
  const {start, end, joinMs, records, bytes} = whole
  const elapsedMs = end - start
  const fetchMs = elapsedMs - joinMs
  const read = megabytes(bytes - before.bytes)
  const count = records - before.records
  return [
    date(end),
    0,
    four(megabytes(bytes)),
    four((1000 * read) / elapsedMs),
    records,
    four((count / elapsedMs) * 1000),
    joinMs,
    fetchMs,
    four(fetchMs <= 0 ? 0 : (1000 * read) / fetchMs),
    four(fetchMs <= 0 ? 0 : (1000 * count) / fetchMs),
  ].join(', ')
}
