// A broker that has just become the coordinator of groups shows what lies below the high watermark (CoordinatorRuntime), and a
// new leader does not know that at first. What was committed right before the old one died is missing then, without an error.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {Within} from '../cluster/fan-out.ts'
import {listOffsets} from './list-offsets.ts'
import {offsetsTopic, partitionOf} from './offsets-topic.ts'

/** How long a partition that has no leader, or a new one, is waited for, ms: 3 s, or a third of the time that there is. */
export const settlingMs = (timeoutMs: number): number => Math.min(3000, timeoutMs / 3)

/**
 * Those of these partitions of __consumer_offsets whose leader is so new that its high watermark is below what it began
 * with, also after the time is over.
 */
export async function behindPartitions(
  cluster: Cluster,
  partitions: readonly number[],
  timeoutMs: number,
): Promise<number[]> {
  const ends = partitions.map((partition) => ({topic: offsetsTopic, partition, spec: 'latest'}) as const)
  const listed = await listOffsets(cluster, ends, {timeoutMs: settlingMs(timeoutMs)})
  return listed.filter(({error}) => error?.code === errorCode.offsetNotAvailable).map(({partition}) => partition)
}

/**
 * Waits until the coordinator of the group shows all that was committed before; without the right to describe
 * __consumer_offsets nothing is waited for. Raises a retriable KafkaError where it does not come to that in time. A member
 * need not wait: its coordinator answers JoinGroup, SyncGroup or the first heartbeat only when what it writes then is below
 * the high watermark, and so is everything that was committed before it.
 */
export async function awaitNewestCommits(cluster: Cluster, group: string, signal?: AbortSignal): Promise<void> {
  const [topic] = await cluster.topics([offsetsTopic])
  if (topic?.errorCode !== errorCode.none) return
  const partition = partitionOf(group, topic.partitions.length)
  const [listed] = await listOffsets(cluster, [{topic: offsetsTopic, partition, spec: 'latest'}], {signal})
  if (listed?.error?.code === errorCode.offsetNotAvailable)
    throw new KafkaError(errorCode.coordinatorLoadInProgress, `fetch the offsets of group ${group}`)
}

/**
 * The answers about groups, of which those that found nothing are asked for once more when the coordinator knows its newest
 * commits; `unready` takes their place where it does not come to know them in time. Without the right to describe
 * __consumer_offsets the answers stay as they are.
 */
export async function withNewestCommits<R>(
  cluster: Cluster,
  answers: ReadonlyMap<string, R>,
  {
    isNothing,
    ask,
    unready,
    within,
  }: {
    readonly isNothing: (answer: R) => boolean
    readonly ask: (groups: readonly string[]) => Promise<ReadonlyMap<string, R>>
    readonly unready: (group: string) => R
    readonly within: Within
  },
): Promise<ReadonlyMap<string, R>> {
  const open = [...answers].flatMap(([group, answer]) => (isNothing(answer) ? [group] : []))
  if (open.length === 0) return answers
  const [topic] = await cluster.topics([offsetsTopic])
  if (topic?.errorCode !== errorCode.none) return answers
  const byPartition = Map.groupBy(open, (group) => partitionOf(group, topic.partitions.length))
  const partitions = await behindPartitions(cluster, [...byPartition.keys()], within.timeoutMs)
  const behind = new Set(partitions.flatMap((partition) => byPartition.get(partition) ?? []))
  const again = open.filter((group) => !behind.has(group))
  return new Map([
    ...answers,
    ...(again.length > 0 ? await ask(again) : []),
    ...[...behind].map((group) => [group, unready(group)] as const),
  ])
}
