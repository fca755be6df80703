// Where the newest records of several partitions begin.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Consumption, type ReadSettings} from './consumption.ts'
import type {Output} from './output.ts'
import {Position} from './position.ts'

interface Tail extends TopicPartition {
  readonly start: number
  readonly end: number
}

/**
 * Reads the tails and returns for each the offset of its first record that is among the newest `count` of all, or its end.
 * Of records with one timestamp those with the higher offset are newer.
 */
export async function newestOffsets(
  cluster: Cluster,
  topics: ReadonlyMap<string, TopicMetadata>,
  tails: readonly Tail[],
  count: number,
  settings: Pick<ReadSettings, 'isolation' | 'rack' | 'signal' | 'controlRecords'>,
): Promise<number[]> {
  const seen: {name: string; offset: number; timestamp: number}[] = []
  const nowhere: Output = {write: async () => undefined}
  const consumption = new Consumption(
    cluster,
    {
      ...settings,
      output: nowhere,
      format: ({offset, timestamp}, {topic, partition}) =>
        seen.push({name: `${topic}-${partition}`, offset, timestamp}),
    },
    () => false,
  )
  consumption.fetcher.add(
    tails.flatMap(({topic, partition, start, end}) => {
      const metadata = topics.get(topic)
      return metadata ? [new Position(metadata, partition, start, end)] : []
    }),
  )
  await consumption.finish()
  const first = new Map<string, number>()
  seen.sort((a, b) => b.timestamp - a.timestamp || b.offset - a.offset)
  for (const {name, offset} of seen.slice(0, count)) first.set(name, Math.min(offset, first.get(name) ?? Infinity))
  return tails.map(({topic, partition, end}) => first.get(`${topic}-${partition}`) ?? end)
}
