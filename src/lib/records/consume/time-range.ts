// Selects records between two times.
import type {Filter} from './filter.ts'
import type {Start, Until} from './start.ts'

/** Ms since 1970; undefined: reading does not end at a time. */
export const untilTime = (until: Until | undefined): number | undefined =>
  typeof until === 'object' && 'timestamp' in until ? until.timestamp : undefined

/**
 * A log need not be in order of time: after the first record of the range there may be older ones, and after the first
 * record that is too new there may be more of the range, up to the end. Undefined: there is no range, or the last or
 * newest records before a time are wanted, which end at the first record of that time.
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

/** Records that pass both filters. */
export function withRange(range: Filter | undefined, filter: Filter | undefined): Filter | undefined {
  if (!range || !filter) return range ?? filter
  return (record, place) => range(record, place) && filter(record, place)
}
