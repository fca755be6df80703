// --delete-offsets in the tools for consumer and Streams groups.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {deleteOffsets} from '../../groups/delete-offsets.ts'
import {asJavaError, javaText, standardException, type JavaError} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {groupRefusal} from './group-failures.ts'
import {parseTopics, topicPartitions, type TopicSpec} from './topic-arguments.ts'

interface Row {
  readonly topic: string
  readonly partition: number | null
  readonly error: JavaError | undefined
}

/** `topics` are arguments such as `t` and `t:0,1`. Prints the outcome for each partition. */
export const deleteGroupOffsets = async (
  cluster: Cluster,
  groupId: string,
  topics: readonly string[],
  io: Io,
): Promise<void> => print(groupId, await askToDelete(cluster, groupId, topics), io)

/** Like deleteGroupOffsets, for partitions that are known to exist. */
export const deleteKnownOffsets = async (
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
  io: Io,
): Promise<void> => print(groupId, await askAboutKnown(cluster, groupId, partitions), io)

function print(groupId: string, {topLevel, rows}: Answer, io: Io) {
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
      line(topic, String(partition ?? '-'), error ? `Error: ${javaText(error)}` : 'Successful'),
    )
  io.out(`${line('TOPIC', 'PARTITION', 'STATUS')}${lines.join('')}\n`)
}

/** Sorted as text, so t10 comes before t2. */
const sortKey = ({topic, partition}: Row) => `${topic}${partition ?? -1}`

interface Answer {
  /** Error code of the group or, if that has none, of the first failed partition that exists. */
  readonly topLevel: number | undefined
  readonly rows: readonly Row[]
}

async function askToDelete(cluster: Cluster, groupId: string, topics: readonly string[]): Promise<Answer> {
  const parsed = parseTopics(topics)
  let specs: readonly TopicSpec[]
  try {
    specs = await topicPartitions(cluster, topics)
  } catch (failure) {
    if (!(failure instanceof ConnectionError)) throw failure
    return unreachable(failure, [
      ...parsed.partitions.map((at) => ({...at, call: 'offsetDelete(api=FIND_COORDINATOR)'})),
      ...parsed.topics.map((topic) => ({topic, partition: null, call: 'listNodes'})),
    ])
  }
  const known = specs.filter((spec) => spec.partition !== null)
  const unknown = specs
    .filter((spec) => spec.partition === null)
    .map(({topic, errorCode: code = errorCode.unknownTopicOrPartition}) => ({
      topic,
      partition: null,
      error: standardException({code}),
    }))
  const answer = await askAboutKnown(cluster, groupId, known)
  return {topLevel: answer.topLevel, rows: [...answer.rows, ...unknown]}
}

async function askAboutKnown(
  cluster: Cluster,
  groupId: string,
  known: readonly (TopicSpec | TopicPartition)[],
): Promise<Answer> {
  try {
    const byTopic = Map.groupBy(known, ({topic}) => topic)
    const outcomes = await deleteOffsets(
      cluster,
      groupId,
      [...byTopic].map(([topic, some]) => ({topic, partitions: some.map(({partition}) => partition ?? -1)})),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'failed')
    const rows = outcomes.map(({topic, partition, ...outcome}) => ({
      topic,
      partition,
      error: outcome.status === 'failed' ? standardException(outcome.error) : undefined,
    }))
    return {topLevel: failed?.error.code, rows}
  } catch (failure) {
    if (failure instanceof ConnectionError)
      return unreachable(
        failure,
        known.map((at) => ({...at, call: 'offsetDelete(api=FIND_COORDINATOR)'})),
      )
    if (!(failure instanceof KafkaError)) throw failure
    const error = await groupRefusal(cluster, groupId, failure)
    return {topLevel: failure.code, rows: known.map(({topic, partition}) => ({topic, partition, error}))}
  }
}

/** Each row fails with the call that it was waiting for. */
function unreachable(failure: ConnectionError, places: readonly (TopicSpec & {readonly call: string})[]): Answer {
  const codes: Partial<Record<ConnectionError['kind'], number>> = {
    authentication: errorCode.saslAuthenticationFailed,
    tls: errorCode.unknownServerError,
  }
  const rows = places.map(({topic, partition, call}) => ({topic, partition, error: asJavaError(failure, call)}))
  return {topLevel: codes[failure.kind] ?? errorCode.requestTimedOut, rows}
}

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

function problemText(code: number): string {
  if (ofGroup.has(code)) return standardException({code}).message
  if (ofPartition.has(code)) return 'Encountered some partition-level error, see the follow-up details.'
  return `Encountered some unknown error: ${kafkaErrors(code).name}`
}
