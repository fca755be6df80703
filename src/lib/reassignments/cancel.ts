// Cancels reassignments, and reports where the partitions are afterwards.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {alterReassignments, listReassignments} from '../partitions/reassignments.ts'
import {partitionKey} from './layout.ts'

export interface CancelItem extends TopicPartition {
  readonly status: 'moving' | 'cancelled' | 'stays' | 'waiting' | 'gone' | 'failed'
  /** Node ids; null: the partition no longer exists. */
  readonly replicas: readonly number[] | null
  readonly error: Error | null
}

export interface CancelOptions {
  pause(ms: number): Promise<void>
  /** The replicas that each partition had before, by `partitionKey`, as far as they are known. */
  readonly before: ReadonlyMap<string, readonly number[]>
}

/**
 * Cancels these reassignments; returns outcomes in the same order. A reassignment that completed in the meantime keeps
 * its result. Kafka leaves the replicas in the order of the target, with another preferred leader, so the former order
 * is set again.
 */
export async function cancelMoves(
  cluster: Cluster,
  items: readonly CancelItem[],
  {pause, before}: CancelOptions,
): Promise<CancelItem[]> {
  const moving = items.filter(({status}) => status === 'moving')
  if (moving.length === 0) return [...items]
  const answers = await alterReassignments(
    cluster,
    moving.map(({topic, partition}) => ({topic, partition, replicas: null})),
  )
  const errors = new Map(answers.map((each) => [partitionKey(each), each.error]))
  const wanted = new Set(moving.map(partitionKey))
  for (let tries = 0; tries < 20; tries++) {
    const left = await listReassignments(cluster, null)
    if (!left.some((each) => wanted.has(partitionKey(each)) && !errors.get(partitionKey(each)))) break
    await pause(250)
  }
  const reordered = moving.flatMap(({topic, partition}) => {
    const key = partitionKey({topic, partition})
    const replicas = before.get(key)
    return replicas && !errors.get(key) ? [{topic, partition, replicas}] : []
  })
  if (reordered.length > 0)
    for (const {error, ...each} of await alterReassignments(cluster, reordered)) errors.set(partitionKey(each), error)
  await pause(500)
  const names = [...new Set(items.map(({topic}) => topic))]
  const topics = new Map((await cluster.topics(names, {refresh: true})).map((each) => [each.name, each]))
  return items.map((item): CancelItem => {
    const replicas = topics.get(item.topic)?.partitions[item.partition]?.replicas ?? null
    if (item.status !== 'moving') return {...item, replicas}
    const error = errors.get(partitionKey(item)) ?? null
    if (!error) return {...item, replicas, status: 'cancelled'}
    if (error.code === errorCode.noReassignmentInProgress) return {...item, replicas, status: 'stays'}
    return {...item, replicas, status: 'failed', error}
  })
}
