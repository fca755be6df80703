// The steps of a reset as rows of one table: members to remove, offsets to move, topics to delete.
import type {Columns} from '../../cli/columns.ts'
import type {ResetOutcome} from '../../groups/execute-reset.ts'
import {outcomeProblems} from '../../views/reset/rows.ts'
import type {ApplicationResetDone, ApplicationResetPlan} from '../../streams/reset.ts'

export interface ResetStep {
  readonly step: 'remove member' | 'set offset' | 'delete topic'
  /** `not done`: an earlier step has failed. */
  readonly status: 'planned' | 'done' | 'failed' | 'not done'
  readonly topic: string | null
  /** Null for a whole topic. */
  readonly partition: number | null
  readonly member: string | null
  readonly oldOffset: number | null
  readonly newOffset: number | null
  /** Records that are deleted with a topic, or that are skipped or read again (negative); null if unknown. */
  readonly records: number | null
  readonly error: Error | null
}

export const resetColumns = {
  step: {value: ({step}) => step},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  /** Null for a whole topic. */
  partition: {value: ({partition}) => partition, align: 'right'},
  member: {value: ({member}) => member, filled: true},
  oldOffset: {heading: 'OFFSET', value: ({oldOffset}) => oldOffset, align: 'right'},
  newOffset: {heading: 'NEW-OFFSET', value: ({newOffset}) => newOffset, align: 'right'},
  /**
   * For a topic, all records in it; for an offset, the records that are skipped, or read again (negative). Null if
   * unknown.
   */
  records: {
    value: ({records}) => records,
    align: 'right',
    role: ({step, records}) => (step === 'delete topic' && records ? 'warn' : undefined),
  },
  /** `planned`: nothing was changed yet. `not done`: an earlier step has failed. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<ResetStep>

const nothing = {topic: null, partition: null, member: null, oldOffset: null, newOffset: null, records: null, error: null} // prettier-ignore

export const plannedRows = ({offsets, topics, members}: ApplicationResetPlan): ResetStep[] => [
  ...members.map(({memberId}): ResetStep => ({...nothing, step: 'remove member', status: 'planned', member: memberId})),
  ...offsets.rows.map(({topic, partition, oldOffset, newOffset, change, error}): ResetStep => ({
    ...nothing,
    step: 'set offset',
    status: error ? 'failed' : 'planned',
    topic,
    partition,
    oldOffset,
    newOffset,
    records: change,
    error,
  })),
  ...topics.map(({topic, records}): ResetStep => ({
    ...nothing,
    step: 'delete topic',
    status: 'planned',
    topic,
    records,
  })),
]

export function doneRows(plan: ApplicationResetPlan, done: ApplicationResetDone): ResetStep[] {
  const removed = new Map(done.members.map((each) => [each.memberId, each]))
  const deleted = new Map(done.topics.map((each) => [each.name, each]))
  const outcomes = new Map<string, ResetOutcome>(
    done.offsets?.outcomes.map((each) => [`${each.topic}-${each.partition}`, each] as const),
  )
  return plannedRows(plan).map((row): ResetStep => {
    const outcome =
      row.step === 'remove member'
        ? removed.get(row.member ?? '')
        : row.step === 'delete topic'
          ? deleted.get(row.topic ?? '')
          : outcomes.get(`${row.topic}-${row.partition}`)
    if (!outcome) return {...row, status: 'not done'}
    return outcome.status === 'failed' ? {...row, status: 'failed', error: outcome.error} : {...row, status: 'done'}
  })
}

/** What failed, what reads back differently, and why the remaining steps were not done. */
export const doneErrors = ({offsets}: ApplicationResetPlan, done: ApplicationResetDone): readonly Error[] => [
  ...[...done.members, ...done.topics].flatMap((each) => (each.status === 'failed' ? [each.error] : [])),
  ...offsets.rows.flatMap((row, at) =>
    outcomeProblems({...row, groupId: offsets.groupId, outcome: done.offsets?.outcomes[at]}),
  ),
  ...(done.stopped ? [done.stopped] : []),
]
