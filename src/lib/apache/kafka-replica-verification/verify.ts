// The loop of kafka-replica-verification: reads every broker, then compares the replicas of each partition. It ends
// only if replicas disagree about offsets, or on a signal.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {compareReplicas, type Mismatch} from '../../partitions/compare-replicas.ts'
import {fetchReplica, type ReplicaFetchOptions, type ReplicaLog} from '../../partitions/fetch-replica.ts'
import {timestampText} from '../java/timestamp-text.ts'
import {hashOrder} from '../java/hash-order.ts'
import type {VerificationOptions} from './options.ts'
import {selectPartitions, startOffsets, type SelectedPartition} from './selection.ts'

/** How long to wait before reading again from a replica that could not be read, ms. */
const pauseMs = 100

/** Resolves with the exit code. Throws JavaError if the loop cannot start. */
export async function verifyReplicas(cluster: Cluster, options: VerificationOptions, io: Io): Promise<number> {
  const partitions = await selectPartitions(cluster, options, io)
  if (partitions === undefined) return 1
  const offsets = await startOffsets(cluster, partitions, options.value('time') ?? -1n)
  const reportMs = Number(options.value('report-interval-ms') ?? 30_000n)
  const fetching = {
    partitionMaxBytes: options.value('fetch-size') ?? 0,
    maxWaitMs: options.value('max-wait-ms') ?? 0,
  }
  const say = (time: number, text: string) => io.out(`${timestampText(time)}: ${text}\n`)
  say(io.now(), 'verification process is started')
  const reader = new Reader(cluster, partitions, fetching, io)
  let reportedAt = io.now()
  for (;;) {
    io.interrupted.throwIfAborted()
    const logs = await reader.read(offsets)
    if (reader.failed) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    io.interrupted.throwIfAborted()
    let [maxLag, at, slowest] = [-1, -1, 'null']
    for (const partition of partitions) {
      const name = nameOf(partition)
      const offset = offsets.get(name) ?? 0
      const {mismatches, nextOffset, highWatermark} = compareReplicas(logs.get(name) ?? new Map(), offset)
      for (const mismatch of mismatches) {
        say(io.now(), `partition ${name}${mismatchText(mismatch)}`)
        if (mismatch.kind === 'offset') return 1
      }
      offsets.set(name, nextOffset)
      if (highWatermark - nextOffset > maxLag) [maxLag, at, slowest] = [highWatermark - nextOffset, nextOffset, name]
    }
    const now = io.now()
    if (now - reportedAt <= reportMs) continue
    say(now, `max lag is ${maxLag} for partition ${slowest} at offset ${at} among ${partitions.length} partitions`)
    reportedAt = now
  }
}

export const nameOf = ({topic, partition}: TopicPartition): string => `${topic}-${partition}`

function mismatchText(mismatch: Mismatch): string {
  const {first, second} = mismatch
  if (mismatch.kind === 'offset')
    return `: replica ${first}'s offset ${mismatch.firstOffset} doesn't match replica ${second}'s offset ${mismatch.secondOffset}`
  return (
    ` has unmatched checksum at offset ${mismatch.offset}; replica ${first}'s checksum ${mismatch.firstCrc}; ` +
    `replica ${second}'s checksum ${mismatch.secondCrc}`
  )
}

/** Reads all brokers at once, each partition from every broker that has a replica. */
class Reader {
  readonly #cluster: Cluster
  readonly #byBroker: ReadonlyMap<number, readonly SelectedPartition[]>
  readonly #options: ReplicaFetchOptions
  readonly #io: Io
  /** The last message about each broker or replica, so that it is not repeated. */
  readonly #said = new Map<string, string>()
  /** Whether a replica could not be read in the last round. */
  failed = false

  constructor(cluster: Cluster, partitions: readonly SelectedPartition[], options: ReplicaFetchOptions, io: Io) {
    this.#cluster = cluster
    this.#options = options
    this.#io = io
    const byBroker = new Map<number, SelectedPartition[]>()
    for (const partition of partitions)
      for (const id of partition.replicas) {
        const list = byBroker.get(id)
        if (list) list.push(partition)
        else byBroker.set(id, [partition])
      }
    this.#byBroker = byBroker
  }

  /** Logs by the name of the partition, then by broker in the order of a HashMap. */
  async read(offsets: ReadonlyMap<string, number>): Promise<Map<string, Map<number, ReplicaLog>>> {
    const brokers = hashOrder(this.#byBroker.keys(), (id) => id)
    const answers = await Promise.all(
      brokers.map((broker) => {
        const positions = (this.#byBroker.get(broker) ?? []).map(({topic, partition}) => ({
          topic,
          partition,
          offset: offsets.get(nameOf({topic, partition})) ?? 0,
        }))
        return fetchReplica(this.#cluster, broker, positions, this.#options)
      }),
    )
    const logs = new Map<string, Map<number, ReplicaLog>>()
    this.failed = answers.some((some) => some.some(({log}) => log.error !== null))
    for (const [at, broker] of brokers.entries())
      for (const {position, log} of answers[at] ?? []) {
        const name = nameOf(position)
        this.#tell(`${name} on broker ${broker}`, log)
        const some = logs.get(name)
        if (some) some.set(broker, log)
        else logs.set(name, new Map([[broker, log]]))
      }
    return logs
  }

  /** Apache's tool waits silently for a replica that cannot be read; this one says so. */
  #tell(replica: string, {error}: ReplicaLog): void {
    const text = error?.message ?? ''
    if (text !== '' && text !== this.#said.get(replica)) this.#io.err(`WARN ${replica} is not verified now: ${text}\n`)
    this.#said.set(replica, text)
  }
}
