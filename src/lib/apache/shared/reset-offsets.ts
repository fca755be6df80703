// --reset-offsets in the tools for groups (OffsetsUtils).
import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from '../../cli/io.ts'
import {Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {planRows, type ResetPlace} from '../../groups/reset-plan.ts'
import type {ResetRow} from '../../groups/reset-types.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {executionException, JavaError, runtimeException, standardException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {callTimedOut, lookupFailure} from './partition-lookup.ts'
import {placeText, resetTarget, type ResetScenario, type ResetValues} from './reset-target.ts'
import {parseTopics} from './topic-arguments.ts'

const errors = 'org.apache.kafka.common.errors'

/**
 * The given partitions, and all partitions of topics that are given without any. Throws UsageProblem, or JavaError
 * for a topic that does not exist.
 */
export async function partitionsToReset(cluster: Cluster, args: readonly string[]): Promise<TopicPartition[]> {
  const {partitions, topics} = parseTopics(args)
  if (topics.includes('')) throw emptyTopicName()
  const found = await cluster.topics(topics, {refresh: true})
  const failed = found.find(({errorCode: code}) => code !== errorCode.none)
  if (failed) throw standardException({code: failed.errorCode})
  const whole = found.flatMap((topic) => topic.partitions.map(({index}) => ({topic: topic.name, partition: index})))
  return [...partitions, ...whole]
}

export interface GroupToReset {
  readonly groupId: string
  readonly partitions: readonly TopicPartition[]
  /** By placeText. */
  readonly committed: ReadonlyMap<string, CommittedOffset>
  readonly values: ResetValues
}

/** The new offsets, in the order of a HashMap; also prints notes about them. Throws JavaError as Apache's tools do. */
export async function planScenario(
  cluster: Cluster,
  scenario: ResetScenario,
  group: GroupToReset,
  io: Io,
): Promise<ResetRow[]> {
  const {groupId} = group
  const {target, places, timestamp} = resetTarget(scenario, {...group, io})
  if (scenario === 'from-file') await checkFileTopics(cluster, places)
  const plan = async () => {
    const [rows = []] = await planRows(cluster, [{groupId, places}], target, timestamp === undefined ? [] : [timestamp])
    return hashOrder(rows, topicPartitionHash)
  }
  const ordered = await planUntilComplete(plan, cluster.settings.totalTimeoutMs ?? 30_000, io.now)
  for (const row of ordered) printNote(row, io)
  return ordered
}

/** checkAllTopicPartitionsValid: throws JavaError for partitions that do not exist or have no leader. */
export async function checkPartitions(cluster: Cluster, partitions: readonly TopicPartition[]): Promise<void> {
  const names = [...new Set(partitions.map(({topic}) => topic))]
  if (names.includes('')) throw runtimeException(executionException(emptyTopicName()))
  const topics = new Map((await cluster.topics(names, {refresh: true})).map((topic) => [topic.name, topic]))
  for (const topic of topics.values())
    if (topic.errorCode !== errorCode.none)
      throw runtimeException(executionException(standardException({code: topic.errorCode})))
  const leaderOf = ({topic, partition}: TopicPartition) => partitionIn(topics.get(topic), partition)?.leader
  const refuse = (exception: string, some: readonly TopicPartition[], why: string) => {
    if (some.length === 0) return
    throw new JavaError(`${errors}.${exception}`, `The partitions "${some.map(placeText).join(',')}" ${why}`)
  }
  refuse(
    'UnknownTopicOrPartitionException',
    partitions.filter((at) => leaderOf(at) === undefined),
    'do not exist',
  )
  refuse(
    'LeaderNotAvailableException',
    partitions.filter((at) => leaderOf(at) === -1),
    'have no leader',
  )
}

/** What Apache's client throws if offsets could not be altered: it is about the first of these partitions. */
export function alteringFailed(code: number, places: readonly TopicPartition[]): JavaError {
  const {javaClass} = standardException({code})
  const list = hashOrder(places, topicPartitionHash).map(placeText).join(', ')
  return new JavaError(javaClass, `Failed altering group offsets for the following partitions: [${list}]`)
}

/** Plans again while a partition is missing or has no leader, like Java's client, until the time limit. */
async function planUntilComplete(
  plan: () => Promise<ResetRow[]>,
  timeoutMs: number,
  now: () => number,
): Promise<ResetRow[]> {
  const [limit, deadline] = [new Deadline(timeoutMs), now() + timeoutMs]
  for (let tries = 1; ; tries++) {
    const rows = await plan()
    const error = rows.find((row) => row.error)?.error
    if (!error) return rows
    if (!(error instanceof KafkaError)) throw error
    if (!error.retriable) throw standardException(error)
    const next = now() + againAfterMs
    if (limit.left > againAfterMs) await sleep(againAfterMs)
    else {
      const failure = callTimedOut('listOffsets(api=METADATA)', {deadline, tries, next, cause: error})
      throw runtimeException(executionException(failure))
    }
  }
}
const againAfterMs = 1000

/**
 * --topic has been checked already. Missing topics of the file are noticed only when Apache's client requests their
 * offsets.
 */
async function checkFileTopics(cluster: Cluster, places: readonly ResetPlace[]): Promise<void> {
  const names = [...new Set(places.map(({topic}) => topic))]
  const topics = new Map((await cluster.topics(names, {refresh: true})).map((topic) => [topic.name, topic]))
  for (const place of hashOrder(places, topicPartitionHash)) {
    const code = topics.get(place.topic)?.errorCode ?? errorCode.none
    if (code !== errorCode.none) throw runtimeException(executionException(lookupFailure(place, code)))
  }
}

const partitionIn = (topic: TopicMetadata | undefined, partition: number) =>
  topic?.partitions.find(({index}) => index === partition)

function printNote(row: ResetRow, io: Io) {
  const clamped =
    row.note === 'loweredToEnd'
      ? 'higher than latest'
      : row.note === 'raisedToStart'
        ? 'lower than earliest'
        : undefined
  if (clamped !== undefined) {
    io.err(
      `WARN New offset (${row.wantedOffset}) is ${clamped} offset for topic partition ${placeText(row)}. ` +
        `Value will be set to ${row.newOffset}\n`,
    )
  }
  if (row.note === 'noRecordSince')
    io.out(
      `\nWarn: Partition ${row.partition} from topic ${row.topic} is empty. Falling back to latest known offset.\n`,
    )
}
