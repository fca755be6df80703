// kafka-consumer-groups --reset-offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {Failures} from '../../cluster/outcome.ts'
import {commitOffsets} from '../../groups/commit-offsets.ts'
import {committedOffsets, type CommittedOffset} from '../../offsets/committed-offsets.ts'
import {describeGroups} from '../../groups/describe.ts'
import {formatOffsetsCsv} from '../../groups/offsets-csv.ts'
import type {ResetRow} from '../../groups/reset-types.ts'
import {allConsumerGroups} from './list.ts'
import {asJavaError, executionException, runtimeException, standardException} from '../java/errors.ts'
import {hashOrder, stringHash, topicPartitionHash} from '../java/hash-order.ts'
import {consumerGroupProblem} from '../shared/group-failures.ts'
import {checkPartitions, partitionsToReset, planScenario} from '../shared/reset-offsets.ts'
import {resetTable} from '../shared/reset-table.ts'
import {placeText, type ResetValues} from '../shared/reset-target.ts'
import type {GroupsOptions} from './checks.ts'
import {resetScenarios} from '../shared/reset-options.ts'
import {UsageProblem} from '../command-line/checks.ts'

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
    const problem = consumerGroupProblem(groupId, group, failures.get(groupId))
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

/** Returns the plan; with --execute, also commits it. */
async function resetGroup(cluster: Cluster, groupId: string, options: GroupsOptions, io: Io): Promise<ResetRow[]> {
  const committed = await committedBy(cluster, groupId, options)
  const partitions = await partitionsOf(cluster, committed, options)
  await checkPartitions(cluster, partitions)
  const scenario = resetScenarios.find((name) => options.has(name))
  if (!scenario) {
    const list = resetScenarios.map((name) => `[${name}]`).join(', ')
    throw new UsageProblem(`Option '[reset-offsets]' requires one of the following scenarios: [${list}]`)
  }
  const values = resetValues(options)
  const ordered = await planScenario(cluster, scenario, {groupId, partitions, committed, values}, io)
  if (options.has('execute')) await commit(cluster, groupId, ordered)
  return ordered
}

const resetValues = (options: GroupsOptions): ResetValues => ({
  toOffset: options.values('to-offset')[0],
  shiftBy: options.value('shift-by'),
  toDatetime: options.values('to-datetime')[0],
  byDuration: options.value('by-duration'),
  fromFile: options.values('from-file')[0],
  isSingleGroup: options.values('group').length === 1,
})

async function committedBy(
  cluster: Cluster,
  groupId: string,
  options: GroupsOptions,
): Promise<ReadonlyMap<string, CommittedOffset>> {
  const offsets = (await committedOffsets(cluster, [groupId])).get(groupId) ?? []
  if (!(offsets instanceof KafkaError)) return new Map(offsets.map((one) => [placeText(one), one]))
  // Only these options need committed offsets. A group that does not exist has none.
  const needed = (['all-topics', 'to-current', 'shift-by'] as const).some((name) => options.has(name))
  if (needed && offsets.code !== errorCode.groupIdNotFound)
    throw runtimeException(executionException(standardException(offsets)))
  return new Map()
}

async function partitionsOf(
  cluster: Cluster,
  committed: ReadonlyMap<string, CommittedOffset>,
  options: GroupsOptions,
): Promise<TopicPartition[]> {
  if (options.has('all-topics')) {
    const places = [...committed.values()].map(({topic, partition}) => ({topic, partition}))
    return hashOrder(places, topicPartitionHash)
  }
  if (options.has('topic')) return partitionsToReset(cluster, options.values('topic'))
  if (options.has('from-file')) return []
  throw new UsageProblem('One of the reset scopes should be defined: --all-topics, --topic.')
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
  io.out(resetTable(rows))
}
