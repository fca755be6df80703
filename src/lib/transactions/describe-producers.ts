import {DescribeProducers} from '../apis/describe-producers.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {askLeaders, type TopicPartition} from '../cluster/fan-out.ts'

/** The state of a producer that a replica keeps. */
export interface ActiveProducer {
  readonly producerId: number
  readonly producerEpoch: number
  readonly lastSequence: number
  /** Ms since the epoch. */
  readonly lastTimestamp: number
  /** The epoch of the last marker; null if there was none. */
  readonly coordinatorEpoch: number | null
  /** The offset at which its open transaction begins; null if none is open. */
  readonly transactionStartOffset: number | null
}

export type ProducersOutcome =
  | (TopicPartition & {readonly producers: readonly ActiveProducer[]; readonly error?: undefined})
  | (TopicPartition & {readonly error: KafkaError})

/**
 * The active producers of partitions (KIP-664, Kafka 2.8), as their leaders see them, or one broker that has replicas.
 * Returns one outcome for each, in the same order; name each partition once.
 */
export async function describeProducers(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  {broker}: {readonly broker?: number | undefined} = {},
): Promise<ProducersOutcome[]> {
  const failed = ({topic, partition}: TopicPartition, error: KafkaError): ProducersOutcome => ({
    topic,
    partition,
    error,
  })
  if (broker !== undefined) {
    const answers = new Map(
      (await ask(cluster, broker, partitions)).map((one) => [`${one.partition} ${one.topic}`, one]),
    )
    return partitions.map((at) => {
      const answer = answers.get(`${at.partition} ${at.topic}`)
      const code = answer?.errorCode ?? errorCode.unknownServerError
      return answer && code === errorCode.none
        ? found(answer, at)
        : failed(at, new KafkaError(code, whatOf(at), answer?.errorMessage))
    })
  }
  const answers = await askLeaders<TopicPartition, Answer>(cluster, partitions, (node, asked, within) =>
    ask(cluster, node, asked, within),
  )
  return answers.each(found, (failure, at) => ({
    topic: at.topic,
    partition: at.partition,
    error: failure.error(whatOf(at)),
  }))
}

const whatOf = ({topic, partition}: TopicPartition) => `describe the producers of ${topic}-${partition}`

async function ask(
  cluster: Cluster,
  node: number,
  partitions: readonly TopicPartition[],
  within: {readonly timeoutMs?: number} = {},
): Promise<(Answer & TopicPartition)[]> {
  const {topics} = await cluster.call(
    DescribeProducers,
    {
      topics: [...Map.groupBy(partitions, ({topic}) => topic)].map(([name, some]) => ({
        name,
        partitionIndexes: some.map(({partition}) => partition),
      })),
    },
    {to: {node}, what: 'describe producers', ...within},
  )
  return topics.flatMap(({name, partitions: some}) =>
    some.map((one) => ({...one, topic: name, partition: one.partitionIndex})),
  )
}

interface Answer {
  readonly errorCode: number
  readonly errorMessage: string | null
  readonly activeProducers: readonly {
    readonly producerId: number
    readonly producerEpoch: number
    readonly lastSequence: number
    readonly lastTimestamp: number
    readonly coordinatorEpoch: number
    readonly currentTxnStartOffset: number
  }[]
}

const orNull = (value: number) => (value < 0 ? null : value)

const found = ({activeProducers}: Answer, {topic, partition}: TopicPartition): ProducersOutcome => ({
  topic,
  partition,
  producers: activeProducers.map((one) => ({
    producerId: one.producerId,
    producerEpoch: one.producerEpoch,
    lastSequence: one.lastSequence,
    lastTimestamp: one.lastTimestamp,
    coordinatorEpoch: orNull(one.coordinatorEpoch),
    transactionStartOffset: orNull(one.currentTxnStartOffset),
  })),
})
