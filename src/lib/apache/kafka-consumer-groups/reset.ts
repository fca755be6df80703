// kafka-consumer-groups --reset-offsets.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from '../../cli/io.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {Failures} from '../../cluster/outcome.ts'
import {commitOffsets} from '../../groups/commit-offsets.ts'
import {committedOffsets, type CommittedOffset} from '../../offsets/committed-offsets.ts'
import {describeGroups} from '../../groups/describe.ts'
import {formatOffsetsCsv} from '../../groups/offsets-csv.ts'
import {planRows, type ResetPlace} from '../../groups/reset-plan.ts'
import type {ResetRow} from '../../groups/reset-types.ts'
import {placeText, resetTarget} from './reset-target.ts'
import {describeProblem} from './describe.ts'
import {allConsumerGroups} from './list.ts'
import {parseTopics} from './topics.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {asJavaError, executionException, JavaError, runtimeException, standardException} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {hashOrder, stringHash, topicPartitionHash} from '../java/hash-order.ts'
import {callTimedOut, lookupFailure} from '../shared/partition-lookup.ts'
import {resetScenarios, type GroupsOptions} from './checks.ts'
import {UsageProblem} from '../command-line/checks.ts'

const errors = 'org.apache.kafka.common.errors'

export async function resetOffsets(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allConsumerGroups(cluster, io)).map(({groupId}) => groupId)
    : options.values('group')
  const outcome = await describeGroups(cluster, ids).catch((error: unknown) => {
    const failure = asJavaError(error, 'describeConsumerGroups(api=FIND_COORDINATOR)')
    throw runtimeException(executionException(failure))
  })
  const described = outcome.open(new Failures())
  const groups = new Map(described.groups.map((group) => [group.groupId, group]))
  const failures = new Map(described.errors.map((failure) => [failure.groupId, failure]))

  const plans: [string, readonly ResetRow[]][] = []
  for (const groupId of hashOrder(new Set(ids), stringHash)) {
    const group = groups.get(groupId)
    const problem = describeProblem(groupId, group, failures.get(groupId))
    // A reset creates a group that does not exist; Apache's tool treats a group of another type the same way.
    if (problem && !problem.javaClass.endsWith('.GroupIdNotFoundException'))
      throw runtimeException(executionException(problem))
    if (!problem && group && group.state !== 'Empty' && group.state !== 'Dead') {
      io.out(
        `\nError: Assignments can only be reset if the group '${groupId}' is inactive, but the current state is ${group.state}.\n`,
      )
      plans.push([groupId, []])
    } else plans.push([groupId, await resetGroup(cluster, groupId, options, io)])
  }
  print(
    hashOrder(plans, ([groupId]) => stringHash(groupId)),
    options,
    io,
  )
}

/** The plan; with --execute it is also committed. */
async function resetGroup(cluster: Cluster, groupId: string, options: GroupsOptions, io: Io): Promise<ResetRow[]> {
  const committed = await committedBy(cluster, groupId, options)
  const partitions = await partitionsToReset(cluster, committed, options)
  await checkPartitions(cluster, partitions)
  const scenario = resetScenarios.find((name) => options.has(name))
  if (!scenario) {
    const list = resetScenarios.map((name) => `[${name}]`).join(', ')
    throw new UsageProblem(`Option '[reset-offsets]' requires one of the following scenarios: [${list}]`)
  }
  const {target, places, timestamp} = resetTarget(scenario, {groupId, partitions, committed, options, io})
  if (scenario === 'from-file') await checkFileTopics(cluster, places)
  const plan = async () => {
    const [rows = []] = await planRows(cluster, [{groupId, places}], target, timestamp === undefined ? [] : [timestamp])
    return hashOrder(rows, topicPartitionHash)
  }
  const ordered = await planUntilComplete(plan, cluster.settings.totalTimeoutMs ?? 30_000, io.now)
  for (const row of ordered) printNote(row, io)
  if (options.has('execute')) await commit(cluster, groupId, ordered)
  return ordered
}

