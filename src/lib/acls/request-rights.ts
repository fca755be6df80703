// The rights that each request needs (docs: Security, Protocols in Kafka).
import type {AclOperation} from './acl-names.ts'
import {clusterResourceName} from './acl-names.ts'
import type {ConcreteResourceType} from './supported-operations.ts'

/** An operation on one resource. Null as the name: on any resource of the type. */
export interface Right {
  readonly operation: AclOperation
  readonly resourceType: ConcreteResourceType
  readonly resourceName: string | null
}

/** A need that any one of these rights meets. */
export interface Need {
  readonly anyOf: readonly Right[]
  /** The requests that need it, by Kafka's names. */
  readonly requests: readonly string[]
  /** What is missing without the right while the rest works; undefined: nothing works. */
  readonly without?: string | undefined
}

/** The resources that an action is about. */
export interface Named {
  readonly topics: readonly string[]
  readonly groups: readonly string[]
  readonly transactionalIds: readonly string[]
  /** Brokers, their loggers or client metrics, whose rights are on the cluster. */
  readonly cluster?: boolean | undefined
  /** Principals, as in `User:alice`. */
  readonly users?: readonly string[] | undefined
}

type Asks = (named: Named) => (readonly Right[])[]

const onTopics =
  (operation: AclOperation): Asks =>
  ({topics}) =>
    topics.map((resourceName) => [{operation, resourceType: 'TOPIC', resourceName}])
const onGroups =
  (operation: AclOperation): Asks =>
  ({groups}) =>
    groups.map((resourceName) => [{operation, resourceType: 'GROUP', resourceName}])
const onTransactions =
  (operation: AclOperation): Asks =>
  ({transactionalIds}) =>
    transactionalIds.map((resourceName) => [{operation, resourceType: 'TRANSACTIONAL_ID', resourceName}])
const cluster = (operation: AclOperation): Right => ({
  operation,
  resourceType: 'CLUSTER',
  resourceName: clusterResourceName,
})
const onCluster =
  (operation: AclOperation): Asks =>
  () => [[cluster(operation)]]
/** On the cluster, or else on each of the topics. */
const onClusterOrTopics =
  (operation: AclOperation): Asks =>
  ({topics}) =>
    topics.length === 0
      ? [[cluster(operation)]]
      : topics.map((resourceName) => [{operation, resourceType: 'TOPIC', resourceName}, cluster(operation)])
const all =
  (...asks: readonly Asks[]): Asks =>
  (named) =>
    asks.flatMap((each) => each(named))

/**
 * The rights that each request needs, by its name. Requests that need no right (ApiVersions, a member's own heartbeats)
 * are left out.
 */
export const requestRights = {
  Metadata: onTopics('DESCRIBE'),
  ListOffsets: onTopics('DESCRIBE'),
  Fetch: onTopics('READ'),
  Produce: onTopics('WRITE'),
  CreateTopics: onClusterOrTopics('CREATE'),
  CreatePartitions: onTopics('ALTER'),
  DeleteTopics: all(onTopics('DESCRIBE'), onTopics('DELETE')),
  DeleteRecords: onTopics('DELETE'),
  'DescribeConfigs of topics': onTopics('DESCRIBE_CONFIGS'),
  'AlterConfigs of topics': onTopics('ALTER_CONFIGS'),
  'DescribeConfigs of groups': onGroups('DESCRIBE_CONFIGS'),
  'AlterConfigs of groups': onGroups('ALTER_CONFIGS'),
  'DescribeConfigs of brokers': onCluster('DESCRIBE_CONFIGS'),
  'AlterConfigs of brokers': onCluster('ALTER_CONFIGS'),
  ListConfigResources: onCluster('DESCRIBE_CONFIGS'),
  DescribeLogDirs: onCluster('DESCRIBE'),
  DescribeCluster: onCluster('DESCRIBE'),
  DescribeQuorum: onCluster('DESCRIBE'),
  'AddRaftVoter, RemoveRaftVoter': onCluster('ALTER'),
  DescribeProducers: onTopics('READ'),
  UpdateFeatures: onCluster('ALTER'),
  AlterReplicaLogDirs: onCluster('ALTER'),
  ListPartitionReassignments: onCluster('DESCRIBE'),
  AlterPartitionReassignments: onCluster('ALTER'),
  ElectLeaders: onCluster('ALTER'),
  FindCoordinator: all(onGroups('DESCRIBE'), onTransactions('DESCRIBE')),
  // Without DESCRIBE on the cluster it lists the groups that may be described.
  ListGroups: ({groups}: Named) =>
    groups.length === 0
      ? [[cluster('DESCRIBE')]]
      : groups.map((resourceName) => [
          {operation: 'DESCRIBE', resourceType: 'GROUP', resourceName},
          cluster('DESCRIBE'),
        ]),
  DescribeGroups: onGroups('DESCRIBE'),
  JoinGroup: onGroups('READ'),
  LeaveGroup: onGroups('READ'),
  OffsetFetch: all(onGroups('DESCRIBE'), onTopics('DESCRIBE')),
  OffsetCommit: all(onGroups('READ'), onTopics('READ')),
  OffsetDelete: all(onGroups('DELETE'), onTopics('READ')),
  DeleteGroups: onGroups('DELETE'),
  'ShareGroupHeartbeat, ShareFetch, ShareAcknowledge': all(onGroups('READ'), onTopics('READ')),
  AlterShareGroupOffsets: all(onGroups('READ'), onTopics('READ')),
  // KIP-679: a principal that may write to any topic may do so idempotently.
  'InitProducerId of an idempotent producer': () => [
    [{operation: 'WRITE', resourceType: 'TOPIC', resourceName: null}, cluster('IDEMPOTENT_WRITE')],
  ],
  DescribeTransactions: onTransactions('DESCRIBE'),
  // KIP-1037: newer brokers accept ALTER, too.
  WriteTxnMarkers: () => [[cluster('ALTER'), cluster('CLUSTER_ACTION')]],
  InitProducerId: onTransactions('WRITE'),
  AddPartitionsToTxn: all(onTransactions('WRITE'), onTopics('WRITE')),
  AddOffsetsToTxn: all(onTransactions('WRITE'), onGroups('READ')),
  TxnOffsetCommit: all(onTransactions('WRITE'), onGroups('READ')),
  DescribeUserScramCredentials: onCluster('DESCRIBE'),
  AlterUserScramCredentials: onCluster('ALTER'),
  DescribeClientQuotas: onCluster('DESCRIBE_CONFIGS'),
  AlterClientQuotas: onCluster('ALTER_CONFIGS'),
  // KIP-373; every principal may have its own tokens.
  'CreateDelegationToken for others': ({users = []}: Named) =>
    users.map((resourceName) => [{operation: 'CREATE_TOKENS', resourceType: 'USER', resourceName}]),
  DescribeAcls: onCluster('DESCRIBE'),
  'CreateAcls, DeleteAcls': onCluster('ALTER'),
} satisfies Readonly<Record<string, Asks>>

export type RightfulRequest = keyof typeof requestRights

/** The needs of all requests together, each once, in the order of the requests. */
export function needsOf(requests: readonly RightfulRequest[], named: Named, without?: string): Need[] {
  const found = new Map<string, {anyOf: readonly Right[]; requests: string[]}>()
  for (const request of requests) {
    for (const anyOf of requestRights[request](named)) {
      const key = JSON.stringify(anyOf)
      const need = found.get(key)
      if (!need) found.set(key, {anyOf, requests: [request]})
      else if (!need.requests.includes(request)) need.requests.push(request)
    }
  }
  return [...found.values()].map((need) => ({...need, without}))
}
