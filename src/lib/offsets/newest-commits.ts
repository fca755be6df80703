// Waits until a new coordinator knows the newest commits. A broker that has just become the coordinator of groups
// shows only what is below the high watermark (CoordinatorRuntime), which a new leader does not know at first. What
// was committed right before the old coordinator died is missing until then, without an error.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {Within} from '../cluster/fan-out.ts'
import {listOffsets, type ListedOffset} from './list-offsets.ts'
import {offsetsTopic, partitionOf} from './offsets-topic.ts'

/** How long to wait for a partition without a leader, or with a new one, ms: 3 s, or a third of the available time. */
export const settlingMs = (timeoutMs: number): number => Math.min(3000, timeoutMs / 3)

/** Why the end of a log is not known. Whoever may not describe the topic has the answers as they are. */
const whyUnknown = ({error}: ListedOffset) => (error?.code === errorCode.topicAuthorizationFailed ? undefined : error)

/**
 * Those of these partitions of __consumer_offsets of which it is not known, even at the time limit, whether the
 * coordinator shows all, with the reason: the leader is so new that its high watermark is below the end that its log
 * had at the beginning (OFFSET_NOT_AVAILABLE), or it could not be asked.
 */
export async function behindPartitions(
  cluster: Cluster,
  partitions: readonly number[],
  timeoutMs: number,
): Promise<ReadonlyMap<number, KafkaError>> {
  const ends = partitions.map((partition) => ({topic: offsetsTopic, partition, spec: 'latest'}) as const)
  const listed = await listOffsets(cluster, ends, {timeoutMs: settlingMs(timeoutMs)})
  return new Map(
    listed.flatMap((one) => {
      const why = whyUnknown(one)
      return why ? [[one.partition, why] as const] : []
    }),
  )
}

/**
 * Waits until the coordinator of the group shows everything that was committed before. Without the right to describe
 * __consumer_offsets, it does not wait. Throws a retriable KafkaError if that takes too long. A member need not wait:
 * its coordinator answers JoinGroup, SyncGroup or the first heartbeat only when what it writes for them is below the
 * high watermark, and so is everything that was committed before.
 */
export async function awaitNewestCommits(cluster: Cluster, group: string, signal?: AbortSignal): Promise<void> {
  const [topic] = await cluster.topics([offsetsTopic])
  if (topic?.errorCode !== errorCode.none) return
  const partition = partitionOf(group, topic.partitions.length)
  const [listed] = await listOffsets(cluster, [{topic: offsetsTopic, partition, spec: 'latest'}], {signal})
  if (listed && whyUnknown(listed))
    throw new KafkaError(errorCode.coordinatorLoadInProgress, `fetch the offsets of group ${group}`)
}

/**
 * Returns the answers about groups. Those that found nothing are asked for once more when the coordinator knows its
 * newest commits; `unready` replaces them if it does not know them in time. Without the right to describe
 * __consumer_offsets, the answers are returned unchanged.
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
  const behind = new Set([...partitions.keys()].flatMap((partition) => byPartition.get(partition) ?? []))
  const again = open.filter((group) => !behind.has(group))
  return new Map([
    ...answers,
    ...(again.length > 0 ? await ask(again) : []),
    ...[...behind].map((group) => [group, unready(group)] as const),
  ])
}
