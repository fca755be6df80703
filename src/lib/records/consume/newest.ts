// Finds the newest records of several partitions, and the last ones of each.
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

/** The factor by which the tails grow if they hold too few records. */
const growth = 16

/**
 * The newest records of ranges: where they begin and which offsets they have, because older records may lie between
 * them.
 */
export interface Newest {
  /** For each range, the offset of its first record among them; the range's end if it has none. */
  readonly starts: number[]
  /** Offsets, by `topic-partition`. */
  readonly offsets: ReadonlyMap<string, ReadonlySet<number>>
}

/**
 * The newest `count` records of all ranges together. If timestamps are equal, the record with the higher offset is
 * newer. Only the last `count` records of each range are considered.
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

/** For each range, the offset of the first of its last `count` records; the range's start if it has no more. */
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
 * The last `count` records of each range, or more, in log order. Reads `count` offsets, and more where transaction
 * markers or compaction left fewer records than offsets.
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
