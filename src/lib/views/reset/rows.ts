// A reset of offsets for people: rows, sums, who is in the way, what went wrong.
import {ResetProblem, type ResetOutcome} from '../../groups/execute-reset.ts'
import type {OffsetRow} from '../../groups/offsets-csv.ts'
import type {GroupResetPlan, ResetNote, ResetRow, ResetTotals} from '../../groups/reset-types.ts'
import {counted} from '../../text/words.ts'

/** The plan of a group, or what came of it. */
export interface Reset extends GroupResetPlan {
  /** Present once the offsets were committed. */
  readonly outcomes?: readonly ResetOutcome[]
}

export interface ResetTableRow extends ResetRow {
  readonly groupId: string
  readonly outcome: ResetOutcome | undefined
}

export const resetTableRows = ({groupId, rows, outcomes}: Reset): ResetTableRow[] =>
  rows.map((row, at) => ({...row, groupId, outcome: outcomes?.[at]}))

const notes: Readonly<Record<ResetNote, (row: ResetRow) => string>> = {
  raisedToStart: ({wantedOffset}) => `raised from ${wantedOffset} to the start of the log`,
  loweredToEnd: ({wantedOffset}) => `lowered from ${wantedOffset} to the end of the log`,
  noRecordSince: () => 'no record since then: the end of the log',
  noCommit: () => 'nothing committed: the end of the log',
  outsideRange: () => 'not in the time range: stays',
  forgotten: () => 'had no offset: forgets it',
  beforeStart: () => 'as it was, before the start of the log',
  afterEnd: () => 'as it was, beyond the end of the log',
}

/** Why the new offset is not quite what was asked for; null if it is. */
export const noteText = (row: ResetRow): string | null =>
  row.error ? 'cannot be reset' : row.note && notes[row.note](row)

/** What is skipped and what is read again are different harms, so they are never offset against each other. */
export function totalsText({reread, skipped, unknown}: ResetTotals, count: number): string {
  const texts = [
    ...(reread > 0 ? [`${counted(reread, 'record')} to be read again`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'record')} skipped`] : []),
    ...(unknown > 0 ? [`unknown for ${counted(unknown, 'partition')}`] : []),
  ]
  return texts.join(', ') || (count === 0 ? 'no partitions' : 'no records skipped or read again')
}

/** What the user is asked before the plan is carried out. */
export function resetQuestion(plans: readonly GroupResetPlan[]): string {
  const count = plans.reduce((sum, {rows}) => sum + rows.length, 0)
  const which = plans.length === 1 ? `group ${plans[0]?.groupId ?? ''}` : counted(plans.length, 'group')
  return `Commit ${counted(count, 'new offset')} for ${which}`
}

/** Who keeps the group from being reset, the first ten by name. */
export function membersText({groupId, members}: GroupResetPlan): string {
  const few = members.slice(0, 10)
  const texts = few.map(({clientId, host, memberId}) => `${clientId} on ${host.replace(/^\//, '')} (${memberId})`)
  const more = members.length > few.length ? ` and ${members.length - few.length} more` : ''
  return `members of ${groupId}: ${texts.join(', ')}${more}`
}

/** The new offsets as Apache's reset file has them, with the group if there are several. */
export const csvRows = (plans: readonly GroupResetPlan[]): OffsetRow[] =>
  plans.flatMap(({groupId, rows}) =>
    rows.flatMap(({topic, partition, newOffset}) =>
      newOffset === null ? [] : [{topic, partition, offset: newOffset, group: plans.length > 1 ? groupId : undefined}],
    ),
  )

/** What failed, or is not as it was committed. */
export function outcomeProblems({outcome, newOffset, topic, partition, groupId}: ResetTableRow): readonly Error[] {
  if (!outcome) return []
  if (outcome.status === 'failed') return [outcome.error]
  if (outcome.readBack === newOffset) return []
  const where = `${topic}-${partition} of group ${groupId}`
  const text =
    outcome.readBack === null
      ? `${where} was committed, but could not be read again`
      : `${where} is at ${outcome.readBack} now, not ${newOffset ?? 'without an offset'}: somebody else committed meanwhile`
  return [new ResetProblem(text)]
}

/** A plan in the audit log: from where to where. */
export const auditedPlan = ({groupId, refusal, rows}: GroupResetPlan) => ({
  group: groupId,
  refusal,
  rows: rows.map(({topic, partition, oldOffset, newOffset}) => ({topic, partition, from: oldOffset, to: newOffset})),
})
