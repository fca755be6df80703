// The nodes of a cluster: its brokers, or the controllers of its quorum (KIP-919).
import {DescribeCluster} from '../apis/describe-cluster.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {UnsupportedApi} from '../cluster/errors.ts'

export interface ClusterNode {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
  /** Registered but not in service (not yet, or no longer). */
  readonly fenced: boolean
}
export interface ClusterDescription {
  /** Null from brokers before Kafka 0.10.1. */
  readonly clusterId: string | null
  /** In KRaft clusters the broker that changes are sent to; among controllers the active one. -1: there is none. */
  readonly controllerId: number
  /** In the order of the response. */
  readonly nodes: readonly ClusterNode[]
}
export interface DescribeClusterOptions {
  /** The cluster was opened at a controller: describe its quorum. */
  readonly controllers?: boolean | undefined
  /** Include brokers that are fenced (Kafka 4.0, KIP-1073). Throws UnsupportedApi if the cluster cannot report them. */
  readonly fenced?: boolean | undefined
}

/** The numbers of Kafka's EndpointType. */
const endpointTypes = {broker: 1, controller: 2}

/**
 * Brokers before Kafka 2.8 are asked for metadata instead. Throws KafkaError MISMATCHED_ENDPOINT_TYPE if the cluster
 * was opened at the other kind of node.
 */
export async function describeCluster(
  cluster: Cluster,
  {controllers = false, fenced = false}: DescribeClusterOptions = {},
): Promise<ClusterDescription> {
  try {
    const {clusterId, controllerId, brokers} = await cluster.call(
      DescribeCluster,
      {
        includeClusterAuthorizedOperations: false,
        endpointType: controllers ? endpointTypes.controller : endpointTypes.broker,
        includeFencedBrokers: fenced,
      },
      {what: 'describe the cluster'},
    )
    const nodes = brokers.map(({brokerId, host, port, rack, isFenced}) => ({
      id: brokerId,
      host,
      port,
      rack,
      fenced: isFenced,
    }))
    return {clusterId, controllerId, nodes}
  } catch (error) {
    if (!(error instanceof UnsupportedApi) || controllers || fenced) throw error
    const nodes = (await cluster.brokers()).map((broker) => ({...broker, fenced: false}))
    return {clusterId: await cluster.clusterId(), controllerId: await cluster.controller(), nodes}
  }
}

export interface FencedDescription extends ClusterDescription {
  /** Before Kafka 4.0, fenced brokers are not among the nodes. */
  readonly namesFenced: boolean
}

/** Describes the cluster, including fenced brokers if the cluster can report them. */
export async function describeWithFenced(cluster: Cluster): Promise<FencedDescription> {
  try {
    return {...(await describeCluster(cluster, {fenced: true})), namesFenced: true}
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    return {...(await describeCluster(cluster)), namesFenced: false}
  }
}

/**
 * Brokers with assigned replicas that are not among the nodes, with the number of their replicas: before Kafka 4.0 dead
 * brokers, which it does not name, and since then unregistered ones.
 */
export function missingBrokers(
  nodes: readonly ClusterNode[],
  topics: readonly TopicMetadata[],
): ReadonlyMap<number, number> {
  const known = new Set(nodes.map(({id}) => id))
  const missing = new Map<number, number>()
  for (const {partitions} of topics)
    for (const {replicas} of partitions)
      for (const id of replicas) if (!known.has(id)) missing.set(id, (missing.get(id) ?? 0) + 1)
  return missing
}
