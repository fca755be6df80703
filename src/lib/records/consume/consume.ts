// Reads partitions without a group and writes their records.
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, UsageError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {timerMs} from '../../cluster/waiting.ts'
import {connectAhead} from './connect-ahead.ts'
import {Consumption, type Consumed, type ReadSettings} from './consumption.ts'
import {grouped} from '../../text/plural.ts'
import type {Filter} from './filter.ts'
import {lastOffsets, newestRecords} from './newest.ts'
import {Position} from './position.ts'
import {timeRange, untilTime, withRange} from './time-range.ts'
import {endOffsets, offsetsAt, startOffsets, type OffsetOptions, type Start, type Until} from './start.ts'
import {chosenTopics, noTopicMatches, type TopicChoice} from './topic-choice.ts'

export interface ConsumeInput extends ReadSettings, TopicChoice {
  /** Read only these partitions of the single topic named; default: all. */
  partitions?: readonly number[] | undefined
  start: Start
  /** Stop where each partition ended when reading began, as with `until: 'end'`. */
  untilEnd?: boolean | undefined
  until?: Until | undefined
  /** Stop at these offsets, by `topic-partition`. Partitions that are not in the map are not read. */
  ends?: ReadonlyMap<string, number> | undefined
  /** How often to look for new topics (of a pattern) and new partitions, which are read from their beginning; default 30,000. */
  discoverMs?: number | undefined
}

/** Reads until one of the stops, without any of them forever. Throws KafkaError, ConnectionError, UsageError. */
export async function consumeRecords(cluster: Cluster, input: ConsumeInput): Promise<Consumed> {
  try {
    return await consume(cluster, input)
  } catch (error) {
    // The signal aborted before reading began.
    if (input.signal?.aborted && error === input.signal.reason)
      return {records: 0, bytes: 0, stoppedBy: 'signal', positions: []}
    throw error
  }
}

async function consume(cluster: Cluster, asked: ConsumeInput): Promise<Consumed> {
  const range = timeRange(asked)
  const input = {...asked, filter: withRange(range, asked.filter)}
  const {start, untilEnd, until = untilEnd ? 'end' : undefined, isolation = 'read_uncommitted', signal} = input
  const options: OffsetOptions = {isolation, signal}
  const topics = new Map((await chosenTopics(cluster, input)).map((topic) => [topic.name, topic]))
  const wanted = chosenPartitions(topics, input)
  const {topics: choice} = input
  const nothingYet = choice instanceof RegExp && topics.size === 0
  if (nothingYet) {
    if (until || input.ends) throw noTopicMatches(choice)
    input.onNotice?.(`no topic matches ${choice.source} yet: waiting for one`)
  }
  // Records in the range may come after the first one that is too new.
  const toEnd = range && untilTime(until) !== undefined
  connectAhead(cluster, wanted, topics)
  const [begin, ends] = await Promise.all([
    startOffsets(cluster, wanted, start, options),
    input.ends ? endsOf(wanted, input.ends) : until && endOffsets(cluster, wanted, toEnd ? 'end' : until, options),
  ])
  if (ends && typeof until === 'object' && 'offset' in until) tellShort(until.offset, ends, input)
  if (toEnd && ends && until) await tellDetour(cluster, wanted, until, ends, input)
  const {starts, filter} = await chosenRecords(cluster, topics, wanted, begin, ends, input)
  const byPattern = input.topics instanceof RegExp
  const mayDrop = ({name}: Position) => {
    if (byPattern) input.onNotice?.(`${name}: the topic was deleted`)
    return byPattern
  }
  const consumption = new Consumption(cluster, {...input, filter}, {mayDrop, endless: nothingYet})
  consumption.awaitRecords()
  const read = (partitions: readonly TopicPartition[], offsets: readonly number[], until?: readonly number[]) =>
    consumption.fetcher.add(
      partitions.flatMap(({topic, partition}, at) => {
        const metadata = topics.get(topic)
        return metadata ? [new Position(metadata, partition, offsets[at] ?? 0, until?.[at])] : []
      }),
    )
  read(wanted, starts, ends)
  if (!ends && !input.partitions) discover(cluster, input, consumption, options, topics, read)
  const consumed = await consumption.finish()
  if (nothingYet && consumption.fetcher.positions.length === 0 && consumed.stoppedBy === 'idle')
    throw noTopicMatches(choice)
  return consumed
}

/** Tells the user if many records after the end time have to be read. */
async function tellDetour(
  cluster: Cluster,
  wanted: readonly TopicPartition[],
  until: Until,
  ends: readonly number[],
  {onNotice, isolation = 'read_uncommitted', signal}: ConsumeInput,
) {
  if (!onNotice) return
  const first = await endOffsets(cluster, wanted, until, {isolation, signal})
  const behind = ends.reduce((sum, end, at) => sum + Math.max(0, end - (first[at] ?? end)), 0)
  if (behind < muchBehind) return
  onNotice(`${grouped(behind)} offsets behind the end time are read too, because records may be out of order in time`)
}
/** The number of records from which reading takes seconds. */
const muchBehind = 1_000_000

