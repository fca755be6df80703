// What a plan says of costs, in every form it is printed in: what is not known is said, never left out.
import type {Harm} from '../../provisioning/plan/plan.ts'
import {grouped, plural} from '../../text/plural.ts'

/** `40,200,000 records`, or `? records` where those that go could not be counted; undefined: none are lost. */
export function recordsLost(
  records: number | null | undefined,
  {deleted, harms}: {readonly deleted: boolean; readonly harms: readonly Harm[]},
): string | undefined {
  if (records != null) return `${grouped(records)} ${plural(records, 'record')}`
  return deleted || harms.includes('data-loss') ? '? records' : undefined
}

/** Who else may read a topic, behind the groups that are known. */
export const unseenReaders = 'perhaps by groups that cannot be seen'

/** Behind names of other topics: what it means that one of them gets more partitions alone. */
export const joinedWith = 'which the same groups read with as many partitions now'
