import {openCluster, type Cluster, type ClusterSettings} from './cluster.ts'
import {describeQuorumNodes} from './quorum-nodes.ts'

/**
 * For a cluster whose bootstrap servers are controllers (KIP-919): opens the active controller as a cluster, or returns
 * the given one if it is active already; otherwise the given one is closed. Throws KafkaError MISMATCHED_ENDPOINT_TYPE
 * if the servers are brokers, and UNSUPPORTED_ENDPOINT_TYPE or UnsupportedApi before Kafka 3.7.
 */
export async function activeController(
  cluster: Cluster,
  open: (settings: ClusterSettings) => Cluster = openCluster,
): Promise<Cluster> {
  const {active, controllers} = await describeQuorumNodes(cluster)
  const address = controllers.get(active)
  if (!address || controllers.size === 1) return cluster
  const moved = open({...cluster.settings, bootstrap: [address]})
  cluster.close()
  return moved
}
