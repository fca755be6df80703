import type {AclOperation} from '../acls/authorized-operations.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {ConfigEntry} from '../configs/config-entry.ts'
import type {TopicFailure, TopicSelection} from './list.ts'

export interface DescribeTopicsInput extends TopicSelection {
  /** By topic id instead of by name (Metadata v12, Kafka 3.1); excludes `names`. */
  readonly ids?: readonly string[] | undefined
  /** `overridden`: only what somebody set; a list: only these configs. None are asked for if left out. */
  readonly configs?: 'all' | 'overridden' | readonly string[] | undefined
  /** Whether to ask which replicas are being added and removed (ListPartitionReassignments, Kafka 2.4). */
  readonly reassignments?: boolean | undefined
  readonly authorizedOperations?: boolean | undefined
  /** Most partitions in one DescribeTopicPartitions answer; 2000 unless said otherwise. */
  readonly partitionLimit?: number | undefined
}

export interface TopicDescription {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly isInternal: boolean
  readonly partitionCount: number
  /** Replicas of the first partition, without those that a reassignment is adding. */
  readonly replicationFactor: number
  readonly partitions: readonly PartitionDescription[]
  /** In the broker's order; null if not asked for, or if they could not be read (`configsError`). */
  readonly configs: readonly ConfigEntry[] | null
  readonly configsError: KafkaError | null
  /** The config min.insync.replicas; null unless `configs` asked for it. */
  readonly minInsyncReplicas: number | null
  readonly authorizedOperations: readonly AclOperation[] | null
}

export interface PartitionDescription {
  readonly partition: number
  /** -1 if there is none. */
  readonly leader: number
  /** -1 before Kafka 2.1. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offlineReplicas: readonly number[]
  /** KIP-966; null where the broker has no DescribeTopicPartitions (before Kafka 3.8), or with `ids`. */
  readonly eligibleLeaderReplicas: readonly number[] | null
  readonly lastKnownEligibleLeaderReplicas: readonly number[] | null
  /** Present while the partition is being reassigned, if asked for. */
  readonly reassignment: {readonly adding: readonly number[]; readonly removing: readonly number[]} | null
  /** 0, or what the broker says of the partition, mostly 5 LEADER_NOT_AVAILABLE. */
  readonly errorCode: number
}

/** `topics` in the order of the names, or sorted by name; `errors` for names that do not exist or may not be seen. */
export async function describeTopics(
  _cluster: Cluster,
  _input: DescribeTopicsInput,
): Promise<{topics: TopicDescription[]; errors: TopicFailure[]}> {
  throw new Error('being written')
}
