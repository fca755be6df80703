import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, plainly, UsageError} from '../../cluster/errors.ts'
import type {Admin, KafkajsCluster} from '../../cluster/kafkajs.ts'
import type {Start} from '../consume/start.ts'
import type {Place} from '../formats/format.ts'
import type {KafkajsConsumeInput} from './kafkajs-consume-input.ts'

/** A partition with its next offset and the offset to stop at. */
export interface PartitionRange extends Place {
  readonly topic: string
  readonly partition: number
  /** Every record before this offset was written. */
  next: number
  /** The number of records written. */
  records: number
  /** Infinity: no end; -1: do not read the partition. */
  readonly end: number
}

/** The names of the topics to read. Throws KafkaError for a topic that does not exist. */
export async function chosenTopics(
  kafkajs: KafkajsCluster,
  admin: Admin,
  {topics, internal = false}: KafkajsConsumeInput,
): Promise<string[]> {
  const all = await kafkajs.run('list topics', () => admin.listTopics())
  if (topics instanceof RegExp) {
    const whole = new RegExp(`^(?:${topics.source})$`, topics.flags.replace(/[gy]/g, ''))
    return all.filter((name) => whole.test(name) && (internal || !name.startsWith('__')))
  }
  for (const name of topics)
    if (!all.includes(name)) {
      const text = plainly('there is no such topic (or it may not be seen)')
      throw new KafkaError(errorCode.unknownTopicOrPartition, `read topic ${name}`, text)
    }
  return [...new Set(topics)]
}

/** Where to start and stop in each partition of these topics. Throws UsageError, and KafkaError from kafkajs. */
export async function partitionRanges(
  kafkajs: KafkajsCluster,
  admin: Admin,
  topics: readonly string[],
  {start, untilEnd = false, partitions}: KafkajsConsumeInput,
): Promise<PartitionRange[]> {
  if (partitions && topics.length !== 1) throw new UsageError('partitions can be chosen only if one topic is read')
  const ranges: PartitionRange[] = []
  for (const topic of topics) {
    const offsets = await kafkajs.run(`list offsets of ${topic}`, () => admin.fetchTopicOffsets(topic))
    const byTime =
      start.from === 'timestamp'
        ? await kafkajs.run(`find offsets of ${topic}`, () =>
            admin.fetchTopicOffsetsByTimestamp(topic, start.timestamp),
          )
        : []
    for (const wanted of partitions ?? [])
      if (!offsets.some(({partition}) => partition === wanted))
        throw new UsageError(`topic ${topic} has ${offsets.length} partitions, but not ${wanted}`)
    for (const {partition, low, high} of offsets.toSorted((a, b) => a.partition - b.partition)) {
      const [first, end] = [Number(low), Number(high)]
      const found = Number(byTime.find((each) => each.partition === partition)?.offset ?? high)
      const unwanted = partitions !== undefined && !partitions.includes(partition)
      ranges.push({
        topic,
        partition,
        leaderEpoch: -1,
        timestampType: 'CreateTime',
        records: 0,
        next: unwanted ? end : startOf(start, first, end, found),
        end: unwanted ? -1 : untilEnd ? end : Infinity,
      })
    }
  }
  return ranges
}

function startOf(start: Start, first: number, end: number, byTime: number): number {
  switch (start.from) {
    case 'beginning':
      return first
    case 'end':
      return end
    case 'last':
      return Math.max(first, end - start.count)
    case 'timestamp':
      return byTime < 0 ? end : byTime
    case 'offset':
    case 'nearest offset':
      return Math.min(Math.max(start.offset, first), end)
    case 'newest':
    case 'group':
      throw new UsageError(
        `kafkajs cannot start at ${start.from === 'group' ? "a group's offsets" : 'the newest records'}`,
      )
  }
}
