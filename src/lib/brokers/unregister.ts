import {UnregisterBroker} from '../apis/unregister-broker.ts'
import type {Cluster} from '../cluster/cluster.ts'

/**
 * Takes a broker that is gone for good out of a KRaft cluster's metadata (KIP-631). KafkaError
 * BROKER_ID_NOT_REGISTERED if there is none of this id; UnsupportedApi before Kafka 3.3 and with ZooKeeper.
 */
export async function unregisterBroker(cluster: Cluster, brokerId: number): Promise<void> {
  await cluster.call(UnregisterBroker, {brokerId}, {what: `unregister broker ${brokerId}`})
}
