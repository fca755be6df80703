// Throttles for reassignments (KIP-73, KIP-113): a rate for each broker, and for each topic the list of throttled
// replicas.
import type {Cluster, Target} from '../cluster/cluster.ts'
import {alterIncrementally, type ConfigStep, type ResourceSteps} from '../configs/incremental.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import type {Reassignment} from './reassignments.ts'

/** The replicas of a partition that are read from and those that are created, as node ids. */
export interface Move extends TopicPartition {
  readonly sources: readonly number[]
  readonly destinations: readonly number[]
}

export interface Assignment extends TopicPartition {
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
}

/**
 * The moves once `proposed` has started in addition to the reassignments under way; `current` has the present replicas
 * of the proposed partitions.
 */
export function movesOf(
  ongoing: readonly Reassignment[],
  proposed: readonly Assignment[],
  current: readonly Assignment[],
): Move[] {
  const key = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
  const moves = new Map<string, Move>()
  for (const {topic, partition, replicas, adding} of ongoing) {
    const sources = replicas.filter((id) => !adding.includes(id))
    moves.set(key({topic, partition}), {topic, partition, sources, destinations: adding})
  }
  const now = new Map(current.map((each) => [key(each), each.replicas]))
  for (const {topic, partition, replicas} of proposed) {
    const at = key({topic, partition})
    const sources = moves.get(at)?.sources ?? now.get(at) ?? []
    const destinations = replicas.filter((id) => !sources.includes(id))
    moves.set(at, {topic, partition, sources, destinations})
  }
  return [...moves.values()]
}

/** The throttled replicas in the form of Kafka's configs: `0:1,0:2` is partition 0 on brokers 1 and 2. */
export interface ThrottledReplicas {
  readonly topic: string
  readonly leaders: string
  readonly followers: string
}

/** Throttled replicas by topic, in the order in which the topics first occur. */
export function throttledReplicas(moves: readonly Move[]): ThrottledReplicas[] {
  const list = (some: readonly Move[], of: (move: Move) => readonly number[]) =>
    [...new Set(some.flatMap((move) => of(move).map((id) => `${move.partition}:${id}`)))].toSorted().join(',')
  return [...Map.groupBy(moves, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    leaders: list(some, ({sources}) => sources),
    followers: list(some, ({sources, destinations}) => destinations.filter((id) => !sources.includes(id))),
  }))
}

export const leaderReplicas = 'leader.replication.throttled.replicas'
export const followerReplicas = 'follower.replication.throttled.replicas'
export const leaderRate = 'leader.replication.throttled.rate'
export const followerRate = 'follower.replication.throttled.rate'
const logDirRate = 'replica.alter.log.dirs.io.max.bytes.per.second'
/** Configs of brokers. */
export const throttleRates: readonly string[] = [leaderRate, followerRate, logDirRate]

const set = (name: string, value: string): ConfigStep => ({name, operation: 'set', value})
const unset = (name: string): ConfigStep => ({name, operation: 'unset', value: null})

/** A change of one resource's configs. */
export type ThrottleChange = ResourceSteps

export const throttleTopics = (topics: readonly ThrottledReplicas[]): ThrottleChange[] =>
  topics.map(({topic, leaders, followers}) => ({
    resource: {type: 'TOPIC', name: topic},
    steps: [set(leaderReplicas, leaders), set(followerReplicas, followers)],
  }))

/** `rate`: bytes per second as text, because it may be larger than a number can hold. */
export const throttleBrokers = (brokers: readonly number[], rate: string): ThrottleChange[] =>
  brokers.map((id) => ({
    resource: {type: 'BROKER', name: String(id)},
    steps: [set(leaderRate, rate), set(followerRate, rate)],
  }))

export const throttleLogDirs = (brokers: readonly number[], rate: string): ThrottleChange[] =>
  brokers.map((id) => ({resource: {type: 'BROKER', name: String(id)}, steps: [set(logDirRate, rate)]}))

export const unthrottleBrokers = (brokers: readonly number[]): ThrottleChange[] =>
  brokers.map((id) => ({
    resource: {type: 'BROKER', name: String(id)},
    steps: [leaderRate, followerRate, logDirRate].map(unset),
  }))

export const unthrottleTopics = (topics: readonly string[]): ThrottleChange[] =>
  topics.map((name) => ({resource: {type: 'TOPIC', name}, steps: [leaderReplicas, followerReplicas].map(unset)}))

/**
 * Sends one request per resource, all at once. `to`: the destination of all. Throws the first failure after all have
 * been tried.
 */
export async function changeThrottles(
  cluster: Cluster,
  changes: readonly ThrottleChange[],
  to?: Target,
): Promise<void> {
  const results = await Promise.allSettled(
    changes.map(({resource, steps}) => alterIncrementally(cluster, resource, steps, {to})),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
