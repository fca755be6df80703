// What a member of a consumer group is told to do, and what it tells about itself.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {AssignorName} from './assignors.ts'

export interface MemberSettings {
  readonly groupId: string
  /** Names, whether they exist yet or not, or an expression that whole names match; internal topics do not unless told so. */
  readonly topics: readonly string[] | RegExp
  /** Java's exclude.internal.topics=false. */
  readonly internalTopics?: boolean | undefined
  /** KIP-848 only, who looks which topics match: the broker, by RE2 (default), or this member, which tells it the names. */
  readonly matchedBy?: 'broker' | 'member' | undefined
  /** `consumer`: the broker assigns (KIP-848, Kafka 4.0). Default `classic`. */
  readonly protocol?: 'classic' | 'consumer' | undefined
  /** Classic only, the preferred first; the group uses one that all members have. Default: range, cooperative-sticky, as Java. */
  readonly assignors?: readonly AssignorName[] | undefined
  /** KIP-848 only: `uniform`, `range` or what the broker was given; the broker's default if left out. */
  readonly serverAssignor?: string | undefined
  /** A static member (group.instance.id): it may go away and come back within its session without a rebalance. */
  readonly instanceId?: string | undefined
  readonly rackId?: string | undefined
  /** Classic only: how long the group waits for a silent member, ms. Default 45,000; for KIP-848 the broker decides. */
  readonly sessionTimeoutMs?: number | undefined
  /** Classic only. Default 3,000, or a third of the session if that is less. */
  readonly heartbeatIntervalMs?: number | undefined
  /**
   * How long the group waits for a member to give up partitions and join again, ms; also how long a blocked output may keep
   * partitions from the others (Java's max.poll.interval.ms is both). Default 300,000.
   */
  readonly rebalanceTimeoutMs?: number | undefined
  /** How often new topics and partitions are looked for, ms (metadata.max.age.ms). Default 300,000. */
  readonly metadataMaxAgeMs?: number | undefined
  /** How long the output has taken nothing although there is something for it, ms; 0 while it flows. */
  readonly blockedMs?: (() => number) | undefined
}

/** What happened, for a notice to the user. */
export type MemberEvent =
  | {
      readonly type: 'assigned'
      /** Of the group; with KIP-848 the member's epoch. */
      readonly generation: number
      readonly memberId: string
      /** The assignor that the group agreed on; null where the broker assigns. */
      readonly assignor: string | null
      /** Whether this member decided. */
      readonly leader: boolean
      readonly assigned: readonly TopicPartition[]
      /** Since the last time. */
      readonly added: readonly TopicPartition[]
      readonly removed: readonly TopicPartition[]
    }
  /** Others may read these by now: the session expired, or the group went on without us. */
  | {readonly type: 'lost'; readonly partitions: readonly TopicPartition[]; readonly error: Error}
  /** Topics asked for by name that do not exist (yet). */
  | {readonly type: 'missing topics'; readonly topics: readonly string[]}
  | {readonly type: 'coordinator lost'; readonly error: Error}
  | {readonly type: 'coordinator found'}
  /** Something failed that will be tried again. */
  | {readonly type: 'trouble'; readonly error: Error}
  /** The output has been blocked for too long: out of the group, so that others read on, until it flows again. */
  | {readonly type: 'stood aside'; readonly blockedMs: number}
  | {readonly type: 'left'}

export type OnMemberEvent = (event: MemberEvent) => void
