// What a plan costs: records and bytes that are lost, bytes that are copied, who reads the topics. Measured when a plan is
// shown; never a reason for it to fail.
import {readersOf, topicReaders, type Readers} from '../../activity/topic-readers.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import {recordCounts} from '../../topics/record-counts.ts'
import {topicSizes} from '../../topics/topic-sizes.ts'
import {isUnread, type Current, type CurrentTopic} from '../current.ts'
import {actionKey, type Action} from './plan.ts'

export interface Cost {
  /** Records that are lost; null: not known, or not a matter of records. */
  readonly records: number | null
  /** Bytes on disk that are lost or copied, all replicas together; null: not known. */
  readonly bytes: number | null
  /** Groups that read the topic; null: not a matter of readers. */
  readonly readers: Readers | null
}

/** By `actionKey`. */
export type Costs = ReadonlyMap<string, Cost>

export async function costsOf(
  cluster: Cluster,
  actions: readonly Action[],
  current: Current,
  {now, copied}: {readonly now: number; readonly copied: ReadonlyMap<string, number | null>},
): Promise<Costs> {
  const harmful = actions.filter(({kind, harms}) => kind === 'topic' && harms.length > 0)
  const topics = new Map(
    harmful.flatMap(({name}) => {
      const topic = current.topics.get(name)
      return topic && !isUnread(topic) ? [[name, topic] as const] : []
    }),
  )
  if (topics.size === 0) return new Map()
  const deleted = harmful.filter(({change}) => change === 'delete')
  const losing = harmful.filter(({harms}) => harms.includes('data-loss'))
  const read = harmful.filter(({harms}) => harms.includes('delete') || harms.includes('repartition'))
  const [records, sizes, readers, old] = await Promise.all([
    countRecords(cluster, [...deleted, ...losing], topics),
    sizesOf(cluster, [...deleted, ...losing], topics),
    topicReaders(
      cluster,
      read.map(({name}) => name),
    ),
    olderRecords(cluster, losing, topics, now),
  ])
  return new Map(
    harmful.map((action) => {
      const {name, change, harms} = action
      const all = records.get(name) ?? null
      const bytes = sizes.get(name) ?? null
      const groups = harms.includes('delete') || harms.includes('repartition') ? readersOf(readers, name) : null
      if (change === 'delete') return [actionKey(action), {records: all, bytes, readers: groups}]
      const lost = old.get(name) ?? null
      const part =
        lost === null || all === null || bytes === null || all === 0 ? null : Math.round((bytes * lost) / all)
      const moved = harms.includes('move') ? (copied.get(name) ?? null) : null
      return [actionKey(action), {records: lost, bytes: harms.includes('data-loss') ? part : moved, readers: groups}]
    }),
  )
}

/** A failure here leaves the cost unknown. */
async function orNothing<K, V>(asked: Promise<ReadonlyMap<K, V>>): Promise<ReadonlyMap<K, V>> {
  return asked.catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi)
      return new Map<K, V>()
    throw error
  })
}

const namedIn = (actions: readonly Action[], topics: ReadonlyMap<string, CurrentTopic>): CurrentTopic[] =>
  [...new Set(actions.map(({name}) => name))].flatMap((name) => topics.get(name) ?? [])

const countRecords = (cluster: Cluster, actions: readonly Action[], topics: ReadonlyMap<string, CurrentTopic>) =>
  orNothing(
    recordCounts(
      cluster,
      namedIn(actions, topics).map(({name, partitions}) => ({name, partitionCount: partitions.length})),
    ),
  )

async function sizesOf(cluster: Cluster, actions: readonly Action[], topics: ReadonlyMap<string, CurrentTopic>) {
  const named = namedIn(actions, topics)
  if (named.length === 0) return new Map<string, number | null>()
  return orNothing(
    topicSizes(
      cluster,
      named.map(({name, topicId, internal, partitions}) => ({
        name,
        id: topicId ?? '',
        internal,
        errorCode: 0,
        partitions,
      })),
    ).then(({sizes}) => sizes),
  )
}

/** By topic, the records that a shorter retention.ms takes at once, as ListOffsets finds them by their timestamps. */
async function olderRecords(
  cluster: Cluster,
  actions: readonly Action[],
  topics: ReadonlyMap<string, CurrentTopic>,
  now: number,
): Promise<ReadonlyMap<string, number | null>> {
  const wanted = actions.flatMap(({name, deed}) => {
    const topic = topics.get(name)
    const value =
      deed.type === 'alterTopic' ? deed.configs.find((each) => each.name === 'retention.ms')?.value : undefined
    return topic && value && Number(value) >= 0 ? [{topic, before: now - Number(value)}] : []
  })
  const at = wanted.flatMap(({topic, before}) =>
    topic.partitions.map(({index}) => ({topic: topic.name, partition: index, before: Math.max(0, before)})),
  )
  if (at.length === 0) return new Map()
  const places = at.map(({topic, partition}) => ({topic, partition}))
  return orNothing(
    Promise.all([
      listOffsets(
        cluster,
        places.map((each) => ({...each, spec: 'earliest' as const})),
      ),
      listOffsets(
        cluster,
        places.map((each) => ({...each, spec: 'latest' as const})),
      ),
      listOffsets(
        cluster,
        at.map(({before, topic, partition}) => ({topic, partition, spec: {timestamp: before}})),
      ),
    ]).then(([starts, ends, firsts]) => {
      const lost = new Map<string, number | null>()
      for (const [i, {topic}] of at.entries()) {
        const [start, end, first] = [starts[i], ends[i], firsts[i]]
        const known = start && end && first && !start.error && !end.error && !first.error
        const count = known ? (first.offset ?? end.offset ?? 0) - (start.offset ?? 0) : null
        const before = lost.get(topic)
        lost.set(topic, count === null || before === null ? null : (before ?? 0) + count)
      }
      return lost
    }),
  )
}
