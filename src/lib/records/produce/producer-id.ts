import {InitProducerId} from '../../apis/init-producer-id.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {ProducerIdentity} from './sealed-batch.ts'

/** Gets a new producer id (KIP-98) from any broker. Throws KafkaError. */
export async function newIdentity(cluster: Cluster): Promise<ProducerIdentity> {
  const request = {transactionalId: null, transactionTimeoutMs: 60_000}
  const what = 'get a producer id'
  try {
    const {producerId, producerEpoch} = await cluster.call(InitProducerId, request, {what})
    return {id: producerId, epoch: producerEpoch}
  } catch (error) {
    if (!(error instanceof KafkaError) || error.code !== errorCode.clusterAuthorizationFailed) throw error
    const text =
      'not allowed: this needs the permission WRITE on a topic (before Kafka 3.0: IDEMPOTENT_WRITE on the cluster), or ' +
      'producing without idempotence'
    throw new KafkaError(error.code, what, text, {cause: error})
  }
}
