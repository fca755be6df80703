// Reads the records on both sides of an offset: the last ones before it, and the first ones from it on.
import type {Cluster} from '../../cluster/cluster.ts'
import {withoutRepetition, type TopicPartition} from '../../cluster/fan-out.ts'
import type {RecordCursor} from '../../wire/records.ts'
import {Consumption} from './consumption.ts'
import {Position} from './position.ts'

/** A copy of a record, with the bytes of its key, value and header values. */
export interface KeptRecord {
  readonly offset: number
  /** Ms since the epoch; -1 in the message format before Kafka 0.10. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[]
}

export interface Spot extends TopicPartition {
  readonly offset: number
  /** Log start offset. */
  readonly start: number
  /** Log end offset. */
  readonly end: number
}

/** Both in log order. */
export interface Around {
  readonly before: readonly KeptRecord[]
  readonly after: readonly KeptRecord[]
}

export interface AroundSettings {
  /** The number of records on each side. */
  readonly count: number
  readonly isolation?: 'read_uncommitted' | 'read_committed' | undefined
  readonly signal?: AbortSignal | undefined
}

/** The farthest distance from the offset in which records are searched, in offsets. */
const furthest = 65_536

/**
 * The last `count` records before each position and the first `count` from it on, in the order of `spots`. Where
 * transaction markers and compaction leave gaps, the search backwards widens up to `furthest` offsets, and may then
 * find fewer records. Throws KafkaError if a partition cannot be read.
 */
export async function recordsAround(
  cluster: Cluster,
  spots: readonly Spot[],
  settings: AroundSettings,
): Promise<Around[]> {
  const {count} = settings
  const [before, after] = await Promise.all([
    recordsBefore(cluster, spots, settings),
    readWindows(
      cluster,
      spots.map(({topic, partition, offset, end}) => ({topic, partition, from: offset, to: end})),
      {...settings, first: count},
    ),
  ])
  return spots.map((_, at) => ({before: before[at] ?? [], after: after[at] ?? []}))
}

async function recordsBefore(cluster: Cluster, spots: readonly Spot[], settings: AroundSettings) {
  const found: KeptRecord[][] = spots.map(() => [])
  let open = [...spots.keys()]
  for (let reach = settings.count; open.length > 0; reach = Math.min(furthest, reach * 16)) {
    const windows = open.flatMap((at) => {
      const {topic, partition, offset, start} = spots[at] as Spot
      return {topic, partition, from: Math.max(start, offset - reach), to: offset}
    })
    const read = await readWindows(cluster, windows, {...settings, last: settings.count})
    open.forEach((at, i) => (found[at] = read[i] ?? []))
    if (reach >= furthest) break
    open = open.filter((at, i) => {
      const {offset, start} = spots[at] as Spot
      return offset - reach > start && (read[i]?.length ?? 0) < settings.count
    })
  }
  return found
}

interface Window extends TopicPartition {
  readonly from: number
  readonly to: number
}

/** The first or the last records of each window, which covers the offsets from `from` up to `to`, exclusive. */
async function readWindows(
  cluster: Cluster,
  windows: readonly Window[],
  {isolation, signal, first, last}: Omit<AroundSettings, 'count'> & {first?: number; last?: number},
): Promise<KeptRecord[][]> {
  const found = windows.map((): KeptRecord[] => [])
  const wanted = windows.flatMap((window, at) => (window.from < window.to ? [{...window, at}] : []))
  if (wanted.length === 0) return found
  const names = [...new Set(wanted.map(({topic}) => topic))]
  const topics = new Map((await cluster.topics(names)).map((topic) => [topic.name, topic]))
  // Two windows may be in the same partition, but one consumption reads a partition only once.
  for (const layer of withoutRepetition(wanted)) {
    const lists = new Map(layer.map((each) => [placeOf(each), found[each.at] ?? []]))
    const consumption = new Consumption(
      cluster,
      {
        isolation,
        signal,
        maxPerPartition: first,
        fetch: {partitionMaxBytes: 262_144},
        output: {write: async () => undefined},
        format: (record, place) => {
          const list = lists.get(placeOf(place))
          list?.push(keep(record))
          if (last !== undefined && list && list.length > last) list.shift()
        },
      },
      {mayDrop: () => true},
    )
    consumption.fetcher.add(
      layer.flatMap(({topic, partition, from, to}) => {
        const metadata = topics.get(topic)
        return metadata ? [new Position(metadata, partition, from, to)] : []
      }),
    )
    await consumption.finish()
    signal?.throwIfAborted()
  }
  return found
}

const placeOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`

/** Copies the record, because the cursor's bytes are reused for the next one. */
function keep(record: RecordCursor): KeptRecord {
  const headers = record.headerCount === 0 ? [] : [...record.rawHeaders()]
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    key: copied(record.key),
    value: copied(record.value),
    headers: headers.map(([name, value]) => [name.toString(), copied(value)] as const),
  }
}

const copied = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes))