async function committedBy(
  cluster: Cluster,
  groupId: string,
  options: GroupsOptions,
): Promise<ReadonlyMap<string, CommittedOffset>> {
  const offsets = (await committedOffsets(cluster, [groupId])).get(groupId) ?? []
  if (!(offsets instanceof KafkaError)) return new Map(offsets.map((one) => [placeText(one), one]))
  // Only what needs committed offsets fails without them. A group that does not exist has none.
  const needed = (['all-topics', 'to-current', 'shift-by'] as const).some((name) => options.has(name))
  if (needed && offsets.code !== errorCode.groupIdNotFound)
    throw runtimeException(executionException(standardException(offsets)))
  return new Map()
}

async function partitionsToReset(
  cluster: Cluster,
  committed: ReadonlyMap<string, CommittedOffset>,
  options: GroupsOptions,
): Promise<TopicPartition[]> {
  if (options.has('all-topics')) {
    const places = [...committed.values()].map(({topic, partition}) => ({topic, partition}))
    return hashOrder(places, topicPartitionHash)
  }
  if (options.has('topic')) {
    const {partitions, topics} = parseTopics(options.values('topic'))
    if (topics.includes('')) throw emptyTopicName()
    const found = await cluster.topics(topics, {refresh: true})
    const failed = found.find(({errorCode: code}) => code !== errorCode.none)
    if (failed) throw standardException({code: failed.errorCode})
    const whole = found.flatMap((topic) => topic.partitions.map(({index}) => ({topic: topic.name, partition: index})))
    return [...partitions, ...whole]
  }
  if (options.has('from-file')) return []
  throw new UsageProblem('One of the reset scopes should be defined: --all-topics, --topic.')
}

async function checkPartitions(cluster: Cluster, partitions: readonly TopicPartition[]): Promise<void> {
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

/** Plans again while a partition is missing or has no leader, like Java's client, until the time limit. */
async function planUntilComplete(
  plan: () => Promise<ResetRow[]>,
  timeoutMs: number,
  now: () => number,
): Promise<ResetRow[]> {
  const deadline = now() + timeoutMs
  for (let tries = 1; ; tries++) {
    const rows = await plan()
    const error = rows.find((row) => row.error)?.error
    if (!error) return rows
    if (!(error instanceof KafkaError)) throw error
    if (!error.retriable) throw standardException(error)
    const next = now() + againAfterMs
    if (next < deadline) await sleep(againAfterMs)
    else {
      const failure = callTimedOut('listOffsets(api=METADATA)', {deadline, tries, next, cause: error})
      throw runtimeException(executionException(failure))
    }
  }
}
const againAfterMs = 1000

/** --topic was checked before. Missing topics of the file only show when Apache's client requests their offsets. */
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

async function commit(cluster: Cluster, groupId: string, rows: readonly ResetRow[]): Promise<void> {
  const offsets = rows.map(({topic, partition, newOffset}) => ({topic, partition, offset: newOffset ?? 0}))
  try {
    const outcomes = await commitOffsets(cluster, groupId, offsets)
    for (const outcome of outcomes) if (outcome.status === 'failed') throw outcome.error
  } catch (error) {
    throw error instanceof KafkaError ? standardException(error) : error
  }
}

function print(plans: readonly (readonly [string, readonly ResetRow[]])[], options: GroupsOptions, io: Io) {
  const rows = plans.flatMap(([group, some]) =>
    some.map(({topic, partition, newOffset}) => ({group, topic, partition, offset: newOffset ?? 0})),
  )
  if (options.has('export')) {
    const isSingleGroup = options.values('group').length === 1
    io.out(`${formatOffsetsCsv(isSingleGroup ? rows.map((row) => ({...row, group: undefined})) : rows)}\n`)
    return
  }
  const width = (of: (row: (typeof rows)[number]) => string) => widest(15, rows.map(of))
  const widths = [width(({group}) => group), width(({topic}) => topic), 10, 0]
  const lines = [
    ['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'],
    ...rows.map(({group, topic, partition, offset}) => [group, topic, String(partition), String(offset)]),
  ]
  io.out(`${lines.map((cells) => `\n${padded(cells, widths)}`).join('')}\n`)
}
