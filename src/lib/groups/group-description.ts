import type {AclOperation} from '../acls/authorized-operations.ts'
import type {Broker} from '../cluster/cluster.ts'
import type {TopicPartition, Within} from '../cluster/fan-out.ts'

export type GroupType = 'classic' | 'consumer' | 'share' | 'streams'

/** A group as its coordinator describes it. */
export interface GroupDescription {
  readonly groupId: string
  readonly type: GroupType
  /**
   * The broker's name of the state: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`,
   * `Reconciling` …
   */
  readonly state: string
  /** `consumer` for consumer groups; '' for groups that only store offsets. */
  readonly protocolType: string
  /** The assignment strategy; '' if there is none yet. */
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
  /** Streams groups only; null if the coordinator does not report it. */
  readonly topology?: StreamsTopology | null
  /** Null unless requested, and before Kafka 2.3. */
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
  /**
   * Empty if the broker does not know them: in Streams groups, and in classic groups of other protocols than
   * `consumer`.
   */
  readonly subscribedTopics: readonly string[]
  readonly subscribedTopicRegex: string | null
  /** Sorted by topic, then partition. For members of Streams groups: the source partitions of their active tasks. */
  readonly assignment: readonly TopicPartition[]
  /** The partitions that the coordinator wants to assign to it (KIP-848); null for classic and share groups. */
  readonly targetAssignment: readonly TopicPartition[] | null
  /** Streams groups only (KIP-1071). */
  readonly tasks: StreamsTasks | null
  /** Streams groups only: the tasks that the coordinator wants to assign to it. */
  readonly targetTasks?: StreamsTasks
  /** Streams groups only: the process in which the member is a thread. */
  readonly processId?: string
  /** In consumer and Streams groups: whether the member itself uses the new protocol; null if unknown. */
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
  /** Repartition topics that it writes to for other subtopologies, and those that it reads. */
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

/** Compares by topic (in UTF-16 order, like Java), then partition. */
export const byPlace = (a: TopicPartition, b: TopicPartition): number =>
  a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition

/** The wire's lists of partitions per topic as one list, in the order of byPlace. */
export function flatPartitions(
  topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[],
): TopicPartition[] {
  return topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition}))).toSorted(byPlace)
}
