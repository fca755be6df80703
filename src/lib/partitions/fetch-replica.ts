// Reads a partition's log from any of its replicas, which Kafka's protocol allows to a debugging consumer.
import {Fetch} from '../apis/fetch.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {batchesIn, type Batch} from '../wire/records.ts'

export interface ReadPosition extends TopicPartition {
  /** The first offset to read. */
  readonly offset: number
}
export interface ReplicaLog {
  /** -1: not known. */
  readonly highWatermark: number
  /** Whole batches from the position on, as they are on the replica's disk. */
  readonly batches: readonly Pick<Batch, 'lastOffset' | 'crc'>[]
  /** Why the replica could not be read. */
  readonly error: KafkaError | ConnectionError | null
}
export interface ReplicaFetchOptions {
  /** How long the broker may wait for records, ms. */
  readonly maxWaitMs: number
  /** The limit per partition, bytes; at least one batch is always returned. */
  readonly partitionMaxBytes: number
}

/** FetchRequest.DEBUGGING_CONSUMER_ID: followers answer it, up to their high watermark. */
const debuggingConsumer = -2
/** Newer versions identify topics by id and add nothing that is needed here. */
const maxVersion = 12

/**
 * Sends one request; returns a log for each position, in the same order. Never throws if a broker is down: its logs
 * contain the error.
 */
export async function fetchReplica<P extends ReadPosition>(
  cluster: Cluster,
  broker: number,
  positions: readonly P[],
  {maxWaitMs, partitionMaxBytes}: ReplicaFetchOptions,
): Promise<{readonly position: P; readonly log: ReplicaLog}[]> {
  const what = `read replicas of broker ${broker}`
  const {requestTimeoutMs = 30_000} = cluster.settings
  try {
    const {responses} = await cluster.call(
      Fetch,
      {
        replicaId: debuggingConsumer,
        maxWaitMs,
        minBytes: 1,
        topics: [...Map.groupBy(positions, ({topic}) => topic)].map(([topic, some]) => ({
          topic,
          partitions: some.map(({partition, offset}) => ({partition, fetchOffset: offset, partitionMaxBytes})),
        })),
      },
      {to: {node: broker}, what, maxVersion, purpose: 'replicas', timeoutMs: maxWaitMs + requestTimeoutMs},
    )
    const answers = new Map(
      responses.flatMap(({topic, partitions}) =>
        partitions.map((answer) => [`${answer.partitionIndex} ${topic}`, answer] as const),
      ),
    )
    return positions.map((position) => {
      const answer = answers.get(`${position.partition} ${position.topic}`)
      if (!answer) return {position, log: unread(new KafkaError(errorCode.unknownServerError, what))}
      const error = answer.errorCode === errorCode.none ? null : new KafkaError(answer.errorCode, what)
      return {
        position,
        log: {
          highWatermark: answer.highWatermark,
          batches: [...batchesIn(answer.records ?? Buffer.alloc(0))].map(({lastOffset, crc}) => ({lastOffset, crc})),
          error,
        },
      }
    })
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
    return positions.map((position) => ({position, log: unread(error)}))
  }
}

const unread = (error: KafkaError | ConnectionError): ReplicaLog => ({highWatermark: -1, batches: [], error})
