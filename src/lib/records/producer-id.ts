import {initProducerId} from '../apis/init-producer-id.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {ProducerIdentity} from './sealed-batch.ts'

/** A producer id of our own (KIP-98); any broker gives one out. */
export async function newIdentity(cluster: Cluster): Promise<ProducerIdentity> {
  const request = {transactionalId: null, transactionTimeoutMs: 60_000}
  const {producerId, producerEpoch} = await cluster.call(initProducerId, request, {what: 'get a producer id'})
  return {id: producerId, epoch: producerEpoch}
}
