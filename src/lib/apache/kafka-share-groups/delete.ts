// kafka-share-groups --delete and --delete-offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {deleteShareOffsets} from '../../groups/delete-share-offsets.ts'
import {asJavaError, javaText, kafkaException, type JavaError} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {hashOrderOfStrings, copyCapacity} from '../java/hash-order.ts'
import {deleteGroupsById, groupsThatCannotBeDeleted, inFailureOrder} from '../shared/group-deletion.ts'
import {coordinatorRefused} from '../shared/group-failures.ts'
import {allGroupsOfType} from '../shared/groups-of-type.ts'
import type {ShareGroupsOptions} from './checks.ts'

export async function deleteShareGroups(cluster: Cluster, options: ShareGroupsOptions, io: Io): Promise<void> {
  const listed = await allGroupsOfType(cluster, io, 'share')
  const ids = options.has('all-groups') ? listed.map(({groupId}) => groupId) : options.values('group')
  const refused = groupsThatCannotBeDeleted(ids, listed, {
    kind: 'Share',
    unknown: (groupId) => `Group '${groupId}' is not a share group.`,
  })
  const wanted = [...new Set(ids)].filter((id) => !refused.has(id))
  const {deleted, failed} = await deleteGroupsById(cluster, wanted, 'deleteShareGroups(api=FIND_COORDINATOR)')
  const names = deleted.map((groupId) => `'${groupId}'`).join(', ')
  if (refused.size + failed.size === 0) {
    io.out(`Deletion of requested share groups (${names}) was successful.\n`)
    return
  }
  io.out('\nError: Deletion of some share groups failed:\n')
  for (const [groupId, error] of inFailureOrder(refused, failed))
    io.out(`* Group '${groupId}' could not be deleted due to: ${javaText(error)}\n`)
  if (deleted.length > 0) io.out(`\nThese share groups were deleted successfully: ${names}\n`)
}

/** Error codes of a group for which Apache's tool prints the text unchanged. */
const ofGroup: ReadonlySet<number> = new Set([
  errorCode.invalidGroupId,
  errorCode.groupIdNotFound,
  errorCode.groupAuthorizationFailed,
  errorCode.nonEmptyGroup,
])
const ofTopic: ReadonlySet<number> = new Set([errorCode.topicAuthorizationFailed, errorCode.unknownTopicOrPartition])

interface TopicResult {
  readonly topic: string
  readonly code: number
  readonly error: JavaError | undefined
}

export async function deleteShareGroupOffsets(cluster: Cluster, options: ShareGroupsOptions, io: Io): Promise<void> {
  const groupId = options.value('group') ?? ''
  const topics = [...new Set(options.values('topic'))]
  const {problem, results} = await resultsOf(cluster, groupId, topics)
  if (problem?.error && ofGroup.has(problem.code)) io.out(`\nError: ${problem.error.message}\n`)
  else if (problem?.error && !ofTopic.has(problem.code))
    io.out(`\nError: Encounter some unknown error: ${javaText(problem.error)}\n`)
  const width = widest(15, topics)
  const line = (topic: string, status: string) => `\n${padded([topic, status], [width, 0])}`
  const lines = results
    .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
    .map(({topic, error}) => line(topic, error ? `Error: ${error.message}` : 'Successful'))
  io.out(`${line('TOPIC', 'STATUS')}${lines.join('')}\n`)
}

interface Results {
  /** The failure of the group, or of the first topic that failed in the order of a HashSet. */
  readonly problem: Omit<TopicResult, 'topic'> | undefined
  readonly results: readonly TopicResult[]
}

async function resultsOf(cluster: Cluster, groupId: string, topics: readonly string[]): Promise<Results> {
  const ordered = hashOrderOfStrings(topics, {capacity: Math.max(16, copyCapacity(topics.length))})
  try {
    const outcomes = await deleteShareOffsets(cluster, groupId, ordered)
    const results = outcomes.map((outcome): TopicResult =>
      outcome.status === 'deleted'
        ? {topic: outcome.topic, code: errorCode.none, error: undefined}
        : {topic: outcome.topic, code: outcome.error.code, error: kafkaException(outcome.error)},
    )
    return {problem: results.find(({error}) => error), results}
  } catch (failure) {
    const problem = await problemOf(cluster, groupId, failure)
    return {problem, results: ordered.map((topic) => ({topic, ...problem}))}
  }
}

async function problemOf(cluster: Cluster, groupId: string, failure: unknown): Promise<Omit<TopicResult, 'topic'>> {
  if (!(failure instanceof KafkaError))
    return {
      code: errorCode.unknownServerError,
      error: asJavaError(failure, 'deleteShareGroupOffsets(api=FIND_COORDINATOR)'),
    }
  const {code} = failure
  // Without DESCRIBE on the group, brokers do not name its coordinator.
  const isLookup =
    code === errorCode.groupAuthorizationFailed &&
    (await cluster.coordinator('group', groupId).catch(() => undefined)) === undefined
  return {code, error: isLookup ? coordinatorRefused(groupId) : kafkaException(failure)}
}
