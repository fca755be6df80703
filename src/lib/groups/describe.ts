import type {AclOperation} from '../acls/authorized-operations.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {BrokerFailure} from './list.ts'

export interface DescribeGroupsOptions {
  readonly authorizedOperations?: boolean | undefined
}

export interface GroupDescription {
  readonly groupId: string
  readonly type: 'classic' | 'consumer' | 'share' | 'streams'
  /** As the broker says: `Stable`, `Empty`, `Dead`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling` … */
  readonly state: string
  /** `consumer` for consumer groups; '' for groups that only store offsets. */
  readonly protocolType: string
  /** Assignment strategy, '' while there is none. */
  readonly assignor: string
  /** Null only if its coordinator left the cluster meanwhile. */
  readonly coordinator: GroupCoordinator | null
  /** Null for classic groups. */
  readonly groupEpoch: number | null
  readonly targetAssignmentEpoch: number | null
  readonly members: readonly GroupMember[]
  readonly authorizedOperations: readonly AclOperation[] | null
}

export interface GroupCoordinator {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
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
  readonly subscribedTopics: readonly string[]
  readonly subscribedTopicRegex: string | null
  /** Sorted by topic, then partition. */
  readonly assignment: readonly AssignedPartition[]
  /** Where the coordinator wants it (KIP-848); null for classic groups. */
  readonly targetAssignment: readonly AssignedPartition[] | null
  /** In a group of type consumer: whether the member itself speaks the new protocol (Kafka 4.0); null where unknown. */
  readonly upgraded: boolean | null
}

export interface AssignedPartition {
  readonly topic: string
  readonly partition: number
}

export interface GroupFailure {
  readonly groupId: string
  readonly error: KafkaError
}

export interface DescribedGroups {
  /** In the order asked; for `all` sorted by id. */
  readonly groups: readonly GroupDescription[]
  readonly errors: readonly GroupFailure[]
  /** With `all`: brokers that could not be asked, so that groups may be missing. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/** Unknown groups are `errors` (GROUP_ID_NOT_FOUND), also on brokers before Kafka 4.0, which call them `Dead`. */
export async function describeGroups(
  _cluster: Cluster,
  _ids: readonly string[] | 'all',
  _options: DescribeGroupsOptions = {},
): Promise<DescribedGroups> {
  throw new Error('being written')
}
