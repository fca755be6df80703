// The costs of a plan, for all forms in which it is printed: unknown costs are named, never left out.
import {committedWithinMs} from '../../provisioning/plan/costs.ts'
import type {Harm} from '../../provisioning/plan/plan.ts'
import {roughDuration} from '../../text/duration.ts'
import {grouped, plural} from '../../text/plural.ts'

/**
 * `40,200,000 records`, or `? records` if the records that will be deleted could not be counted; undefined if none
 * will be.
 */
export function recordsLost(
  records: number | null | undefined,
  {deleted, harms}: {readonly deleted: boolean; readonly harms: readonly Harm[]},
): string | undefined {
  if (records != null) return `${grouped(records)} ${plural(records, 'record')}`
  return deleted || harms.includes('data-loss') ? '? records' : undefined
}

/** The words about further readers of a topic, after the known groups. */
export const unseenReaders = 'perhaps by groups that cannot be seen'

/** The words after the names of other topics, which tell why it matters that only one of them gets more partitions. */
export const joinedWith = 'which the same groups read with as many partitions now'

/** `audit (last commit 2h ago)`, `reports (no commit in 7 days)`, or only the names if that is unknown. */
export const readersText = (
  groups: readonly string[],
  ago: Readonly<Record<string, number | null>> | null,
  nameOf: (group: string) => string = (group) => group,
): string[] =>
  groups.map((group) => {
    if (!ago) return nameOf(group)
    const ms = ago[group] ?? null
    return `${nameOf(group)} (${ms === null ? `no commit in ${roughDuration(committedWithinMs)}` : `last commit ${roughDuration(rounded(ms))} ago`})`
  })

/** Rounds to whole seconds below a minute, and to whole minutes above. */
function rounded(ms: number): number {
  const unit = ms < 60_000 ? 1000 : 60_000
  return Math.round(ms / unit) * unit
}
