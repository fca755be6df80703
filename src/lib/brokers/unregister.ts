import {UnregisterBroker} from '../apis/unregister-broker.ts'
import type {Cluster} from '../cluster/cluster.ts'

/**
 * Removes a broker that is permanently gone from a KRaft cluster's metadata (KIP-631). Throws KafkaError
 * BROKER_ID_NOT_REGISTERED if there is no broker with this id, and UnsupportedApi before Kafka 3.3 and with ZooKeeper.
 */
export async function unregisterBroker(cluster: Cluster, brokerId: number): Promise<void> {
  await cluster.call(UnregisterBroker, {brokerId}, {what: `unregister broker ${brokerId}`})
}
