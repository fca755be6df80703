// Where the newest records of several partitions begin.
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
type Settings = Pick<ReadSettings, 'isolation' | 'rack' | 'signal' | 'controlRecords'>

/** By how much the tails grow where they held too few records. */
const growth = 16

/**
 * The offset in each range of the first record that is among the newest `count` records of all ranges; the range's end if
 * none is. Of records with the same timestamp, those with the higher offset are newer. Reads the tails of the ranges, and
 * longer tails where transaction markers and compaction left fewer records than offsets.
 */
export async function newestOffsets(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  ranges: readonly Range[],
  count: number,
  settings: Settings,
): Promise<number[]> {
  for (let back = count; ; back *= growth) {
    const tails = ranges.map((range) => ({...range, start: Math.max(range.start, range.end - back)}))
    const seen = await recordsIn(cluster, topics, tails, settings)
    const found = new Map<string, number>()
    for (const {name} of seen) found.set(name, (found.get(name) ?? 0) + 1)
    const tooFew = tails.some(
      ({topic, partition, start}, at) =>
        (found.get(`${topic}-${partition}`) ?? 0) < count && start > (ranges[at]?.start ?? 0),
    )
    if (tooFew && !settings.signal?.aborted) continue
    const first = new Map<string, number>()
    seen.sort((a, b) => b.timestamp - a.timestamp || b.offset - a.offset)
    for (const {name, offset} of seen.slice(0, count)) first.set(name, Math.min(offset, first.get(name) ?? Infinity))
    return ranges.map(({topic, partition, end}) => first.get(`${topic}-${partition}`) ?? end)
  }
}

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
