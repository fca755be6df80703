// Questions about groups that several actions of kafka-streams-groups ask.
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeGroups, type GroupDescription} from '../../groups/describe.ts'
import type {StreamsTopology} from '../../groups/group-description.ts'
import {committedOffsets, type CommittedOffset} from '../../offsets/committed-offsets.ts'
import {asJavaError, executionException, JavaError, runtimeException, standardException} from '../java/errors.ts'
import {describeFailure} from '../shared/group-failures.ts'
import {placeText} from '../shared/reset-target.ts'

/** A group whose coordinator knows the topology of the application. */
export interface StreamsGroup extends GroupDescription {
  readonly topology: StreamsTopology
}

/** By id: each group, or the exception that says why it cannot be described. */
export async function streamsGroups(
  cluster: Cluster,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StreamsGroup | JavaError>> {
  const types = new Map(ids.map((id) => [id, 'streams']))
  const outcome = await describeGroups(cluster, ids, {types}).catch((error: unknown) => {
    throw executionException(asJavaError(error, 'describeStreamsGroups(api=FIND_COORDINATOR)'))
  })
  const {groups, errors} = outcome.open(new Failures())
  return new Map<string, StreamsGroup | JavaError>([
    ...groups.map((group) => [group.groupId, withTopology(group)] as const),
    ...errors.map((failed) => [failed.groupId, describeFailure(failed)] as const),
  ])
}

function withTopology(group: GroupDescription): StreamsGroup | JavaError {
  const {topology} = group
  return topology
    ? {...group, topology}
    : new JavaError('java.lang.IllegalStateException', 'Topology information is missing')
}

/** Throws ExecutionException as JavaError if the group cannot be described. */
export function described(groups: ReadonlyMap<string, StreamsGroup | JavaError>, groupId: string): StreamsGroup {
  const group = groups.get(groupId)
  if (group === undefined || group instanceof JavaError)
    throw executionException(group ?? standardException({code: -1}))
  return group
}

/** All offsets that a group has committed, by placeText. Throws RuntimeException as JavaError. */
export async function committedBy(cluster: Cluster, groupId: string): Promise<Map<string, CommittedOffset>> {
  const offsets = (await committedOffsets(cluster, [groupId]).catch(callFailed)).get(groupId) ?? []
  if (offsets instanceof KafkaError) throw runtimeException(executionException(standardException(offsets)))
  // Apache's client leaves out partitions that a broker gives no offset for.
  return new Map(offsets.filter(({offset}) => offset !== null).map((one) => [placeText(one), one]))
}

const callFailed = (error: unknown): never => {
  throw runtimeException(executionException(asJavaError(error, 'offsetFetch(api=FIND_COORDINATOR)')))
}

/**
 * The offsets committed in topics that the application reads; `own`: without the internal topics, which it writes
 * itself.
 */
export async function committedInSources(
  cluster: Cluster,
  groupId: string,
  which: 'all' | 'own',
): Promise<Map<string, CommittedOffset>> {
  const groups = await streamsGroups(cluster, [groupId]).catch((error: unknown) => {
    throw error instanceof JavaError ? runtimeException(error) : error
  })
  const group = groups.get(groupId)
  if (group === undefined || group instanceof JavaError)
    throw runtimeException(executionException(group ?? standardException({code: -1})))
  const sources = new Set(
    group.topology.subtopologies.flatMap(({sourceTopics, repartitionSourceTopics}) =>
      which === 'all' ? [...sourceTopics, ...repartitionSourceTopics] : sourceTopics,
    ),
  )
  const committed = await committedBy(cluster, groupId)
  return new Map([...committed].filter(([, {topic}]) => sources.has(topic)))
}
