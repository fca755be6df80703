// Measures how fast partitions are written to: a reassignment whose throttle is lower never ends.
import type {Cluster} from '../cluster/cluster.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {partitionKey, type LayoutPartition} from './layout.ts'
import type {PlannedMove} from './plan/goal.ts'

export interface InflowOptions {
  readonly sampleMs: number
  now(): number
  pause(ms: number): Promise<void>
}

/**
 * Bytes per second that are appended to these partitions, by `partitionKey`, from two readings of their leaders' log
 * sizes.
 */
export async function measureInflow(
  cluster: Cluster,
  partitions: readonly LayoutPartition[],
  {sampleMs, now, pause}: InflowOptions,
): Promise<Map<string, number>> {
  const first = {sizes: await leaderSizes(cluster, partitions), at: now()}
  await pause(sampleMs)
  const second = {sizes: await leaderSizes(cluster, partitions), at: now()}
  const seconds = Math.max(0.001, (second.at - first.at) / 1000)
  return new Map(
    [...second.sizes].flatMap(([key, size]) => {
      const before = first.sizes.get(key)
      // Retention shrinks logs, in which case the rate is not known.
      return before === undefined || size < before ? [] : [[key, (size - before) / seconds] as const]
    }),
  )
}

async function leaderSizes(cluster: Cluster, partitions: readonly LayoutPartition[]): Promise<Map<string, number>> {
  const questions = [...Map.groupBy(partitions, ({leader}) => leader)]
    .filter(([leader]) => leader >= 0)
    .map(([broker, some]) => ({broker, partitions: some}))
  const gathered = await describeLogDirs(cluster, questions)
  const sizes = new Map<string, number>()
  gathered.each(
    (dirs) => {
      for (const {replicas} of dirs)
        for (const each of replicas) if (!each.isFuture) sizes.set(partitionKey(each), each.size)
      return undefined
    },
    // The inflow of a broker that does not answer is not known; its failure was reported when the plan read the
    // cluster.
    (error) => error,
  )
  return sizes
}

export interface Need {
  readonly broker: number
  /** Bytes per second. */
  readonly rate: number
}

/**
 * The rate that each broker needs so that the copies catch up if all of these partitions move at the same time. It
 * covers what the broker receives as a new replica, and what it sends as a leader, including to replicas in sync,
 * because Kafka's throttle counts these as well.
 */
export function ratesNeeded(
  moves: readonly PlannedMove[],
  inflow: ReadonlyMap<string, number>,
  leaders: ReadonlyMap<string, number>,
): Need[] {
  const received = new Map<number, number>()
  const sent = new Map<number, number>()
  for (const move of moves) {
    if (move.adding.length === 0) continue
    const rate = inflow.get(partitionKey(move)) ?? 0
    for (const id of move.adding) received.set(id, (received.get(id) ?? 0) + rate)
    const leader = leaders.get(partitionKey(move)) ?? -1
    sent.set(leader, (sent.get(leader) ?? 0) + rate * (move.from.length - 1 + move.adding.length))
  }
  return [...new Set([...received.keys(), ...sent.keys()])]
    .map((broker) => ({broker, rate: Math.max(received.get(broker) ?? 0, sent.get(broker) ?? 0)}))
    .toSorted((a, b) => b.rate - a.rate)
}
