import type {AclOperation} from '../acls/authorized-operations.ts'
import type {Broker} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

export type GroupType = 'classic' | 'consumer' | 'share' | 'streams'

/** A group as its coordinator describes it. */
export interface GroupDescription {
  readonly groupId: string
  readonly type: GroupType
  /** As the broker says: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling` … */
  readonly state: string
  /** `consumer` for consumer groups; '' for groups that only store offsets. */
  readonly protocolType: string
  /** Assignment strategy, '' while there is none. */
  readonly assignor: string
  /** Null only if its coordinator left the cluster meanwhile. */
  readonly coordinator: Broker | null
  /** Null for classic groups. */
  readonly groupEpoch: number | null
  readonly targetAssignmentEpoch: number | null
  /** In the broker's order. */
  readonly members: readonly GroupMember[]
  /** Streams groups only: the topics that each subtopology reads, its repartition topics included. */
  readonly sources?: Readonly<Record<string, readonly string[]>>
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
  /** Empty where the broker does not know: classic groups of other protocols than `consumer`, streams groups. */
  readonly subscribedTopics: readonly string[]
  readonly subscribedTopicRegex: string | null
  /** Sorted by topic, then partition. Streams groups are assigned tasks instead. */
  readonly assignment: readonly TopicPartition[]
  /** Where the coordinator wants it (KIP-848); null for classic and share groups. */
  readonly targetAssignment: readonly TopicPartition[] | null
  /** Streams groups only (KIP-1071). */
  readonly tasks: StreamsTasks | null
  /** In a group of type consumer or streams: whether the member itself speaks the new protocol; null where unknown. */
  readonly upgraded: boolean | null
}

/** `subtopology` and partition of each task. */
export interface StreamsTasks {
  readonly active: readonly StreamsTask[]
  readonly standby: readonly StreamsTask[]
  readonly warmup: readonly StreamsTask[]
}
export interface StreamsTask {
  readonly subtopology: string
  readonly partition: number
}

/** What one coordinator says of one group; `coordinator` is joined later. */
export interface GroupOutcome {
  readonly errorCode: number
  readonly errorMessage?: string | null
  readonly group?: Omit<GroupDescription, 'coordinator'>
}

/** By topic (UTF-16 order, as Java sorts), then partition. */
export const byPlace = (a: TopicPartition, b: TopicPartition): number =>
  a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition

/** The lists of the wire, one entry a partition. */
export function flatPartitions(
  topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[],
): TopicPartition[] {
  return topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition}))).toSorted(byPlace)
}
