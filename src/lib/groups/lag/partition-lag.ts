import type {KafkaError} from '../../cluster/errors.ts'
import type {GroupMember} from '../group-description.ts'
import type {UnreadAge} from './ages.ts'

/**
 * Why a lag is null: `noCommit` nothing is committed; `noLeader` the partition has no leader, or none that answers,
 * so the end of its log is unknown; `unknownPartition` the topic or partition was deleted; `notAuthorized`; `error`
 * any other error of a broker. With two further problems there is a number, but a consumer will read another number
 * of records: `beforeStart` the record at the committed offset is already gone (retention, deleted records);
 * `afterEnd` the committed offset is beyond the end of the log (topic recreated, unclean leader election).
 */
export type LagProblem =
  'noCommit' | 'noLeader' | 'unknownPartition' | 'notAuthorized' | 'error' | 'beforeStart' | 'afterEnd'

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** For share groups, the start offset, before which all records are done. */
  readonly committedOffset: number | null
  /** Null before Kafka 2.1, or if the consumer gave none. */
  readonly committedLeaderEpoch: number | null
  /** What the consumer stored with the offset, usually ''. */
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /**
   * logEndOffset - committedOffset, as in Apache's tool; negative with `afterEnd`. For share groups, the broker's own
   * count. 0 if nothing is left to read: the log is empty or, which is only known with ages, only records follow that
   * consumers skip.
   */
  readonly lag: number | null
  readonly problem: LagProblem | null
  /** The broker's error behind `problem`, if there is one. */
  readonly error: KafkaError | null
  /** How old the oldest unread record is; null unless requested. */
  readonly age: UnreadAge | null
  /** The member that owns the partition, if any. */
  readonly member: Owner | null
}

/** A member that owns partitions. */
export type Owner = Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host'>
