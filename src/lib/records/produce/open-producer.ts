import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import type {Producer} from './producer.ts'
import {newIdentity} from './producer-id.ts'
import {checkedSettings, type ProducerSettings} from './producer-settings.ts'
import {topicToProduce} from './producer-topic.ts'
import {explainedTransactionError} from './refusals.ts'
import {TopicProducer} from './topic-producer.ts'
import type {Transaction, TransactionSettings} from './transaction.ts'

/** Reads the topic's metadata and, if idempotent, gets a producer id. Throws KafkaError for an unknown topic. */
export async function openProducer(cluster: Cluster, settings: ProducerSettings): Promise<Producer> {
  const checked = checkedSettings({requestTimeoutMs: cluster.settings.requestTimeoutMs, ...settings})
  const topic = await topicToProduce(cluster, checked.topic, checked.autoCreate)
  connectAhead(cluster, topic)
  const {transaction: wanted} = checked
  const transaction = wanted && (await openTransaction(cluster, wanted))
  const identity = transaction?.identity ?? (checked.idempotent ? await newIdentity(cluster) : undefined)
  return new TopicProducer(cluster, checked, {topic, identity, transaction})
}

/**
 * Connects to the leaders if they are few, so that the first batch does not have to wait. Sending reports any failure.
 */
function connectAhead(cluster: Cluster, {partitions}: TopicMetadata) {
  const leaders = new Set(partitions.map(({leader}) => leader).filter((leader) => leader >= 0))
  if (leaders.size > mostConnectedAhead) return
  for (const leader of leaders) cluster.connection(leader, 'produce').catch(() => undefined)
}
const mostConnectedAhead = 3

async function openTransaction(cluster: Cluster, settings: TransactionSettings): Promise<Transaction> {
  const {Transaction: opener} = await import('./transaction.ts')
  try {
    return await opener.open(cluster, settings)
  } catch (error) {
    const {transactionalId: id, timeoutMs = 60_000} = settings
    throw explainedTransactionError(error as Error, {id, timeoutMs})
  }
}
