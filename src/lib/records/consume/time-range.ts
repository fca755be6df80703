// Records between two times.
import type {Filter} from './filter.ts'
import type {Start, Until} from './start.ts'

/** Ms since 1970; undefined: reading does not end at a time. */
export const untilTime = (until: Until | undefined): number | undefined =>
  typeof until === 'object' && 'timestamp' in until ? until.timestamp : undefined

/**
 * Times need not be in order in a log: behind the first record of the range there may be older ones, and some of the range
 * behind the first that is younger, up to the end. Undefined: there is no range, or the last or newest records before a time
 * are wanted, and these end at its first record.
 */
export function timeRange({
  start,
  until,
}: {
  readonly start: Start
  readonly until?: Until | undefined
}): Filter | undefined {
  if (start.from === 'last' || start.from === 'newest') return undefined
  const from = start.from === 'timestamp' ? start.timestamp : -Infinity
  const before = untilTime(until) ?? Infinity
  if (from === -Infinity && before === Infinity) return undefined
  return ({timestamp}) => timestamp >= from && timestamp < before
}

/** Records that both filters want. */
export function withRange(range: Filter | undefined, filter: Filter | undefined): Filter | undefined {
  if (!range || !filter) return range ?? filter
  return (record, place) => range(record, place) && filter(record, place)
}