/**
 * Where to start in each partition, and which records to take: all from `begin` on, unless the last or newest are
 * wanted.
 */
async function chosenRecords(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  wanted: readonly TopicPartition[],
  begin: number[],
  ends: readonly number[] | undefined,
  {start, filter, isolation = 'read_uncommitted', signal, rack, controlRecords, onCorrupt}: ConsumeInput,
): Promise<{starts: number[]; filter: Filter | undefined}> {
  if (start.from !== 'newest' && start.from !== 'last') return {starts: begin, filter}
  // Limits and notices concern what is printed, so they are not passed on to this search.
  const input = {isolation, signal, rack, controlRecords, onCorrupt}
  const latest = start.from === 'last' ? undefined : ends
  const until = latest ?? (await offsetsAt(cluster, wanted, 'latest', {isolation, signal}))
  const ranges = wanted.map((each, at) => ({...each, start: begin[at] ?? 0, end: until[at] ?? 0}))
  if (start.from === 'last') return {starts: await lastOffsets(cluster, topics, ranges, start.count, input), filter}
  const {starts, offsets} = await newestRecords(cluster, topics, ranges, start.count, input)
  const end = new Map(ranges.map((range) => [`${range.topic}-${range.partition}`, range.end]))
  return {
    starts,
    // Existing records are filtered; records that arrive while reading are not.
    filter: (record, place) => {
      const name = `${place.topic}-${place.partition}`
      const chosen = record.offset >= (end.get(name) ?? 0) || (offsets.get(name)?.has(record.offset) ?? false)
      return chosen && (filter?.(record, place) ?? true)
    },
  }
}

/** Tells the user if every partition ends before the offset that was asked for. */
function tellShort(offset: number, ends: readonly number[], {onNotice}: ConsumeInput) {
  const furthest = ends.reduce((most, end) => Math.max(most, end), 0)
  if (furthest < offset) onNotice?.(`no partition reaches offset ${offset}: the furthest ends at ${furthest}`)
}

const endsOf = (partitions: readonly TopicPartition[], ends: ReadonlyMap<string, number>) =>
  partitions.map(({topic, partition}) => ends.get(`${topic}-${partition}`) ?? 0)

function chosenPartitions(topics: ReadonlyMap<string, TopicMetadata>, {partitions}: ConsumeInput): TopicPartition[] {
  const all = [...topics.values()].flatMap((topic) =>
    topic.partitions.map(({index}) => ({topic: topic.name, partition: index})),
  )
  if (!partitions) return all
  if (topics.size !== 1) throw new UsageError('partitions can be chosen only if one topic is read')
  for (const wanted of partitions)
    if (!all.some(({partition}) => partition === wanted)) {
      const has = all.length === 1 ? 'only partition 0' : `partitions 0 to ${all.length - 1}`
      throw new UsageError(`topic ${[...topics.keys()][0]} has ${has}, not ${wanted}`)
    }
  return all.filter(({partition}) => partitions.includes(partition))
}

/**
 * Finds topics and partitions that were created since reading began, and reads them from their beginning, so that no
 * record is missed.
 */
function discover(
  cluster: Cluster,
  input: ConsumeInput,
  consumption: Consumption,
  options: OffsetOptions,
  topics: Map<string, TopicMetadata>,
  read: (partitions: readonly TopicPartition[], offsets: readonly number[]) => void,
) {
  const look = async () => {
    const known = new Set(consumption.fetcher.positions.map(({name}) => name))
    const found = await chosenTopics(cluster, input, {refresh: true})
    const fresh = found.flatMap((topic) =>
      topic.partitions
        .map(({index}) => ({topic: topic.name, partition: index}))
        .filter(({topic, partition}) => !known.has(`${topic}-${partition}`)),
    )
    if (fresh.length === 0) return
    const offsets = await offsetsAt(cluster, fresh, 'earliest', options)
    for (const topic of found) topics.set(topic.name, topic)
    for (const {topic, partition} of fresh) input.onNotice?.(`${topic}-${partition} is new and read from its beginning`)
    read(fresh, offsets)
  }
  // Never two searches at the same time: both would find the same partition new.
  let timer: NodeJS.Timeout | undefined
  const later = () => {
    if (!consumption.stopping.aborted) timer = setTimeout(run, timerMs(input.discoverMs ?? 30_000))
  }
  const run = () => {
    look()
      .catch((error: unknown) => {
        // Positions that are being read recover by themselves, and new partitions are found by the next attempt.
        if (!(error instanceof ConnectionError) && !(error instanceof KafkaError)) consumption.fail(error)
      })
      .finally(later)
  }
  later()
  consumption.stopping.addEventListener('abort', () => clearTimeout(timer), {once: true})
}
