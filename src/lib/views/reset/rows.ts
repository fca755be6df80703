// A reset of committed offsets as text: rows, totals, members that prevent it, and failures.
import {ResetProblem, type ResetOutcome} from '../../groups/execute-reset.ts'
import type {OffsetRow} from '../../groups/offsets-csv.ts'
import type {GroupResetPlan, ResetNote, ResetRow, ResetTotals} from '../../groups/reset-types.ts'
import {counted} from '../../text/plural.ts'

/** The plan for a group, with its outcomes after it was executed. */
export interface Reset extends GroupResetPlan {
  /** Present after the offsets were committed. */
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
  noRecordSince: () => 'no record since then; moved to the end of the log',
  noCommit: () => 'nothing committed; moved to the end of the log',
  outsideRange: () => 'not in the time range; unchanged',
  forgotten: () => 'had no offset before; deleted',
  beforeStart: () => 'restored, before the start of the log',
  afterEnd: () => 'restored, beyond the end of the log',
}

/** Why the new offset is not exactly the requested one; null if it is. */
export const noteText = (row: ResetRow): string | null =>
  row.error ? 'cannot be reset' : row.note && notes[row.note](row)

/** Skipping records and reading them again are different kinds of harm, so one is never subtracted from the other. */
export function totalsText({reread, skipped, unknown}: ResetTotals, count: number): string {
  const texts = [
    ...(reread > 0 ? [`${counted(reread, 'record')} to be read again`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'record')} skipped`] : []),
    ...(unknown > 0 ? [`unknown for ${counted(unknown, 'partition')}`] : []),
  ]
  return texts.join(', ') || (count === 0 ? 'no partitions' : 'no records skipped or read again')
}

/** The question before the plan is carried out. */
export function resetQuestion(plans: readonly GroupResetPlan[]): string {
  const count = plans.reduce((sum, {rows}) => sum + rows.length, 0)
  const which = plans.length === 1 ? `group ${plans[0]?.groupId ?? ''}` : counted(plans.length, 'group')
  return `Commit ${counted(count, 'new offset')} for ${which}`
}

/** The members that prevent a reset; at most ten are named. */
export function membersText({groupId, members}: GroupResetPlan): string {
  const few = members.slice(0, 10)
  const texts = few.map(({clientId, host, memberId}) => `${clientId} on ${host.replace(/^\//, '')} (${memberId})`)
  const more = members.length > few.length ? ` and ${members.length - few.length} more` : ''
  return `members of ${groupId}: ${texts.join(', ')}${more}`
}

/** The new offsets in the form of Apache's reset file; the group is included if there are several. */
export const csvRows = (plans: readonly GroupResetPlan[]): OffsetRow[] =>
  plans.flatMap(({groupId, rows}) =>
    rows.flatMap(({topic, partition, newOffset}) =>
      newOffset === null ? [] : [{topic, partition, offset: newOffset, group: plans.length > 1 ? groupId : undefined}],
    ),
  )

/** Offsets that failed, or that read back differently from what was committed. */
export function outcomeProblems({outcome, newOffset, topic, partition, groupId}: ResetTableRow): readonly Error[] {
  if (!outcome) return []
  if (outcome.status === 'failed') return [outcome.error]
  if (outcome.readBack === newOffset) return []
  const where = `${topic}-${partition} of group ${groupId}`
  const text =
    outcome.readBack === null
      ? `${where} was committed, but could not be read back`
      : `${where} is now at ${outcome.readBack} instead of ${newOffset ?? 'having no offset'}: another client has committed since`
  return [new ResetProblem(text)]
}

/** A plan for the audit log: each partition with its old and new offset. */
export const auditedPlan = ({groupId, refusal, rows}: GroupResetPlan) => ({
  group: groupId,
  refusal,
  rows: rows.map(({topic, partition, oldOffset, newOffset}) => ({topic, partition, from: oldOffset, to: newOffset})),
})
