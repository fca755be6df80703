// Asks a quorum which of its nodes is active (bootstrap.controllers, KIP-919).
import {DescribeCluster} from '../apis/describe-cluster.ts'
import type {Address} from './address.ts'
import type {Cluster} from './cluster.ts'

export interface Quorum {
  readonly active: number
  /** Every controller by its node id, in the order of the response. */
  readonly controllers: ReadonlyMap<number, Address>
}

/** The endpoint type for controllers in DescribeCluster. */
const controllerEndpoints = 2

/**
 * The controllers, as one of them lists them. Throws KafkaError MISMATCHED_ENDPOINT_TYPE if the cluster was opened at a
 * broker, and UNSUPPORTED_ENDPOINT_TYPE or UnsupportedApi before Kafka 3.7.
 */
export async function describeQuorumNodes(cluster: Cluster): Promise<Quorum> {
  const {brokers, controllerId} = await cluster.call(
    DescribeCluster,
    {includeClusterAuthorizedOperations: false, endpointType: controllerEndpoints},
    {what: 'find the active controller'},
  )
  return {
    active: controllerId,
    controllers: new Map(brokers.map(({brokerId, host, port}) => [brokerId, {host, port}])),
  }
}
