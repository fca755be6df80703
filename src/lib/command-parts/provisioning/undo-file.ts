// What an apply leaves behind: a plan that takes it back.
import type {Io} from '../../cli/io.ts'
import {writeNewFile} from '../../cli/state-file.ts'
import {undoFileFor} from '../../cli/undo.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import {undoOf} from '../../provisioning/apply/undo.ts'
import {formatPlan} from '../../provisioning/plan/plan-file.ts'
import type {Harm} from '../../provisioning/plan/plan.ts'
import {consentsOf} from './plan-report.ts'

export interface UndoFile {
  /** Null: there is nothing that could be taken back. */
  readonly file: string | null
  readonly consents: readonly Harm[]
  /** What stays, a sentence each. */
  readonly lost: readonly string[]
}

/** Null if nothing was done. What cannot be read or written is raised. */
export async function writeUndoPlan(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  io: Pick<Io, 'env' | 'now'>,
): Promise<UndoFile | null> {
  if (!outcomes.some(({status}) => status === 'done')) return null
  const {actions, lost} = await undoOf(cluster, outcomes)
  if (actions.length === 0) return {file: null, consents: [], lost}
  const file = undoFileFor('apply', io)
  const plan = {files: [], unknown: [], refused: [], notices: [], unchanged: {}}
  await writeNewFile(file, formatPlan({...plan, clusterId: await cluster.clusterId(), actions}))
  return {file, consents: consentsOf(actions), lost}
}
