// kafka-consumer-groups --delete.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {deleteGroups} from '../../groups/delete.ts'
import {groupRefusal} from '../shared/group-failures.ts'
import {allConsumerGroups} from './list.ts'
import {asJavaError, javaText, type JavaError} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import type {GroupsOptions} from './checks.ts'

export async function deleteConsumerGroups(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allConsumerGroups(cluster, io)).map(({groupId}) => groupId)
    : options.values('group')
  const outcomes = hashOrder(await outcomesOf(cluster, [...new Set(ids)]), ({groupId}) => stringHash(groupId))
  const names = outcomes.filter(({error}) => !error).map(({groupId}) => `'${groupId}'`)
  if (names.length === outcomes.length) {
    io.out(`Deletion of requested consumer groups (${names.join(', ') || "''"}) was successful.\n`)
    return
  }
  io.out('\nError: Deletion of some consumer groups failed:\n')
  for (const {groupId, error} of outcomes)
    if (error) io.out(`* Group '${groupId}' could not be deleted due to: ${javaText(error)}\n`)
  if (names.length > 0) io.out(`\nThese consumer groups were deleted successfully: ${names.join(', ')}\n`)
}

interface Deleted {
  readonly groupId: string
  readonly error: JavaError | undefined
}

async function outcomesOf(cluster: Cluster, ids: readonly string[]): Promise<Deleted[]> {
  try {
    const outcomes = await deleteGroups(cluster, ids)
    return await Promise.all(
      outcomes.map(async (outcome) => ({
        groupId: outcome.groupId,
        error: outcome.status === 'failed' ? await groupRefusal(cluster, outcome.groupId, outcome.error) : undefined,
      })),
    )
  } catch (failure) {
    const error = asJavaError(failure, 'deleteConsumerGroups(api=FIND_COORDINATOR)')
    return ids.map((groupId) => ({groupId, error}))
  }
}
