// kafka-consumer-groups --delete and --delete-offsets.
import type {Io} from '../cli/io.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {deleteGroups} from '../groups/delete.ts'
import {deleteOffsets} from '../groups/delete-offsets.ts'
import {allConsumerGroups} from './consumer-groups-list.ts'
import {topicPartitions, type TopicSpec} from './consumer-groups-topics.ts'
import {padded, widest} from './java-format.ts'
import {javaText, standardException} from './java-errors.ts'
import {hashOrder, stringHash} from './java-order.ts'
import type {GroupsOptions} from './kafka-consumer-groups-checks.ts'

export async function deleteConsumerGroups(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allConsumerGroups(cluster)).map(({groupId}) => groupId)
    : options.values('group')
  const outcomes = hashOrder(await deleteGroups(cluster, ids), ({groupId}) => stringHash(groupId))
  const names = outcomes.filter(({status}) => status === 'deleted').map(({groupId}) => `'${groupId}'`)
  if (names.length === outcomes.length) {
    io.out(`Deletion of requested consumer groups (${names.join(', ') || "''"}) was successful.\n`)
    return
  }
  io.out('\nError: Deletion of some consumer groups failed:\n')
  for (const outcome of outcomes) {
    if (outcome.status === 'failed') {
      const why = javaText(standardException(outcome.error))
      io.out(`* Group '${outcome.groupId}' could not be deleted due to: ${why}\n`)
    }
  }
  if (names.length > 0) io.out(`\nThese consumer groups were deleted successfully: ${names.join(', ')}\n`)
}

interface Row {
  readonly topic: string
  readonly partition: number | null
  readonly error: KafkaError | undefined
}

export async function deleteGroupOffsets(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const groupId = options.value('group') ?? ''
  const specs = await topicPartitions(cluster, options.values('topic'))
  const {topLevel, rows} = await askToDelete(cluster, groupId, specs)
  if (topLevel === undefined) io.out(`Request succeeded for deleting offsets from group ${groupId}.\n`)
  else io.out(`\nError: ${problemText(topLevel)}\n`)
  const width = widest(
    15,
    rows.map(({topic}) => topic),
  )
  const line = (...cells: string[]) => `\n${padded(cells, [width, 10, 15])}`
  const lines = rows
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map(({topic, partition, error}) =>
      line(topic, String(partition ?? '-'), error ? `Error: ${javaText(standardException(error))}` : 'Successful'),
    )
  io.out(`${line('TOPIC', 'PARTITION', 'STATUS')}${lines.join('')}\n`)
}

/** As text: t10 comes before t2. */
const sortKey = ({topic, partition}: Row) => `${topic}${partition ?? -1}`

/** `topLevel` is the first thing that went wrong with a partition that exists, or with the group. */
async function askToDelete(cluster: Cluster, groupId: string, specs: readonly TopicSpec[]) {
  const known = specs.filter(({partition}) => partition !== null)
  const unknown = specs
    .filter(({partition}) => partition === null)
    .map(({topic}): Row => ({topic, partition: null, error: unknownTopic(topic)}))
  try {
    const byTopic = Map.groupBy(known, ({topic}) => topic)
    const outcomes = await deleteOffsets(
      cluster,
      groupId,
      [...byTopic].map(([topic, some]) => ({topic, partitions: some.map(({partition}) => partition ?? -1)})),
    )
    const rows = outcomes.map((outcome): Row => ({
      ...outcome,
      error: outcome.status === 'failed' ? outcome.error : undefined,
    }))
    return {topLevel: rows.find(({error}) => error)?.error, rows: [...rows, ...unknown]}
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    const rows = known.map(({topic, partition}): Row => ({topic, partition, error}))
    return {topLevel: error, rows: [...rows, ...unknown]}
  }
}

const unknownTopic = (topic: string) => new KafkaError(errorCode.unknownTopicOrPartition, `find topic ${topic}`)

const ofGroup: ReadonlySet<number> = new Set([
  errorCode.invalidGroupId,
  errorCode.groupIdNotFound,
  errorCode.groupAuthorizationFailed,
  errorCode.nonEmptyGroup,
])
const ofPartition: ReadonlySet<number> = new Set([
  errorCode.groupSubscribedToTopic,
  errorCode.topicAuthorizationFailed,
  errorCode.unknownTopicOrPartition,
])

function problemText(error: KafkaError): string {
  const exception = standardException(error)
  if (ofGroup.has(error.code)) return exception.message
  if (ofPartition.has(error.code)) return 'Encountered some partition-level error, see the follow-up details.'
  return `Encountered some unknown error: ${javaText(exception)}`
}
