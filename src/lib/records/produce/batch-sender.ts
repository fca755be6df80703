// Sends batches to leaders: partitions led by the same broker share a request, and several requests may be in flight.
import {Produce} from '../../apis/produce.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import type {Connection} from '../../cluster/connection.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import type {Got} from '../../wire/schema.ts'
import {zeroUuid} from '../../wire/schema.ts'
import type {PartitionQueue} from './partition-queue.ts'
import type {CheckedSettings} from './producer-settings.ts'
import type {SealedBatch} from './sealed-batch.ts'
import type {Transaction} from './transaction.ts'

export type PartitionAnswer = Got<typeof Produce.response>['responses'][number]['partitionResponses'][number]

/** Owns the batches, and decides what to do after a response. */
export interface BatchOwner {
  readonly topic: TopicMetadata
  readonly transaction: Transaction | undefined
  readonly queues: readonly PartitionQueue[]
  /** If true, no more requests are sent. */
  readonly stopped: boolean
  /** Seal the queue's open batch: it is due, and there is room for a request. */
  seal(queue: PartitionQueue): void
  /** `answer` is undefined with acks=0, where the broker sends none. */
  answered(queue: PartitionQueue, batch: SealedBatch, answer: PartitionAnswer | undefined): void
  /** The batch was sent, but whether it arrived is unknown. */
  lost(queue: PartitionQueue, batch: SealedBatch, error: unknown): void
  /** The connection to the leader failed, so no batch of these queues was sent. */
  unreachable(queues: readonly PartitionQueue[], error: unknown): void
}

/** The limit for all batches in one request, bytes. Brokers accept up to 100 MiB (socket.request.max.bytes). */
const maxRequestBytes = 4 * 1024 * 1024
/**
 * How much longer than the request timeout to wait for a response, ms: a broker that waits for replicas answers only at
 * the timeout.
 */
const graceMs = 2000
/** Its index in `compressionNames`. A broker that does not know it answers UNKNOWN_SERVER_ERROR (KIP-110). */
const zstd = 4
const firstVersionWithZstd = 7
/** Since v13, Produce identifies topics by id (KIP-516). */
const lastVersionWithNames = 12
/** Since v12, Produce adds partitions to the transaction itself (KIP-890). */
const lastVersionWithoutJoin = 11

export class BatchSender {
  requests = 0
  readonly #cluster: Cluster
  readonly #settings: CheckedSettings
  readonly #owner: BatchOwner
  readonly #inFlight = new Map<number, number>()
  readonly #connections = new Map<number, Connection>()
  readonly #connecting = new Set<number>()
  /** The queue that is first in the next request. */
  #turn = 0

  constructor(cluster: Cluster, settings: CheckedSettings, owner: BatchOwner) {
    this.#cluster = cluster
    this.#settings = settings
    this.#owner = owner
  }

  /** Whether another request may be sent to this broker. */
  idle(node: number): boolean {
    return (this.#inFlight.get(node) ?? 0) < this.#settings.maxInFlight
  }

  /** Sends everything that can be sent to this broker now. */
  send(node: number): void {
    if (node < 0 || this.#owner.stopped) return
    const connection = this.#connections.get(node)
    if (!connection || connection.closed) return this.#connect(node)
    while (this.idle(node)) {
      const batches = this.#collect(node)
      if (batches.length === 0) return
      this.#inFlight.set(node, (this.#inFlight.get(node) ?? 0) + 1)
      this.#request(connection, batches)
        .catch((error: unknown) => {
          for (const [queue, batch] of batches) this.#owner.lost(queue, batch, error)
        })
        .finally(() => {
          this.#inFlight.set(node, (this.#inFlight.get(node) ?? 1) - 1)
          this.send(node)
        })
    }
  }

  /** Connects before anything is sent: requests that each waited for a connection could overtake each other. */
  #connect(node: number) {
    const waiting = () =>
      this.#owner.queues.filter((queue) => queue.leader === node && (queue.nextToSend || queue.openBatchDue))
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
        this.send(node)
      })
  }

  /** At most one batch per partition, as the protocol requires. The partitions take turns at being first. */
  #collect(node: number): [PartitionQueue, SealedBatch][] {
    const {queues} = this.#owner
    const found: [PartitionQueue, SealedBatch][] = []
    let size = 0
    const first = this.#turn
    for (let at = 0; at < queues.length; at++) {
      const queue = queues[(first + at) % queues.length] as PartitionQueue
      if (queue.leader !== node) continue
      if (queue.openBatchDue && !queue.nextToSend) this.#owner.seal(queue)
      const batch = queue.nextToSend
      if (!batch) continue
      if (size > 0 && size + batch.bytes.length > maxRequestBytes) break
      size += batch.bytes.length
      batch.state = 'sent'
      batch.attempts++
      found.push([queue, batch])
      this.#turn = (first + at + 1) % queues.length
    }
    return found
  }

  async #request(connection: Connection, batches: readonly [PartitionQueue, SealedBatch][]) {
    const {acks, requestTimeoutMs} = this.#settings
    const {name, id} = this.#owner.topic
    this.requests++
    const {transaction} = this.#owner
    transaction?.begun()
    const request = {
      ...(transaction && {transactionalId: transaction.id}),
      acks,
      timeoutMs: requestTimeoutMs,
      topicData: [
        {
          name,
          topicId: id,
          partitionData: batches.map(([queue, batch]) => ({index: queue.partition, records: batch.bytes})),
        },
      ],
    }
    const explicitJoin = transaction && !transaction.implicitJoin
    const newest = explicitJoin ? lastVersionWithoutJoin : id === zeroUuid ? lastVersionWithNames : undefined
    const version = newest === undefined ? {} : {maxVersion: newest}
    if (this.#settings.compression === zstd && connection.version(Produce, newest) < firstVersionWithZstd)
      throw new UnsupportedApi(
        `zstd: the broker ${connection.peer} is older than Kafka 2.1 and does not support it: choose lz4, snappy or gzip`,
      )
    if (acks === 0) {
      await connection.post(Produce, request, version)
      for (const [queue, batch] of batches) this.#owner.answered(queue, batch, undefined)
      return
    }
    const {responses} = await connection.call(Produce, request, {...version, timeoutMs: requestTimeoutMs + graceMs})
    const answers = new Map(responses[0]?.partitionResponses.map((answer) => [answer.index, answer]))
    for (const [queue, batch] of batches) {
      const answer = answers.get(queue.partition)
      if (answer) this.#owner.answered(queue, batch, answer)
      else this.#owner.answered(queue, batch, {...noAnswer, index: queue.partition})
    }
  }
}

/** Stands for a partition that is missing in the broker's response. */
const noAnswer: PartitionAnswer = {
  index: -1,
  errorCode: errorCode.unknownServerError,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  recordErrors: [],
  errorMessage: null,
  currentLeader: {leaderId: -1, leaderEpoch: -1},
}
