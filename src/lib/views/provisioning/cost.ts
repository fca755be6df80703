// What a plan says of costs, in every form it is printed in: what is not known is said, never left out.
import {committedWithinMs} from '../../provisioning/plan/costs.ts'
import type {Harm} from '../../provisioning/plan/plan.ts'
import {roughDuration} from '../../text/duration.ts'
import {grouped, plural} from '../../text/plural.ts'

/** `40,200,000 records`, or `? records` where those that go could not be counted; undefined: none are lost. */
export function recordsLost(
  records: number | null | undefined,
  {deleted, harms}: {readonly deleted: boolean; readonly harms: readonly Harm[]},
): string | undefined {
  if (records != null) return `${grouped(records)} ${plural(records, 'record')}`
  return deleted || harms.includes('data-loss') ? '? records' : undefined
}

/** The words for further readers of a topic, after the known groups. */
export const unseenReaders = 'perhaps by groups that cannot be seen'

/** Behind names of other topics: what it means that one of them gets more partitions alone. */
export const joinedWith = 'which the same groups read with as many partitions now'

/** `audit (last commit 2h ago)`, `reports (no commit in 7 days)`, or the names alone where that is not known. */
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

/** To whole seconds below a minute, to whole minutes above. */
function rounded(ms: number): number {
  const unit = ms < 60_000 ? 1000 : 60_000
  return Math.round(ms / unit) * unit
}
