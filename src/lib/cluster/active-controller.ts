import {DescribeCluster} from '../apis/describe-cluster.ts'
import {openCluster, type Cluster, type ClusterSettings} from './cluster.ts'

/** Of the endpoints that a response can be about, the controllers. */
const controllerEndpoints = 2

/**
 * For a cluster whose bootstrap servers are controllers (KIP-919): the active one as a cluster of its own, which may be the
 * one that is given; else that is closed. KafkaError MISMATCHED_ENDPOINT_TYPE where brokers were named,
 * UNSUPPORTED_ENDPOINT_TYPE or UnsupportedApi before Kafka 3.7.
 */
export async function activeController(
  cluster: Cluster,
  open: (settings: ClusterSettings) => Cluster = openCluster,
): Promise<Cluster> {
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
