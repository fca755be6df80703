import type {AclOperation} from '../acls/authorized-operations.ts'
import type {ConfigEntry} from '../configs/config-entry.ts'

/** A topic as brokers describe it, with the optional parts that were requested. */
export interface TopicDescription {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly isInternal: boolean
  readonly partitionCount: number
  /** The number of replicas of the first partition, without those that a reassignment is adding. */
  readonly replicationFactor: number
  readonly partitions: readonly PartitionDescription[]
  /** In the broker's order; null if not requested, or if they could not be read (`configsError`). */
  readonly configs: readonly ConfigEntry[] | null
  readonly configsError: Error | null
  /** The value of min.insync.replicas; null unless `configs` includes it. */
  readonly minInsyncReplicas: number | null
  /** Null unless requested, and before Kafka 2.3. */
  readonly authorizedOperations: readonly AclOperation[] | null
}

/** A partition in Kafka's terms; replicas are node ids, the preferred leader first. */
export interface PartitionDescription {
  readonly partition: number
  /** Node id; -1 if there is no leader. */
  readonly leader: number
  /** -1 before Kafka 2.1. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offlineReplicas: readonly number[]
  /** KIP-966; null if the broker has no DescribeTopicPartitions (before Kafka 3.8), or with `ids`. */
  readonly eligibleLeaderReplicas: readonly number[] | null
  readonly lastKnownEligibleLeaderReplicas: readonly number[] | null
  /** Null unless requested and the partition is being reassigned. */
  readonly reassignment: {readonly adding: readonly number[]; readonly removing: readonly number[]} | null
  /** 0, or the broker's error code for the partition, usually 5 LEADER_NOT_AVAILABLE. */
  readonly errorCode: number
}
