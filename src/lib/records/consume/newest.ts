// The newest records of several partitions, and the last ones of each.
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {Consumption, type ReadSettings} from './consumption.ts'
import type {Output} from '../output.ts'
import {Position} from './position.ts'

export interface Range extends TopicPartition {
  readonly start: number
  readonly end: number
}
interface Seen {
  readonly name: string
  readonly offset: number
  readonly timestamp: number
}
type Settings = Pick<ReadSettings, 'isolation' | 'rack' | 'signal' | 'controlRecords' | 'onCorrupt'>

/** By how much the tails grow where they held too few records. */
const growth = 16

/** The newest records of ranges: where they begin, and which they are, for older ones may lie between them. */
export interface Newest {
  /** The offset in each range of its first record among them; the range's end if it has none. */
  readonly starts: number[]
  /** Offsets, by `topic-partition`. */
  readonly offsets: ReadonlyMap<string, ReadonlySet<number>>
}

/**
 * The newest `count` records of all ranges together. Of records with the same timestamp, those with the higher offset are
 * newer. Only the last `count` records of each range are looked at.
 */
export async function newestRecords(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  ranges: readonly Range[],
  count: number,
  settings: Settings,
): Promise<Newest> {
  const seen = (await tails(cluster, topics, ranges, count, settings)).flat()
  seen.sort((a, b) => b.timestamp - a.timestamp || b.offset - a.offset)
  const offsets = new Map<string, Set<number>>()
  for (const {name, offset} of seen.slice(0, count)) offsets.set(name, (offsets.get(name) ?? new Set()).add(offset))
  const starts = ranges.map((range) => Math.min(...(offsets.get(nameOf(range)) ?? [range.end])))
  return {starts, offsets}
}

/** The offset in each range of the first of its last `count` records; the range's start if it has no more. */
export async function lastOffsets(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  ranges: readonly Range[],
  count: number,
  settings: Settings,
): Promise<number[]> {
  const found = await tails(cluster, topics, ranges, count, settings)
  return found.map((records, at) => records.at(-count)?.offset ?? ranges[at]?.start ?? 0)
}

/**
 * The last `count` records of each range, or more, in the order of the log. Reads so many offsets, and more where
 * transaction markers and compaction left fewer records than offsets.
 */
async function tails(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  ranges: readonly Range[],
  count: number,
  settings: Settings,
): Promise<Seen[][]> {
  const found = new Map<string, Seen[]>()
  let missing = ranges
  for (let back = count; missing.length > 0; back *= growth) {
    const read = missing.map((range) => ({...range, start: Math.max(range.start, range.end - back)}))
    const seen = Map.groupBy(await recordsIn(cluster, topics, read, settings), ({name}) => name)
    for (const range of read) found.set(nameOf(range), seen.get(nameOf(range)) ?? [])
    if (settings.signal?.aborted) break
    missing = missing.filter(
      (range) => (found.get(nameOf(range))?.length ?? 0) < count && range.end - back > range.start,
    )
  }
  return ranges.map((range) => found.get(nameOf(range)) ?? [])
}

const nameOf = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

async function recordsIn(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  ranges: readonly Range[],
  settings: Settings,
): Promise<Seen[]> {
  const seen: Seen[] = []
  const nowhere: Output = {write: async () => undefined}
  const consumption = new Consumption(
    cluster,
    {
      ...settings,
      output: nowhere,
      format: ({offset, timestamp}, {topic, partition}) =>
        seen.push({name: `${topic}-${partition}`, offset, timestamp}),
    },
    {mayDrop: () => false},
  )
  consumption.fetcher.add(
    ranges.flatMap(({topic, partition, start, end}) => {
      const metadata = topics.get(topic)
      return metadata ? [new Position(metadata, partition, start, end)] : []
    }),
  )
  await consumption.finish()
  return seen
}
