import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {Isolation} from '../offsets/list-offsets.ts'
import type {GroupDescription, GroupFailure, GroupMember} from './describe.ts'
import type {BrokerFailure} from './list.ts'

export interface GroupLagOptions {
  /** Only partitions of these topics. */
  readonly topics?: readonly string[] | undefined
  /** `read_committed`: the end is the last stable offset. */
  readonly isolation?: Isolation | undefined
}

/**
 * Why a lag is null: `noCommit` nothing was committed, `noLeader` the partition has no leader so its end is unknown,
 * `unknownPartition` the topic or partition was deleted, `notAuthorized`, `error` the broker said something else. Two
 * where it is a number but not what a consumer will read: `beforeStart` the committed record is gone already (retention
 * or deleted records), `afterEnd` the committed offset lies beyond the end (topic made anew, unclean election).
 */
export type LagProblem =
  'noCommit' | 'noLeader' | 'unknownPartition' | 'notAuthorized' | 'error' | 'beforeStart' | 'afterEnd'

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  readonly committedOffset: number | null
  /** Null before Kafka 2.1 or if the consumer gave none. */
  readonly committedLeaderEpoch: number | null
  /** What the consumer stored beside the offset, mostly ''. */
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** logEndOffset - committedOffset, as Apache's tool counts; negative with `afterEnd`. */
  readonly lag: number | null
  readonly problem: LagProblem | null
  /** The broker's words where `problem` comes from one. */
  readonly error: KafkaError | null
  /** Who owns it, if anybody. */
  readonly member: Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host'> | null
}

export interface GroupLag {
  readonly groupId: string
  readonly group: GroupDescription
  /** Assigned or committed ones, by topic, then partition. */
  readonly partitions: readonly PartitionLag[]
  /** Sum of the known lags; negative ones count as 0. */
  readonly totalLag: number
  /** Partitions with an unknown lag. */
  readonly unknownCount: number
}

export interface GroupLags {
  readonly groups: readonly GroupLag[]
  readonly errors: readonly GroupFailure[]
  readonly brokerErrors: readonly BrokerFailure[]
}

/** Descriptions with committed offsets, log ends and lag: brokers are asked about all groups together. */
export async function groupLag(
  _cluster: Cluster,
  _ids: readonly string[] | 'all',
  _options: GroupLagOptions = {},
): Promise<GroupLags> {
  throw new Error('being written')
}
