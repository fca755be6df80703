// Measures how much of the new replicas has been copied, how fast, and which replicas are stuck.
import type {Cluster} from '../cluster/cluster.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {addingOf} from './batches.ts'
import type {JournalPartition} from './journal.ts'
import {partitionKey, partitionText} from './layout.ts'

export interface Copied {
  /** Bytes that the new replicas hold, including those that are complete. */
  readonly doneBytes: number
  readonly leftBytes: number
  /** Bytes per second over the last half minute; null: not known yet. */
  readonly rate: number | null
  readonly etaMs: number | null
  /** A sentence for each replica that has not grown for longer than the limit. */
  readonly stalled: readonly string[]
}

const windowMs = 30_000

/** Measures the progress of a run each time it is asked. */
export class CopyWatch {
  readonly #sizes = new Map<string, {bytes: number; since: number}>()
  #looks: {at: number; done: number}[] = []
  readonly #stallMs: number

  constructor(stallMs: number) {
    this.#stallMs = stallMs
  }

  async look(
    cluster: Cluster,
    {moving, moved, waiting}: Readonly<Record<'moving' | 'moved' | 'waiting', readonly JournalPartition[]>>,
    now: number,
  ): Promise<Copied> {
    const sizes = await newReplicas(cluster, moving)
    const live = new Set((await cluster.brokers()).map(({id}) => id))
    let [done, left] = [0, 0]
    const stalled: string[] = []
    for (const each of moving) {
      for (const id of addingOf(each)) {
        const key = `${id} ${partitionKey(each)}`
        const bytes = sizes.get(key) ?? 0
        const before = this.#sizes.get(key)
        if (before?.bytes !== bytes) this.#sizes.set(key, {bytes, since: now})
        else if (now - before.since >= this.#stallMs) {
          const why = live.has(id) ? '' : ', which is out of service'
          stalled.push(`${partitionText(each)} makes no progress at broker ${id}${why}`)
        }
        done += Math.min(bytes, each.bytes ?? bytes)
        left += Math.max(0, (each.bytes ?? 0) - bytes)
      }
    }
    for (const each of moved) done += (each.bytes ?? 0) * addingOf(each).length
    for (const each of waiting) left += (each.bytes ?? 0) * addingOf(each).length
    this.#looks = [...this.#looks.filter(({at}) => now - at <= windowMs), {at: now, done}]
    const [first] = this.#looks
    const seconds = first ? (now - first.at) / 1000 : 0
    const rate = first && seconds >= 1 ? Math.max(0, (done - first.done) / seconds) : null
    const etaMs = rate === null || rate === 0 ? null : (left / rate) * 1000
    return {doneBytes: done, leftBytes: left, rate, etaMs, stalled}
  }
}

/**
 * Sizes of the replicas that are being created, by `broker partitionKey`; replicas on brokers that do not answer are
 * left out.
 */
export async function newReplicas(cluster: Cluster, moving: readonly JournalPartition[]): Promise<Map<string, number>> {
  const live = new Set((await cluster.brokers()).map(({id}) => id))
  const byBroker = Map.groupBy(
    moving.flatMap((each) => addingOf(each).map((broker) => ({broker, each}))),
    ({broker}) => broker,
  )
  const questions = [...byBroker]
    .filter(([broker]) => live.has(broker))
    .map(([broker, some]) => ({broker, partitions: some.map(({each}) => each)}))
  const sizes = new Map<string, number>()
  const gathered = await describeLogDirs(cluster, questions)
  gathered.each(
    (dirs, broker) => {
      for (const {replicas} of dirs)
        for (const each of replicas) if (!each.isFuture) sizes.set(`${broker} ${partitionKey(each)}`, each.size)
      return undefined
    },
    (error) => error,
  )
  return sizes
}
