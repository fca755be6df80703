// The settings of a member of a consumer group, and the events that it reports.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {AssignorName} from './assignors.ts'

export interface MemberSettings {
  readonly groupId: string
  /** Names, existing or not, or a pattern for whole names. */
  readonly topics: readonly string[] | RegExp
  /** The pattern matches internal topics too (Java: exclude.internal.topics=false). */
  readonly internalTopics?: boolean | undefined
  /**
   * KIP-848 only: whether the broker evaluates the pattern (RE2, the default), or this member, which then sends the
   * names.
   */
  readonly matchedBy?: 'broker' | 'member' | undefined
  /** group.protocol; `consumer`: the broker assigns (KIP-848, Kafka 4.0). Default `classic`. */
  readonly protocol?: 'classic' | 'consumer' | undefined
  /** Classic only, in order of preference: the group uses one that all members have. Default, as Java: range, cooperative-sticky. */
  readonly assignors?: readonly AssignorName[] | undefined
  /** KIP-848 only (group.remote.assignor): `uniform`, `range` or one of the broker's own; default: the broker's choice. */
  readonly serverAssignor?: string | undefined
  /** group.instance.id of a static member, which may leave and return within its session without a rebalance. */
  readonly instanceId?: string | undefined
  readonly rackId?: string | undefined
  /** Classic only: how long the group waits for a silent member, ms. Default 45,000; for KIP-848 the broker decides. */
  readonly sessionTimeoutMs?: number | undefined
  /** Classic only. Default 3,000, or a third of the session if that is less. */
  readonly heartbeatIntervalMs?: number | undefined
  /**
   * How long the group waits for a member to give up partitions and join again, and how long a blocked output may keep its
   * partitions, ms. Java's max.poll.interval.ms is both. Default 300,000.
   */
  readonly rebalanceTimeoutMs?: number | undefined
  /** How often to look for new topics and partitions, ms (metadata.max.age.ms); default 300,000. */
  readonly metadataMaxAgeMs?: number | undefined
  /** For how long the output has not accepted what it was given, ms; 0 if it is not blocked. */
  readonly blockedMs?: (() => number) | undefined
}

/** An event in a membership, for a notice to the user. */
export type MemberEvent =
  | {
      readonly type: 'assigned'
      /** The generation of the group; with KIP-848 the member epoch. */
      readonly generation: number
      readonly memberId: string
      /** The assignor that the group agreed on; null if the broker assigns. */
      readonly assignor: string | null
      /** Whether this member made the assignment. */
      readonly leader: boolean
      readonly assigned: readonly TopicPartition[]
      /** The changes since the last such event. */
      readonly added: readonly TopicPartition[]
      readonly removed: readonly TopicPartition[]
    }
  /** The session expired, or the group continued without this member: other members may own these by now. */
  | {readonly type: 'lost'; readonly partitions: readonly TopicPartition[]; readonly error: Error}
  /** Topics subscribed to by name that do not exist (yet). */
  | {readonly type: 'missing topics'; readonly topics: readonly string[]}
  | {readonly type: 'coordinator lost'; readonly error: Error}
  | {readonly type: 'coordinator found'}
  /** A failure that will be retried. */
  | {readonly type: 'trouble'; readonly error: Error}
  /** The output has been blocked for too long: the member has left, so that others can read, and will rejoin later. */
  | {readonly type: 'stood aside'; readonly blockedMs: number}
  | {readonly type: 'left'}

export type OnMemberEvent = (event: MemberEvent) => void
