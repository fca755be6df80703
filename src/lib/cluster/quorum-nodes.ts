// bootstrap.controllers (KIP-919): a quorum is asked which of its nodes is active.
import {DescribeCluster} from '../apis/describe-cluster.ts'
import type {Address} from './address.ts'
import type {Cluster} from './cluster.ts'

export interface Quorum {
  readonly active: number
  /** Every controller by its node id, in the order of the response. */
  readonly controllers: ReadonlyMap<number, Address>
}

/** Of the endpoints that a response can be about. */
const controllerEndpoints = 2

/**
 * The controllers, asked at one of them. KafkaError MISMATCHED_ENDPOINT_TYPE where the cluster was opened at a broker,
 * UNSUPPORTED_ENDPOINT_TYPE or UnsupportedApi before Kafka 3.7.
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
