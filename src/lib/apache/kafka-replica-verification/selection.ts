// Which partitions kafka-replica-verification compares, and from which offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {listOffsets, type OffsetSpec} from '../../offsets/list-offsets.ts'
import {asJavaError, executionException, JavaError, kafkaException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {compilePattern} from '../java/pattern.ts'
import {includeList} from '../java/topic-filter.ts'
import type {VerificationOptions} from './options.ts'

export interface SelectedPartition extends TopicPartition {
  /** Node ids; each is a broker of the cluster. */
  readonly replicas: readonly number[]
}

/**
 * The partitions in the order of Apache's map. If there are none, prints a message on stderr and returns undefined.
 * Throws JavaError if the cluster cannot be asked.
 */
export async function selectPartitions(
  cluster: Cluster,
  options: VerificationOptions,
  io: Io,
): Promise<SelectedPartition[] | undefined> {
  const [topics, brokers] = await inCall('listTopics', Promise.all([cluster.topics('all'), cluster.brokers()]))
  const matches = topics.length === 0 ? undefined : filterOf(options.value('topics-include') ?? '')
  const chosen = topics.filter(({name}) => matches?.test(name))
  if (chosen.length === 0) {
    io.err(
      'ERROR No topics found. [topics-include] if specified, is either filtering out all topics or there is no topic.\n',
    )
    return undefined
  }
  const partitions = chosen.flatMap(({name, partitions: some}) =>
    some.map(({index, replicas}) => ({topic: name, partition: index, replicas})),
  )
  const ids = new Set(brokers.map(({id}) => id))
  const away = [...new Set(partitions.flatMap(({replicas}) => replicas))].filter((id) => !ids.has(id))
  // Apache's tool also needs all of them when it starts, and fails with this class.
  if (away.length > 0)
    throw new JavaError(
      'java.lang.NullPointerException',
      `broker${away.length === 1 ? '' : 's'} ${away.toSorted((a, b) => a - b).join(', ')} with replicas of these topics cannot be asked`,
    )
  const distinct = hashOrder(partitions, topicPartitionHash)
  return hashOrder(distinct, topicPartitionHash)
}

function filterOf(text: string): RegExp {
  try {
    compilePattern(text)
    return includeList(text)
  } catch (error) {
    throw new JavaError('java.lang.RuntimeException', `${text} is an invalid regex`, {cause: error, relation: 'part'})
  }
}

/** The first offset to compare, by the name of the partition. `time`: ms, -1 for the end, -2 for the beginning. */
export async function startOffsets(
  cluster: Cluster,
  partitions: readonly SelectedPartition[],
  time: bigint,
): Promise<Map<string, number>> {
  const spec: OffsetSpec = time === -1n ? 'latest' : time === -2n ? 'earliest' : {timestamp: Number(time)}
  const [some] = partitions
  if (time < -2n)
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `The target time for partition ${some?.topic}-${some?.partition} is ${time}. The target time cannot be negative.`,
    )
  const found = await inCall(
    'listOffsets',
    listOffsets(
      cluster,
      partitions.map(({topic, partition}) => ({topic, partition, spec})),
    ),
  )
  const offsets = new Map<string, number>()
  for (const each of found) {
    const name = `${each.topic}-${each.partition}`
    if (each.error) {
      const {code} = each.error
      // The consumer of Apache's tool waits for a leader until its time limit.
      throw code === errorCode.leaderNotAvailable
        ? new JavaError(
            'org.apache.kafka.common.errors.TimeoutException',
            `Failed to get offsets by times in ${cluster.settings.totalTimeoutMs ?? 60_000}ms`,
            {cause: each.error},
          )
        : kafkaException(each.error)
    }
    if (each.offset === null)
      throw new JavaError('java.lang.NullPointerException', `${name} has no record at or after this time`)
    offsets.set(name, each.offset)
  }
  return offsets
}

async function inCall<T>(name: string, future: Promise<T>): Promise<T> {
  try {
    return await future
  } catch (error) {
    throw executionException(asJavaError(error, name))
  }
}
