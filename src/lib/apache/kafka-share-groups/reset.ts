// kafka-share-groups --reset-offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {alterShareOffsets, type ShareOffset} from '../../groups/alter-share-offsets.ts'
import {JavaError, kafkaException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {alteringFailed, checkPartitions, partitionsToReset, planScenario} from '../shared/reset-offsets.ts'
import {resetTable} from '../shared/reset-table.ts'
import {shareResetScenarios, type ShareGroupsOptions} from './checks.ts'
import {described, offsetsOf} from './describe.ts'

/** Returns the exit code. Throws JavaError for what Apache's tool prints on stdout with exit code 0. */
export async function resetShareGroup(cluster: Cluster, options: ShareGroupsOptions, io: Io): Promise<number> {
  const groupId = options.value('group') ?? ''
  const refusal = await refusalOf(cluster, groupId)
  if (refusal !== undefined) {
    io.err(`${refusal}\n`)
    return 1
  }
  const partitions = options.has('topic')
    ? await partitionsToReset(cluster, options.values('topic'))
    : await partitionsOfGroup(cluster, groupId)
  await checkPartitions(cluster, partitions)
  const scenario = shareResetScenarios.find((name) => options.has(name)) ?? 'to-earliest'
  const values = {toDatetime: options.values('to-datetime')[0], isSingleGroup: true}
  const rows = await planScenario(cluster, scenario, {groupId, partitions, committed: new Map(), values}, io)
  const offsets = rows.map(({topic, partition, newOffset}) => ({topic, partition, offset: newOffset ?? 0}))
  if (options.has('execute')) await alter(cluster, groupId, offsets)
  io.out(resetTable(offsets.map((one) => ({...one, group: groupId}))))
  return 0
}

/**
 * What Apache's tool prints on stderr before it ends with exit code 1. A group that does not exist is reset
 * nevertheless.
 */
async function refusalOf(cluster: Cluster, groupId: string): Promise<string | undefined> {
  try {
    const [group] = await described(cluster, [groupId])
    const isInactive = group?.state === 'Empty' || group?.state === 'Dead'
    return isInactive ? undefined : `Share group '${groupId}' is not empty.`
  } catch (error) {
    const cause = error instanceof JavaError ? error.cause : undefined
    if (!(cause instanceof JavaError)) throw error
    return cause.javaClass.endsWith('.GroupIdNotFoundException') ? undefined : cause.message
  }
}

async function partitionsOfGroup(cluster: Cluster, groupId: string): Promise<TopicPartition[]> {
  const offsets = await offsetsOf(cluster, [{groupId}]).catch((error: unknown) => {
    // The exception itself, without those that wrap it.
    const cause = error instanceof JavaError && error.cause instanceof JavaError ? error.cause.cause : undefined
    throw cause ?? error
  })
  return hashOrder(offsets.get(groupId) ?? [], topicPartitionHash)
}

async function alter(cluster: Cluster, groupId: string, offsets: readonly ShareOffset[]): Promise<void> {
  try {
    const outcomes = await alterShareOffsets(cluster, groupId, offsets)
    const failed = outcomes.filter((outcome) => outcome.status === 'failed')
    const [first] = hashOrder(failed, topicPartitionHash)
    if (first) throw alteringFailed(first.error.code, failed)
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    const found = await cluster.coordinator('group', groupId).catch(() => undefined)
    throw found === undefined ? kafkaException(error) : alteringFailed(error.code, offsets)
  }
}
