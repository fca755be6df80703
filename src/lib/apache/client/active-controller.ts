// --bootstrap-controller (KIP-919): the admin client asks the quorum which of its nodes is active, and talks to that one.
import {DescribeCluster} from '../../apis/describe-cluster.ts'
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import type {OpenCluster} from '../command-line/tool.ts'

/** Of the endpoints that a response can be about, the controllers. */
const controllerEndpoints = 2

/**
 * The active controller as a cluster of its own; it may be the one that is given. KafkaError MISMATCHED_ENDPOINT_TYPE where
 * brokers were named, UNSUPPORTED_ENDPOINT_TYPE or UnsupportedApi before Kafka 3.7.
 */
export async function activeController(cluster: Cluster, open: OpenCluster = openCluster): Promise<Cluster> {
  const {brokers, controllerId} = await cluster.call(
    DescribeCluster,
    {includeClusterAuthorizedOperations: false, endpointType: controllerEndpoints},
    {what: 'find the active controller'},
  )
  const active = brokers.find(({brokerId}) => brokerId === controllerId)
  if (!active || brokers.length === 1) return cluster
  const {host, port} = active
  const moved = open({...cluster.settings, bootstrap: [{host, port}]})
  cluster.close()
  return moved
}
