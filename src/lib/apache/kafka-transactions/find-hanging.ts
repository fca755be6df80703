// kafka-transactions find-hanging.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {describeProducers, type ActiveProducer} from '../../transactions/describe-producers.ts'
import {describeTransactions, type TransactionDescription} from '../../transactions/describe.ts'
import {listTransactions} from '../../transactions/list.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {hashOrder, stringHash, topicPartitionHash} from '../java/hash-order.ts'
import {prettyTable} from '../java/table.ts'
import {placeText} from '../shared/reset-target.ts'
import {failedTo} from './failure.ts'

/** Partitions per request, as in Apache's tool. */
const batchSize = 500

interface OpenTransaction extends TopicPartition {
  readonly producer: ActiveProducer
}

export async function findHanging(cluster: Cluster, args: Arguments, io: Io): Promise<void> {
  const [broker, topic, partition] = [args.number('broker-id'), args.text('topic'), args.number('partition')]
  if (topic === undefined && broker === undefined)
    throw new TerseProblem(
      'The `find-hanging` command requires either --topic or --broker-id to limit the scope of the search',
    )
  if (partition !== undefined && topic === undefined)
    throw new TerseProblem('The --partition argument requires --topic to be provided')
  const oldMs = (args.number('max-transaction-timeout') ?? 15) * 60_000
  const places =
    topic !== undefined && partition !== undefined ? [{topic, partition}] : await placesOf(cluster, topic, broker)
  const open = await openTransactions(cluster, places, broker, oldMs, io)
  const hanging = open.length === 0 ? [] : await hangingOf(cluster, open)
  const now = io.now()
  const header = [
    'Topic',
    'Partition',
    'ProducerId',
    'ProducerEpoch',
    'CoordinatorEpoch',
    'StartOffset',
    'LastTimestamp',
    'Duration(min)',
  ]
  const rows = hanging.map(({topic: name, partition: index, producer}) => [
    name,
    String(index),
    String(producer.producerId),
    String(producer.producerEpoch),
    String(producer.coordinatorEpoch ?? -1),
    String(producer.transactionStartOffset ?? -1),
    String(producer.lastTimestamp),
    String(Math.trunc((now - producer.lastTimestamp) / 60_000)),
  ])
  io.out(prettyTable([header, ...rows]))
}

/** The partitions of a topic, or of all, that have a replica on the broker. */
async function placesOf(
  cluster: Cluster,
  topic: string | undefined,
  broker: number | undefined,
): Promise<TopicPartition[]> {
  const what = topic === undefined ? 'Failed to list topics' : 'Failed to describe 1 topics'
  const call = topic === undefined ? 'listTopics' : 'describeTopicPartitions'
  const topics = await cluster
    .topics(topic === undefined ? 'all' : [topic], {refresh: true})
    .catch((error: unknown) => {
      throw failedTo(what, error, call)
    })
  const failed = topics.find(({errorCode: code}) => code !== errorCode.none)
  if (failed)
    throw failedTo(`Failed to describe ${topics.length} topics`, new KafkaError(failed.errorCode, failed.name), call)
  return hashOrder(topics, ({name}) => stringHash(name)).flatMap(({name, partitions}) =>
    partitions
      .filter(({replicas}) => broker === undefined || replicas.includes(broker))
      .map(({index}) => ({topic: name, partition: index})),
  )
}

async function openTransactions(
  cluster: Cluster,
  places: readonly TopicPartition[],
  broker: number | undefined,
  oldMs: number,
  io: Io,
): Promise<OpenTransaction[]> {
  const open: OpenTransaction[] = []
  for (let at = 0; at < places.length; at += batchSize) {
    const batch = places.slice(at, at + batchSize)
    const text = broker === undefined ? 'Optional.empty' : `Optional[${broker}]`
    const what = `Failed to describe producers for ${batch.length} partitions on broker ${text}`
    const outcomes = await describeProducers(cluster, batch, {broker}).catch((error: unknown) => {
      throw failedTo(what, error, 'describeProducers(api=METADATA)')
    })
    for (const outcome of hashOrder(outcomes, topicPartitionHash)) {
      if (outcome.error) throw failedTo(what, outcome.error, 'describeProducers(api=DESCRIBE_PRODUCERS)')
      const {topic, partition} = outcome
      for (const producer of outcome.producers) {
        const isOld = io.now() - producer.lastTimestamp > oldMs
        if (producer.transactionStartOffset !== null && isOld) open.push({topic, partition, producer})
      }
    }
  }
  return open
}

/** Transactions that their coordinator does not know, or that do not include this partition according to it. */
async function hangingOf(cluster: Cluster, open: readonly OpenTransaction[]): Promise<OpenTransaction[]> {
  const byProducer = Map.groupBy(open, ({producer}) => producer.producerId)
  const ids = await transactionalIds(cluster, [...byProducer.keys()])
  const described = await descriptions(cluster, [...ids.values()])
  return hashOrder(byProducer, ([producerId]) => longHash(producerId)).flatMap(([producerId, some]) => {
    const description = described.get(ids.get(producerId) ?? '')
    if (!description) return some
    const expected = new Set(description.partitions.map(placeText))
    return some.filter((at) => !expected.has(placeText(at)))
  })
}

/** Long.hashCode. */
const longHash = (value: number) => {
  const bits = BigInt.asUintN(64, BigInt(value))
  return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)))
}

async function transactionalIds(cluster: Cluster, producerIds: readonly number[]): Promise<Map<number, string>> {
  const what = `Failed to list transactions for ${producerIds.length} producers`
  const {transactions, errors} = await listTransactions(cluster, {producerIds}).catch((error: unknown) => {
    throw failedTo(what, error, 'listTransactions(api=METADATA)')
  })
  const [failed] = errors
  if (failed) throw failedTo(what, failed.error, 'listTransactions(api=LIST_TRANSACTIONS)')
  return new Map(
    transactions
      .filter(({producerId}) => producerIds.includes(producerId))
      .map(({producerId, transactionalId}) => [producerId, transactionalId]),
  )
}

async function descriptions(cluster: Cluster, ids: readonly string[]): Promise<Map<string, TransactionDescription>> {
  const what = `Failed to describe ${ids.length} transactions`
  const outcomes = await describeTransactions(cluster, ids).catch((error: unknown) => {
    throw failedTo(what, error, 'describeTransactions(api=FIND_COORDINATOR)')
  })
  const found = new Map<string, TransactionDescription>()
  for (const outcome of outcomes) {
    if (!outcome.error) found.set(outcome.transactionalId, outcome.description)
    else if (outcome.error.code !== errorCode.transactionalIdNotFound)
      throw failedTo(what, outcome.error, 'describeTransactions(api=DESCRIBE_TRANSACTIONS)')
  }
  return found
}
