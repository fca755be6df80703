// kafka-streams-groups --reset-offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UsageError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {commitOffsets, type OffsetToCommit} from '../../groups/commit-offsets.ts'
import {formatOffsetsCsv} from '../../groups/offsets-csv.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {
  asJavaError,
  executionException,
  JavaError,
  javaText,
  kafkaException,
  runtimeException,
  sentence,
} from '../java/errors.ts'
import {copyCapacity, hashOrder, hashOrderOfStrings, stringHash, topicPartitionHash} from '../java/hash-order.ts'
import {allGroupsOfType} from '../shared/groups-of-type.ts'
import {alteringFailed, checkPartitions, partitionsToReset, planScenario} from '../shared/reset-offsets.ts'
import {placeText} from '../shared/reset-target.ts'
import {deleteEach} from '../shared/topic-deletion.ts'
import {streamsResetScenarios, type StreamsGroupsOptions} from './checks.ts'
import {committedBy, committedInSources, streamsGroups} from './groups.ts'
import {internalTopics} from './internal-topics.ts'
import {streamsResetTable} from './tables.ts'

/** Throws JavaError or UsageProblem for the first group that cannot be reset, after the groups before it were reset. */
export async function resetStreamsGroups(cluster: Cluster, options: StreamsGroupsOptions, io: Io): Promise<void> {
  const ids = options.has('all-groups')
    ? (await allGroupsOfType(cluster, io, 'streams')).map(({groupId}) => groupId)
    : options.values('group')
  const distinct = new Set(ids)
  const groups = distinct.size === 0 ? new Map() : await described(cluster, [...distinct])
  const plans: [string, readonly OffsetToCommit[]][] = []
  for (const groupId of hashOrderOfStrings(distinct, {capacity: copyCapacity(distinct.size)})) {
    const group = groups.get(groupId)
    if (group instanceof JavaError) {
      // A reset creates a group that does not exist.
      if (!group.javaClass.endsWith('.GroupIdNotFoundException')) throw runtimeException(executionException(group))
      plans.push([groupId, await resetGroup(cluster, groupId, options, io)])
    } else if (group.state === 'Empty' || group.state === 'Dead') {
      plans.push([groupId, await resetGroup(cluster, groupId, options, io)])
      if (options.has('execute')) await deleteTopicsOf(cluster, groupId, options, io)
    } else {
      io.out(
        `\nError: Assignments can only be reset if the group '${groupId}' is inactive, but the current state is ${group.state}.\n`,
      )
      plans.push([groupId, []])
    }
  }
  print(
    hashOrder(plans, ([groupId]) => stringHash(groupId)),
    options,
    io,
  )
}

const described = (cluster: Cluster, ids: readonly string[]) =>
  streamsGroups(cluster, ids).catch((error: unknown) => {
    throw error instanceof JavaError ? runtimeException(error) : error
  })

/** Returns the new offsets; with --execute, also commits them. */
async function resetGroup(
  cluster: Cluster,
  groupId: string,
  options: StreamsGroupsOptions,
  io: Io,
): Promise<OffsetToCommit[]> {
  const partitions = await partitionsOf(cluster, groupId, options, io)
  const scenario = streamsResetScenarios.find((name) => options.has(name))
  if (!scenario) {
    const list = streamsResetScenarios.map((name) => `[${name}]`).join(', ')
    throw new UsageProblem(`Option '[reset-offsets]' requires one of the following scenarios: [${list}]`)
  }
  const needsCommitted = scenario === 'shift-by' || scenario === 'to-current'
  const committed = needsCommitted
    ? await committedInSources(cluster, groupId, 'all')
    : new Map<string, CommittedOffset>()
  const values = {
    toOffset: options.values('to-offset')[0],
    shiftBy: options.value('shift-by'),
    toDatetime: options.values('to-datetime')[0],
    byDuration: options.value('by-duration'),
    fromFile: options.values('from-file')[0],
    isSingleGroup: options.values('group').length === 1,
  }
  const rows = await planScenario(cluster, scenario, {groupId, partitions, committed, values}, io)
  const offsets = rows.map(({topic, partition, newOffset}) => ({topic, partition, offset: newOffset ?? 0}))
  if (options.has('execute')) await commit(cluster, groupId, offsets)
  return offsets
}

async function partitionsOf(
  cluster: Cluster,
  groupId: string,
  options: StreamsGroupsOptions,
  io: Io,
): Promise<readonly TopicPartition[]> {
  if (options.has('all-input-topics'))
    return hashOrder((await committedInSources(cluster, groupId, 'own')).values(), topicPartitionHash)
  if (options.has('input-topic')) {
    const partitions = await partitionsToReset(cluster, options.values('input-topic'))
    await checkPartitions(cluster, partitions)
    const committed = await committedBy(cluster, groupId)
    if (partitions.every((at) => committed.has(placeText(at)))) return partitions
    io.out(`\nError: One or more topics are not part of the group '${groupId}'.\n`)
    return []
  }
  if (options.has('from-file')) return []
  throw new UsageProblem('One of the reset scopes should be defined: --all-topics, --topic.')
}

async function commit(cluster: Cluster, groupId: string, offsets: readonly OffsetToCommit[]): Promise<void> {
  try {
    const outcomes = await commitOffsets(cluster, groupId, offsets)
    const failed = outcomes.filter((outcome) => outcome.status === 'failed')
    const [first] = hashOrder(failed, topicPartitionHash)
    if (first) throw alteringFailed(first.error.code, failed)
  } catch (error) {
    if (error instanceof KafkaError) throw kafkaException(error)
    throw error instanceof JavaError ? error : asJavaError(error, 'alterConsumerGroupOffsets(api=FIND_COORDINATOR)')
  }
}

async function deleteTopicsOf(cluster: Cluster, groupId: string, options: StreamsGroupsOptions, io: Io): Promise<void> {
  const topics = options.has('delete-all-internal-topics')
    ? ((await internalTopics(cluster, [groupId], io)).get(groupId) ?? noInternalTopics(groupId))
    : options.values('delete-internal-topic')
  const [failure] = await deleteEach(cluster, topics)
  if (!failure) return
  if (failure.error.javaClass.endsWith('.UnknownTopicOrPartitionException')) {
    io.out(`\nError: Deleting internal topics for group '${groupId}' failed because the topics do not exist.\n`)
    return
  }
  io.out(`\nError: Deleting internal topics for group '${groupId}' failed due to ${javaText(failure.error)}\n`)
  io.err(`${sentence(executionException(failure.error))}\n`)
}

/** Apache's tool fails here because of a bug of its own, and does not say what it had done before. */
function noInternalTopics(groupId: string): never {
  const cause = new UsageError(
    `group ${groupId} has no internal topics that could be deleted; the new offsets are committed`,
  )
  const text = 'Cannot invoke "java.util.List.isEmpty()" because "internalTopics" is null'
  throw new JavaError('java.lang.NullPointerException', text, {cause})
}

function print(
  plans: readonly (readonly [string, readonly OffsetToCommit[]])[],
  options: StreamsGroupsOptions,
  io: Io,
) {
  const rows = plans.flatMap(([group, offsets]) => offsets.map((one) => ({...one, group})))
  if (!options.has('export')) {
    io.out(streamsResetTable(rows, plans.length > 0))
    return
  }
  const isSingleGroup = options.values('group').length === 1
  io.out(`${formatOffsetsCsv(isSingleGroup ? rows.map((row) => ({...row, group: undefined})) : rows)}\n`)
}
