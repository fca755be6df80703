import {randomBytes} from 'node:crypto'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import {alterShareOffsets} from '../groups/alter-share-offsets.ts'
import {deleteGroups} from '../groups/delete.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {IdleClock} from '../records/consume/idle-clock.ts'
import {verdict, type Acknowledgements} from '../records/share/acknowledgements.ts'
import {ShareConsumption} from '../records/share/share-consumption.ts'
import {Latencies} from './latencies.ts'
import {ratesOf, type Measured} from './measured.ts'

export interface ShareRunInput {
  readonly topic: string
  /** The id of a group that does not exist yet. */
  readonly groupId: string
  /** Stop after this many records; default: all that exist now. */
  readonly records?: number | undefined
  /** Stop when no record has arrived for this long, ms. */
  readonly patienceMs: number
  readonly signal: AbortSignal
  readonly onNotice: (text: string) => void
  readonly onProgress?: ((records: number, bytes: number, latencies: Latencies) => void) | undefined
}

export const ownGroupName = (): string => `kafkit-perf-${randomBytes(6).toString('hex')}`

/**
 * Creates a share group that begins at the log start (Kafka 4.2), and reads as its only member; every record is
 * accepted with the next fetch, without being parsed. Latencies are from the arrival of a record to the confirmation of
 * its acceptance. `failed`: records whose acceptance was not confirmed, and those that were requested but did not
 * arrive.
 */
export async function shareRun(cluster: Cluster, input: ShareRunInput): Promise<Measured> {
  const {topic, groupId, patienceMs, signal, onNotice, onProgress} = input
  const there = await beginAtStart(cluster, topic, groupId)
  const wanted = input.records ?? there
  const latencies = new Latencies()
  const arrived = new WeakMap<Acknowledgements, number>()
  const counts = {records: 0, bytes: 0, unconfirmed: 0}
  const stop = new AbortController()
  const idle = new IdleClock({idleMs: patienceMs, waiting: () => true, onIdle: () => stop.abort(), now: monotonicMs})
  const begun = performance.now()
  let lastAt = begun
  const consumption = new ShareConsumption(
    cluster,
    {groupId, topics: [topic], internalTopics: true, signal: AbortSignal.any([signal, stop.signal]), onNotice},
    {
      take: (records, cursor) => {
        const visited = records.visit(
          cursor,
          ({keyLength, valueLength}) => {
            counts.records++
            counts.bytes += Math.max(keyLength, 0) + Math.max(valueLength, 0)
            return verdict.accept
          },
          verdict.release,
        )
        lastAt = performance.now()
        arrived.set(visited.acknowledgements, lastAt)
        if (counts.records > 0) idle.restart()
        if (counts.records >= wanted) stop.abort()
        onProgress?.(counts.records, counts.bytes, latencies)
        return Promise.resolve(visited)
      },
      acknowledged: ({acknowledgements, error}) => {
        const count = acknowledgements.recordCount
        if (error) counts.unconfirmed += count
        const since = arrived.get(acknowledgements)
        if (!error && since !== undefined) latencies.record(performance.now() - since, count)
      },
    },
  )
  idle.restart()
  try {
    if (wanted > 0) await consumption.run()
  } finally {
    idle.stop()
  }
  const elapsedMs = lastAt - begun
  const stoppedBy = signal.aborted ? 'signal' : 'done'
  const missing = stoppedBy === 'done' && input.records !== undefined ? Math.max(0, wanted - counts.records) : 0
  return {
    records: counts.records,
    failed: counts.unconfirmed + missing,
    bytes: counts.bytes,
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    ...ratesOf(counts.records, counts.bytes, elapsedMs),
    latencyMs: latencies.summary() ?? null,
    histogram: latencies.histogram(),
    stoppedBy,
  }
}

/**
 * Sets the start offsets of a new group; returns the number of offsets after them. Throws KafkaError, and
 * UnsupportedApi before Kafka 4.2.
 */
async function beginAtStart(cluster: Cluster, topic: string, groupId: string): Promise<number> {
  const [found] = await cluster.topics([topic], {refresh: true})
  const code = found?.errorCode ?? errorCode.unknownTopicOrPartition
  if (!found || code !== errorCode.none) throw new KafkaError(code, `read topic ${topic}`)
  const places = found.partitions.map(({index}) => ({topic, partition: index}))
  const queries = (['earliest', 'latest'] as const).flatMap((spec) => places.map((at) => ({...at, spec})))
  const listed = await listOffsets(cluster, queries)
  const offsets = listed.map((each) => {
    if (each.error) throw each.error
    return each.offset ?? 0
  })
  const starts = places.map((at, index) => ({...at, offset: offsets[index] ?? 0}))
  for (const outcome of await alterShareOffsets(cluster, groupId, starts))
    if (outcome.status === 'failed') throw outcome.error
  return places.reduce((sum, _, at) => sum + (offsets[places.length + at] ?? 0) - (offsets[at] ?? 0), 0)
}

/** Why the group still exists; undefined: it was deleted. */
export async function deleteOwnGroup(cluster: Cluster, groupId: string): Promise<Error | undefined> {
  try {
    const [outcome] = await deleteGroups(cluster, [groupId])
    const failed = outcome?.status === 'failed' ? outcome.error : undefined
    return failed?.code === errorCode.groupIdNotFound ? undefined : failed
  } catch (error) {
    return error as Error
  }
}
