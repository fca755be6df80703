// What an apply leaves behind: a plan that takes it back.
import {rm} from 'node:fs/promises'
import type {Io} from '../../cli/io.ts'
import {replaceFile, writeNewFile} from '../../cli/state-file.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {sameCluster, undoFileFor} from '../../cli/undo.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import {undoAhead, undoOf} from '../../provisioning/apply/undo.ts'
import {formatPlan} from '../../provisioning/plan/plan-file.ts'
import type {Action, Harm} from '../../provisioning/plan/plan.ts'
import {shellWord} from '../../text/shell-word.ts'
import {consentsOf} from './plan-report.ts'

export interface UndoFile {
  /** Null: there is nothing that could be taken back. */
  readonly file: string | null
  readonly consents: readonly Harm[]
  /** What stays, a sentence each. */
  readonly lost: readonly string[]
}

/** Before anything is sent: a run that is cut off leaves it behind. Null: nothing of it could be taken back. */
export async function writeUndoAhead(
  clusterId: string | null,
  actions: readonly Action[],
  io: Pick<Io, 'env' | 'now'>,
): Promise<UndoFile | null> {
  const {actions: back, lost} = undoAhead(actions)
  if (back.length === 0) return null
  const file = undoFileFor('apply', io)
  await writeNewFile(file, textOf(clusterId, back))
  return {file, consents: consentsOf(back), lost}
}

/**
 * What was done takes the place of what was to be done, in the file of `ahead`; null if nothing was. What cannot be read or
 * written is raised, and the file is as it was.
 */
export async function writeUndoPlan(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  ahead: UndoFile | null,
): Promise<UndoFile | null> {
  const file = ahead?.file ?? null
  // What was sent when a connection broke may have been carried out: all that was to be done can be taken back.
  if (ahead && outcomes.some(({error}) => error instanceof ConnectionError)) return ahead
  const nothing = !outcomes.some(({status}) => status === 'done')
  const {actions, lost} = nothing ? {actions: [], lost: []} : await undoOf(cluster, outcomes)
  if (actions.length === 0 || file === null) {
    if (file !== null) await rm(file, {force: true})
    return nothing ? null : {file: null, consents: [], lost}
  }
  await replaceFile(file, textOf(await cluster.clusterId(), actions))
  return {file, consents: consentsOf(actions), lost}
}

/** What `write` made. That it cannot be taken back is no reason to call what was done failed: it is a warning, and `otherwise` stays. */
export async function keptUndo(
  warn: (text: string) => Promise<void>,
  otherwise: UndoFile | null,
  write: () => Promise<UndoFile | null>,
): Promise<UndoFile | null> {
  try {
    return await write()
  } catch (error) {
    await warn(
      `the plan that would undo this was not ${otherwise ? 'brought up to date' : 'written'}: ${(error as Error).message}`,
    )
    return otherwise
  }
}

/** The command that takes it back; undefined where nothing can be taken back. */
export function undoCommand(
  bin: string,
  undo: UndoFile | null,
  flags: ConnectionFlagValues,
): {command: string} | undefined {
  if (!undo || undo.file === null) return undefined
  const allow = undo.consents.length === 0 ? [] : ['--allow', undo.consents.join(',')]
  return {command: [bin, 'apply', ...sameCluster(flags), shellWord(undo.file), ...allow].join(' ')}
}

const textOf = (clusterId: string | null, actions: readonly Action[]): string =>
  formatPlan({files: [], unknown: [], refused: [], notices: [], unchanged: {}, clusterId, actions})
