import type {AclOperation} from '../acls/authorized-operations.ts'
import type {Broker} from '../cluster/cluster.ts'
import type {TopicPartition, Within} from '../cluster/fan-out.ts'

export type GroupType = 'classic' | 'consumer' | 'share' | 'streams'

/** A group as its coordinator describes it. */
export interface GroupDescription {
  readonly groupId: string
  readonly type: GroupType
  /** In the broker's words: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling` … */
  readonly state: string
  /** `consumer` for consumer groups; '' for groups that only store offsets. */
  readonly protocolType: string
  /** The assignment strategy, '' while there is none. */
  readonly assignor: string
  /** Null if the coordinator has left the cluster since it answered. */
  readonly coordinator: Broker | null
  /** Null for classic groups. */
  readonly groupEpoch: number | null
  readonly targetAssignmentEpoch: number | null
  /** In the broker's order. */
  readonly members: readonly GroupMember[]
  /** Streams groups only: the topics that each subtopology reads, including its repartition topics. */
  readonly sources?: Readonly<Record<string, readonly string[]>>
  /** Streams groups only; null if the coordinator does not tell it. */
  readonly topology?: StreamsTopology | null
  /** Null unless asked for, and before Kafka 2.3. */
  readonly authorizedOperations: readonly AclOperation[] | null
}

export interface GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly rackId: string | null
  readonly clientId: string
  /** As the broker reports it, with a leading slash: `/127.0.0.1`. */
  readonly host: string
  /** Null for classic groups. */
  readonly memberEpoch: number | null
  /** Empty where the broker does not know: in Streams groups, and in classic groups of other protocols than `consumer`. */
  readonly subscribedTopics: readonly string[]
  readonly subscribedTopicRegex: string | null
  /** Sorted by topic, then partition. Of members of Streams groups: the source partitions of their active tasks. */
  readonly assignment: readonly TopicPartition[]
  /** The partitions that the coordinator wants it to have (KIP-848); null for classic and share groups. */
  readonly targetAssignment: readonly TopicPartition[] | null
  /** Streams groups only (KIP-1071). */
  readonly tasks: StreamsTasks | null
  /** Streams groups only: the tasks that the coordinator wants it to have. */
  readonly targetTasks?: StreamsTasks
  /** Streams groups only: the process that the member is a thread of. */
  readonly processId?: string
  /** In consumer and Streams groups: whether the member itself speaks the new protocol; null where unknown. */
  readonly upgraded: boolean | null
}

/** A member's tasks in a Streams group (KIP-1071). */
export interface StreamsTasks {
  readonly active: readonly StreamsTask[]
  readonly standby: readonly StreamsTask[]
  readonly warmup: readonly StreamsTask[]
}
export interface StreamsTask {
  readonly subtopology: string
  readonly partition: number
}

/** The topics that a Streams application reads and writes, and its subtopologies (KIP-1071). */
export interface StreamsTopology {
  readonly epoch: number
  /** In the coordinator's order. */
  readonly subtopologies: readonly StreamsSubtopology[]
}
export interface StreamsSubtopology {
  readonly id: string
  readonly sourceTopics: readonly string[]
  /** Topics that it writes for others, and those that it reads from them. */
  readonly repartitionSinkTopics: readonly string[]
  readonly repartitionSourceTopics: readonly string[]
  readonly changelogTopics: readonly string[]
}

/** How a coordinator is asked to describe groups. */
export interface DescribeAtOptions {
  readonly withOperations: boolean
  readonly within: Within
}

/** One coordinator's answer about one group; describeGroups adds `coordinator`. */
export interface GroupOutcome {
  readonly errorCode: number
  readonly errorMessage?: string | null | undefined
  readonly group?: Omit<GroupDescription, 'coordinator'> | undefined
}

/** Compares by topic (in UTF-16 order, as Java does), then partition. */
export const byPlace = (a: TopicPartition, b: TopicPartition): number =>
  a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition

/** The wire's lists of partitions per topic as one list, by byPlace. */
export function flatPartitions(
  topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[],
): TopicPartition[] {
  return topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition}))).toSorted(byPlace)
}
