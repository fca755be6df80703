// Reports the reassignments under way in a cluster, whoever started them, with remaining bytes and rate.
import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {listReassignments} from '../partitions/reassignments.ts'
import {newReplicas} from './copied.ts'
import {partitionKey} from './layout.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {Outcome} from '../cluster/outcome.ts'

export interface MovingPartition extends TopicPartition {
  /** Node ids, the replicas to add and to remove included. */
  readonly replicas: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
  /** Bytes still to be copied to all of `adding`; null: the size of the leader's replica is not known. */
  readonly bytesLeft: number | null
  /** Bytes per second between two readings; null: not known. */
  readonly rate: number | null
  /** Ms; null: not known, or there is no progress. */
  readonly etaMs: number | null
}

export interface StatusOptions {
  /** The time between two readings, ms; 0: a single reading, without a rate. */
  readonly sampleMs: number
  now(): number
  pause(ms: number): Promise<void>
}

/** The reassignments under way, sorted by topic and partition. Brokers that did not report sizes are failures. */
export async function movesGoingOn(
  cluster: Cluster,
  {sampleMs, now, pause}: StatusOptions,
): Promise<Outcome<MovingPartition[]>> {
  const failures: Error[] = []
  const first = await listReassignments(cluster, null)
  if (first.length === 0) return new Outcome([], [])
  const before = {sizes: await copies(cluster, first), at: now()}
  const sampled = sampleMs > 0
  if (sampled) await pause(sampleMs)
  const running = sampled ? await listReassignments(cluster, null) : first
  const after = sampled ? {sizes: await copies(cluster, running), at: now()} : before
  const names = [...new Set(running.map(({topic}) => topic))]
  const topics = new Map((await cluster.topics(names, {refresh: true})).map((each) => [each.name, each]))
  const leaders = running.map((each) => ({
    ...each,
    leader: topics.get(each.topic)?.partitions[each.partition]?.leader ?? -1,
  }))
  const full = await leaderSizes(cluster, leaders, failures)
  const seconds = (after.at - before.at) / 1000
  const moving = running.map((each): MovingPartition => {
    const {topic, partition, replicas, adding, removing} = each
    const key = partitionKey(each)
    const sum = (sizes: ReadonlyMap<string, number>) =>
      adding.reduce((total, id) => total + (sizes.get(`${id} ${key}`) ?? 0), 0)
    const whole = full.get(key)
    const bytesLeft = whole === undefined ? null : Math.max(0, whole * adding.length - sum(after.sizes))
    const rate = sampled && seconds > 0 ? Math.max(0, (sum(after.sizes) - sum(before.sizes)) / seconds) : null
    const etaMs = bytesLeft === null || rate === null || rate === 0 ? null : (bytesLeft / rate) * 1000
    return {topic, partition, replicas, adding, removing, bytesLeft, rate, etaMs}
  })
  return new Outcome(moving, failures)
}

const copies = (
  cluster: Cluster,
  moving: readonly {topic: string; partition: number; replicas: readonly number[]; adding: readonly number[]}[],
) =>
  newReplicas(
    cluster,
    moving.map(({topic, partition, replicas, adding}) => ({
      topic,
      partition,
      topicId: null,
      from: replicas.filter((id) => !adding.includes(id)),
      to: adding,
      bytes: null,
    })),
  )

async function leaderSizes(
  cluster: Cluster,
  moving: readonly (TopicPartition & {leader: number})[],
  failures: Error[],
): Promise<Map<string, number>> {
  const questions = [...Map.groupBy(moving, ({leader}) => leader)]
    .filter(([leader]) => leader >= 0)
    .map(([broker, partitions]) => ({broker, partitions}))
  const sizes = new Map<string, number>()
  const gathered = await describeLogDirs(cluster, questions)
  gathered.each(
    (dirs) => {
      for (const {replicas} of dirs)
        for (const each of replicas) if (!each.isFuture) sizes.set(partitionKey(each), each.size)
      return undefined
    },
    (error) => {
      failures.push(error)
      return error
    },
  )
  return sizes
}
