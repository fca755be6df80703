// How far moves between log directories are.
import type {ReplicaDirs, ReplicaMove} from '../../log-dirs/replica-dirs.ts'
import type {Admin} from '../client/admin.ts'
import {replicaDirs} from './lookup.ts'
import {replicaKey, replicaText} from './order.ts'

export interface MoveState extends ReplicaDirs {
  readonly move: ReplicaMove
}

/** Throws JavaError if a broker did not say. */
export async function moveStates(admin: Admin, moves: readonly ReplicaMove[]): Promise<MoveState[]> {
  const dirs = await replicaDirs(admin, moves)
  return moves.map((move) => ({move, ...(dirs.get(replicaKey(move)) ?? {current: null, future: null})}))
}

/** Apache's tool calls every move done that is not in progress. */
export const isDone = ({current, future}: MoveState): boolean => current === null || future === null

export function moveText({move, current, future}: MoveState): string {
  const {topic, partition, broker, path} = move
  if (current === null)
    return (
      `Partition ${topic}-${partition} is not found in any live log dir on broker ${broker}. There is likely an offline ` +
      'log directory on the broker.'
    )
  const replica = `Partition ${topic}-${partition} on broker ${broker}`
  if (future === null)
    return current === path
      ? `Reassignment of replica ${replicaText(move)} completed successfully.`
      : `${replica} is not being moved from log dir ${current} to ${path}.`
  return future === path
    ? `Reassignment of replica ${replicaText(move)} is still in progress.`
    : `${replica} is being moved to log dir ${future} instead of ${path}.`
}
