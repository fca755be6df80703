// Batches to leaders: ready partitions of one broker share a request, several requests are in flight.
import {Produce} from '../../apis/produce.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import type {Connection} from '../../cluster/connection.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import {zeroUuid, type Got} from '../../wire/schema.ts'
import type {Lane} from './partition-queue.ts'
import type {CheckedSettings} from './producer-settings.ts'
import type {SealedBatch} from './sealed-batch.ts'
import type {Transaction} from './transaction.ts'

export type PartitionAnswer = Got<typeof Produce.response>['responses'][number]['partitionResponses'][number]

/** Who decides about batches. */
export interface BatchOwner {
  readonly topic: TopicMetadata
  readonly transaction: Transaction | undefined
  readonly lanes: readonly Lane[]
  /** No more requests are to go out. */
  readonly stopped: boolean
  /** There is room for a request: ends a batch whose time has come, if nothing complete is waiting. */
  sealOverdue(lane: Lane): void
  /** Undefined: the broker does not answer (acks 0). */
  answered(lane: Lane, batch: SealedBatch, answer: PartitionAnswer | undefined): void
  /** Nobody knows what became of it. */
  lost(lane: Lane, batch: SealedBatch, error: unknown): void
  /** No batch of these could even be sent. */
  unreachable(lanes: readonly Lane[], error: unknown): void
}

/** Of all batches in one request; brokers take up to 100 MiB (socket.request.max.bytes). */
const maxRequestBytes = 4 * 1024 * 1024
/** Brokers that wait for their replicas until the time is over still have to say so. */
const graceMs = 2000
/** As compressionNames has it. A broker that does not know it says UNKNOWN_SERVER_ERROR (KIP-110). */
const zstd = 4
const firstWithZstd = 7

export class BatchSender {
  requests = 0
  readonly #cluster: Cluster
  readonly #settings: CheckedSettings
  readonly #owner: BatchOwner
  readonly #inFlight = new Map<number, number>()
  readonly #connections = new Map<number, Connection>()
  readonly #connecting = new Set<number>()
  #turn = 0

  constructor(cluster: Cluster, settings: CheckedSettings, owner: BatchOwner) {
    this.#cluster = cluster
    this.#settings = settings
    this.#owner = owner
  }

  /** Whether a batch for this broker would be sent at once. */
  idle(node: number): boolean {
    return (this.#inFlight.get(node) ?? 0) < this.#settings.maxInFlight
  }

  /** Sends what can be sent to this broker now. */
  pump(node: number): void {
    if (node < 0 || this.#owner.stopped) return
    const connection = this.#connections.get(node)
    if (!connection || connection.closed) return this.#connect(node)
    while (this.idle(node)) {
      const batches = this.#collect(node)
      if (batches.length === 0) return
      this.#inFlight.set(node, (this.#inFlight.get(node) ?? 0) + 1)
      this.#send(connection, batches)
        .catch((error: unknown) => {
          for (const [lane, batch] of batches) this.#owner.lost(lane, batch, error)
        })
        .finally(() => {
          this.#inFlight.set(node, (this.#inFlight.get(node) ?? 1) - 1)
          this.pump(node)
        })
    }
  }

  /** Opened before anything is sent: requests that each wait for a connection would overtake each other. */
  #connect(node: number) {
    const waiting = () =>
      this.#owner.lanes.filter((lane) => lane.leader === node && (lane.waiting || (lane.overdue && !lane.muted)))
    if (this.#connecting.has(node) || waiting().length === 0) return
    this.#connecting.add(node)
    this.#cluster
      .connection(node, 'produce')
      .then(
        (connection) => this.#connections.set(node, connection),
        (error: unknown) => this.#owner.unreachable(waiting(), error),
      )
      .finally(() => {
        this.#connecting.delete(node)
        this.pump(node)
      })
  }

  /** At most one batch a partition, as the protocol has it; the partitions take turns at being first. */
  #collect(node: number): [Lane, SealedBatch][] {
    const {lanes} = this.#owner
    const found: [Lane, SealedBatch][] = []
    let size = 0
    const first = this.#turn
    for (let at = 0; at < lanes.length; at++) {
      const lane = lanes[(first + at) % lanes.length] as Lane
      if (lane.leader !== node) continue
      if (lane.overdue && !lane.muted && !lane.waiting) this.#owner.sealOverdue(lane)
      const batch = lane.waiting
      if (!batch) continue
      if (size > 0 && size + batch.bytes.length > maxRequestBytes) break
      size += batch.bytes.length
      batch.state = 'sent'
      batch.attempts++
      found.push([lane, batch])
      this.#turn = (first + at + 1) % lanes.length
    }
    return found
  }

  async #send(connection: Connection, batches: readonly [Lane, SealedBatch][]) {
    const {acks, requestTimeoutMs} = this.#settings
    const {name, id} = this.#owner.topic
    this.requests++
    const {transaction} = this.#owner
    transaction?.began()
    const request = {
      ...(transaction && {transactionalId: transaction.id}),
      acks,
      timeoutMs: requestTimeoutMs,
      topicData: [
        {
          name,
          topicId: id,
          partitionData: batches.map(([lane, batch]) => ({index: lane.partition, records: batch.bytes})),
        },
      ],
    }
    // With transactions of the first kind a newer version would mean that the partition joins by itself.
    const newest = transaction && !transaction.joinsByItself ? 11 : id === zeroUuid ? 12 : undefined
    const version = newest === undefined ? {} : {maxVersion: newest}
    if (this.#settings.compression === zstd && connection.version(Produce, newest) < firstWithZstd)
      throw new UnsupportedApi(
        `zstd: the broker ${connection.peer} is older than Kafka 2.1 and does not know it: choose lz4, snappy or gzip`,
      )
    if (acks === 0) {
      await connection.post(Produce, request, version)
      for (const [lane, batch] of batches) this.#owner.answered(lane, batch, undefined)
      return
    }
    const {responses} = await connection.call(Produce, request, {...version, timeoutMs: requestTimeoutMs + graceMs})
    const answers = new Map(responses[0]?.partitionResponses.map((answer) => [answer.index, answer]))
    for (const [lane, batch] of batches) {
      const answer = answers.get(lane.partition)
      if (answer) this.#owner.answered(lane, batch, answer)
      else this.#owner.answered(lane, batch, {...silence, index: lane.partition})
    }
  }
}

/** A broker that answers, but not about this partition. */
const silence: PartitionAnswer = {
  index: -1,
  errorCode: errorCode.unknownServerError,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  recordErrors: [],
  errorMessage: null,
  currentLeader: {leaderId: -1, leaderEpoch: -1},
}
