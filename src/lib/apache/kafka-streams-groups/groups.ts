// What several actions of kafka-streams-groups ask about groups.
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeGroups, type GroupDescription} from '../../groups/describe.ts'
import type {StreamsTopology} from '../../groups/group-description.ts'
import {committedOffsets, type CommittedOffset} from '../../offsets/committed-offsets.ts'
import {asJavaError, executionException, JavaError, runtimeException, standardException} from '../java/errors.ts'
import {describeFailure} from '../shared/group-failures.ts'
import {placeText} from '../shared/reset-target.ts'

/** A group of whose application the coordinator knows the topology. */
export interface StreamsGroup extends GroupDescription {
  readonly topology: StreamsTopology
}

/** Each group, or the exception that says why it cannot be described, by id. */
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

/** ExecutionException as JavaError if the group cannot be described. */
export function described(groups: ReadonlyMap<string, StreamsGroup | JavaError>, groupId: string): StreamsGroup {
  const group = groups.get(groupId)
  if (group === undefined || group instanceof JavaError)
    throw executionException(group ?? standardException({code: -1}))
  return group
}

/** All that a group has committed, by placeText. RuntimeException as JavaError. */
export async function committedBy(cluster: Cluster, groupId: string): Promise<Map<string, CommittedOffset>> {
  const offsets = (await committedOffsets(cluster, [groupId]).catch(callFailed)).get(groupId) ?? []
  if (offsets instanceof KafkaError) throw runtimeException(executionException(standardException(offsets)))
  // Apache's client leaves out what a broker does not tell.
  return new Map(offsets.filter(({offset}) => offset !== null).map((one) => [placeText(one), one]))
}

const callFailed = (error: unknown): never => {
  throw runtimeException(executionException(asJavaError(error, 'offsetFetch(api=FIND_COORDINATOR)')))
}

/** What it has committed in topics that its application reads: `own` without those that it writes for itself. */
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
