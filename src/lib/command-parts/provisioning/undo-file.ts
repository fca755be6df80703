// After an apply: the file with a plan that undoes it.
import {rm} from 'node:fs/promises'
import type {Io} from '../../cli/io.ts'
import {replaceFile, writeNewFile} from '../../cli/state-file.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {sameCluster} from '../../cli/same-cluster.ts'
import {undoFileFor} from '../../cli/undo.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import {undoAhead, undoOf} from '../../provisioning/apply/undo.ts'
import {formatPlan} from '../../provisioning/plan/plan-file.ts'
import type {Action, Harm} from '../../provisioning/plan/plan.ts'
import {shellWord} from '../../text/shell-word.ts'
import {consentsOf} from './plan-report.ts'

export interface UndoFile {
  /** Null if nothing can be undone. */
  readonly file: string | null
  readonly consents: readonly Harm[]
  /** What cannot be undone, one sentence each. */
  readonly lost: readonly string[]
}

/**
 * Writes the file before any request is sent, so that an interrupted run leaves it behind. Null if nothing could be
 * undone.
 */
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
 * Replaces the planned actions in the file of `ahead` with those that were done; null if none were. If the file
 * cannot be read or written, this throws and leaves the file as it was.
 */
export async function writeUndoPlan(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  ahead: UndoFile | null,
): Promise<UndoFile | null> {
  const file = ahead?.file ?? null
  // A request may have been carried out although its connection broke, so the file keeps undoing all planned actions.
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

/**
 * Returns the result of `write`. A missing undo file does not make the changes a failure: it is a warning, and
 * `otherwise` is returned.
 */
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

/** The command that undoes the apply; undefined if nothing can be undone. */
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
