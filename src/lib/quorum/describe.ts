// The quorum of controllers that keeps the metadata of a KRaft cluster (KIP-595, KIP-836, KIP-853).
import {DescribeQuorum} from '../apis/describe-quorum.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'

export interface QuorumReplica {
  readonly id: number
  /** Kafka's printed form; `zeroUuid` if the quorum does not know directories (before Kafka 3.9, or static voters). */
  readonly directoryId: string
  readonly logEndOffset: number
  /** By the leader's clock, ms; undefined: not known. For the leader itself it is the time of its answer. */
  readonly lastFetchAt: number | undefined
  readonly lastCaughtUpAt: number | undefined
}
export interface QuorumEndpoint {
  readonly listener: string
  readonly host: string
  readonly port: number
}
export interface QuorumDescription {
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly highWatermark: number
  /** In the order of the response; the leader is one of them. */
  readonly voters: readonly QuorumReplica[]
  readonly observers: readonly QuorumReplica[]
  /** The addresses of the voters, by node id; empty before Kafka 3.9. */
  readonly endpoints: ReadonlyMap<number, readonly QuorumEndpoint[]>
}

const topicName = '__cluster_metadata'

/** The quorum as its leader sees it. Throws UnsupportedApi with ZooKeeper and before Kafka 3.3. */
export async function describeQuorum(cluster: Cluster): Promise<QuorumDescription> {
  const what = 'describe the quorum'
  const {topics, nodes} = await cluster.call(
    DescribeQuorum,
    {topics: [{topicName, partitions: [{partitionIndex: 0}]}]},
    {
      what,
      errors: (answer) => answer.topics.flatMap(({partitions}) => partitions.map((partition) => partition.errorCode)),
    },
  )
  const [topic] = topics
  const [partition] = topic?.partitions ?? []
  if (topics.length !== 1 || topic?.topicName !== topicName || partition?.partitionIndex !== 0)
    throw new KafkaError(
      errorCode.unknownServerError,
      what,
      `DescribeMetadataQuorum received ${topics.length} topics when 1 was expected`,
    )
  if (partition.errorCode !== 0) throw new KafkaError(partition.errorCode, what, partition.errorMessage)
  return {
    leaderId: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    highWatermark: partition.highWatermark,
    voters: partition.currentVoters.map(replicaOf),
    observers: partition.observers.map(replicaOf),
    endpoints: new Map(
      nodes.map(({nodeId, listeners}) => [
        nodeId,
        listeners.map(({name, host, port}) => ({listener: name, host, port})),
      ]),
    ),
  }
}

interface ReplicaState {
  readonly replicaId: number
  readonly replicaDirectoryId: string
  readonly logEndOffset: number
  readonly lastFetchTimestamp: number
  readonly lastCaughtUpTimestamp: number
}

const replicaOf = (state: ReplicaState): QuorumReplica => ({
  id: state.replicaId,
  directoryId: state.replicaDirectoryId,
  logEndOffset: state.logEndOffset,
  lastFetchAt: state.lastFetchTimestamp < 0 ? undefined : state.lastFetchTimestamp,
  lastCaughtUpAt: state.lastCaughtUpTimestamp < 0 ? undefined : state.lastCaughtUpTimestamp,
})
