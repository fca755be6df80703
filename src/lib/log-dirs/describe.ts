// Reads what is in the log directories of brokers (KIP-113).
import {DescribeLogDirs} from '../apis/describe-log-dirs.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Gathered} from '../cluster/gathered.ts'

export interface LogDirReplica extends TopicPartition {
  /** Bytes on disk. */
  readonly size: number
  /**
   * The number of records that it lacks compared with the replica in use; for the replica in use, compared with the
   * high watermark.
   */
  readonly offsetLag: number
  /** Being created here to replace the replica in another directory of the same broker. */
  readonly isFuture: boolean
}
export interface LogDir {
  /** Absolute, on the broker's machine. */
  readonly path: string
  /** Why the directory is out of service. */
  readonly error: KafkaError | null
  /** In the order of the response. */
  readonly replicas: readonly LogDirReplica[]
  /** The size of the volume, bytes; -1: brokers before Kafka 3.3 do not report it. */
  readonly totalBytes: number
  readonly usableBytes: number
  /** No new replicas are placed in it (KIP-1066); false if the broker does not support that. */
  readonly isCordoned: boolean
}
/** The topics with replicas there, including those that are in no list. */
export const topicsOn = (dirs: readonly LogDir[]): string[] =>
  dirs.flatMap(({replicas}) => replicas.map(({topic}) => topic))

export interface LogDirQuestion {
  readonly broker: number
  /** Only these; undefined: all. */
  readonly partitions?: readonly TopicPartition[] | undefined
}

/**
 * Sends one request per broker, all at once; returns for each its directories, in the order of the response, or why
 * they are not known. A broker that lists none refuses access (CLUSTER_AUTHORIZATION_FAILED before Kafka 3.2).
 */
export async function describeLogDirs(
  cluster: Cluster,
  questions: readonly LogDirQuestion[],
): Promise<Gathered<number, readonly LogDir[], Error>> {
  const results = await Promise.all(
    questions.map(async ({broker, partitions}) => [broker, await oneBroker(cluster, broker, partitions)] as const),
  )
  return new Gathered(results)
}

async function oneBroker(
  cluster: Cluster,
  broker: number,
  partitions: readonly TopicPartition[] | undefined,
): Promise<{readonly answer: readonly LogDir[]} | {readonly failure: Error}> {
  const what = `describe the log directories of broker ${broker}`
  try {
    const {results} = await cluster.call(
      DescribeLogDirs,
      {topics: partitions ? byTopic(partitions) : null},
      {to: {node: broker}, what},
    )
    if (results.length === 0 && !partitions)
      return {failure: new KafkaError(errorCode.clusterAuthorizationFailed, what)}
    const dirs = results.map((dir) => ({
      path: dir.logDir,
      error: dir.errorCode === errorCode.none ? null : new KafkaError(dir.errorCode, what),
      replicas: dir.topics.flatMap(({name, partitions: some}) =>
        some.map(({partitionIndex, partitionSize, offsetLag, isFutureKey}) => ({
          topic: name,
          partition: partitionIndex,
          size: partitionSize,
          offsetLag,
          isFuture: isFutureKey,
        })),
      ),
      totalBytes: dir.totalBytes,
      usableBytes: dir.usableBytes,
      isCordoned: dir.isCordoned,
    }))
    return {answer: dirs}
  } catch (error) {
    if (error instanceof KafkaError || error instanceof ConnectionError) return {failure: error}
    throw error
  }
}

const byTopic = (partitions: readonly TopicPartition[]) =>
  [...Map.groupBy(partitions, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({partition}) => partition),
  }))
