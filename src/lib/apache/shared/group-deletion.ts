// The deletion of share and Streams groups, and the checks before it.
import type {Cluster} from '../../cluster/cluster.ts'
import {deleteGroups, type DeleteGroupOutcome} from '../../groups/delete.ts'
import type {ListedGroup} from '../../groups/list.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {copyCapacity, hashOrder, hashOrderOfStrings, stringHash} from '../java/hash-order.ts'
import {groupRefusal} from './group-failures.ts'

const errors = 'org.apache.kafka.common.errors'

/** By id, the reason why a group is not deleted at all: it is of another type, or has members. */
export function groupsThatCannotBeDeleted(
  ids: readonly string[],
  listed: readonly ListedGroup[],
  {kind, unknown}: {readonly kind: 'Share' | 'Streams'; readonly unknown: (groupId: string) => string},
): Map<string, JavaError> {
  const states = new Map(listed.map(({groupId, state}) => [groupId, state]))
  const refused = new Map<string, JavaError>()
  for (const id of new Set(ids)) {
    const state = states.get(id)
    if (state === undefined) refused.set(id, new JavaError('java.lang.IllegalArgumentException', unknown(id)))
    else if (state === 'Dead')
      refused.set(id, new JavaError('java.lang.IllegalStateException', `${kind} group '${id}' group state is DEAD.`))
    else if (state !== null && state !== 'Empty')
      refused.set(id, new JavaError(`${errors}.GroupNotEmptyException`, `${kind} group '${id}' is not EMPTY.`))
  }
  return refused
}

export interface Deletion {
  /** Ids in the order of a HashMap. */
  readonly deleted: readonly string[]
  readonly failed: ReadonlyMap<string, JavaError>
}

/** `call` is the name in a timeout error. */
export async function deleteGroupsById(cluster: Cluster, ids: readonly string[], call: string): Promise<Deletion> {
  if (ids.length === 0) return {deleted: [], failed: new Map()}
  let outcomes: readonly DeleteGroupOutcome[]
  try {
    outcomes = await deleteGroups(cluster, ids)
  } catch (failure) {
    const error = asJavaError(failure, call)
    return {deleted: [], failed: new Map(ids.map((id) => [id, error]))}
  }
  const failed = new Map<string, JavaError>()
  for (const outcome of outcomes) {
    if (outcome.status === 'deleted') continue
    failed.set(outcome.groupId, await groupRefusal(cluster, outcome.groupId, outcome.error))
  }
  const deleted = ids.filter((id) => !failed.has(id))
  return {deleted: hashOrderOfStrings(deleted), failed}
}

/** The failures in the order of `new HashMap<>(refused)`, to which the other failures were added. */
export function inFailureOrder(
  refused: ReadonlyMap<string, JavaError>,
  failed: ReadonlyMap<string, JavaError>,
  copied = true,
): [string, JavaError][] {
  const before = hashOrder(refused, ([id]) => stringHash(id))
  const capacity = copied && refused.size > 0 ? copyCapacity(refused.size) : 16
  return hashOrder([...before, ...hashOrder(failed, ([id]) => stringHash(id))], ([id]) => stringHash(id), {capacity})
}
