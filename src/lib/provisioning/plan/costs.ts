// What a plan costs: records and bytes lost, bytes copied, and the readers of the topics. It is measured when a plan is
// shown, and a failure to measure never fails the plan.
import {readersOf, topicReaders, type Readers, type TopicReaders} from '../../activity/topic-readers.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {Failures, type Outcome} from '../../cluster/outcome.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {groupLag} from '../../groups/lag/lag.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import {recordCounts} from '../../topics/record-counts.ts'
import {topicSizes} from '../../topics/topic-sizes.ts'
import {isUnread, type Current, type CurrentTopic} from '../current.ts'
import {actionKey, type Action} from './plan.ts'

export interface Cost {
  /** Records that are lost; null: not known, or the action loses no records. */
  readonly records: number | null
  /** Bytes on disk that are lost or copied, all replicas together; null: not known. */
  readonly bytes: number | null
  /** The least time that copying takes, ms; null: not known, or nothing is copied. */
  readonly leastMs: number | null
  /** The groups that read the topic; null: the action does not affect readers. */
  readonly readers: Readers | null
  /**
   * For a topic that is deleted, how long ago each group last committed, ms; null: not within `committedWithinMs`. Null
   * for the whole map: not known.
   */
  readonly readAgo: ReadonlyMap<string, number | null> | null
  /**
   * Other topics with the same number of partitions that the same groups read, if that number is about to change: joins
   * and aggregations need equal numbers. Sorted; null: the action adds no partitions, or they are not known.
   */
  readonly alike: readonly string[] | null
}

/** How far back commits are searched, ms. */
export const committedWithinMs = 7 * 86_400_000
/** The longest time to search, ms: a busy cluster has very many commits, and this cost is only informative. */
const commitsMostMs = 5000

/** The costs of actions, by `actionKey`. */
export type Costs = ReadonlyMap<string, Cost>

export async function costsOf(
  cluster: Cluster,
  actions: readonly Action[],
  current: Current,
  {
    now,
    copied,
    copiedMs,
  }: {
    readonly now: number
    readonly copied: ReadonlyMap<string, number | null>
    readonly copiedMs: ReadonlyMap<string, number | null>
  },
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
  const growing = harmful.filter(({harms}) => harms.includes('repartition'))
  const [alike, readAgo] = await Promise.all([
    sameCounts(cluster, growing, readers),
    commitAges(cluster, [...new Set(deleted.flatMap(({name}) => readersOf(readers, name).groups))], now),
  ])
  return new Map(
    harmful.map((action): [string, Cost] => {
      const {name, change, harms} = action
      const all = records.get(name) ?? null
      const bytes = sizes.get(name) ?? null
      const groups = harms.includes('delete') || harms.includes('repartition') ? readersOf(readers, name) : null
      if (change === 'delete')
        return [actionKey(action), {records: all, bytes, leastMs: null, readers: groups, readAgo, alike: null}]
      const lost = old.get(name) ?? null
      const part =
        lost === null || all === null || bytes === null || all === 0 ? null : Math.round((bytes * lost) / all)
      const moved = harms.includes('move') ? (copied.get(name) ?? null) : null
      return [
        actionKey(action),
        {
          records: lost,
          bytes: harms.includes('data-loss') ? part : moved,
          leastMs: harms.includes('move') ? (copiedMs.get(name) ?? null) : null,
          readers: groups,
          readAgo: null,
          alike: harms.includes('repartition') && alike ? (alike.get(name) ?? []) : null,
        },
      ]
    }),
  )
}

/** The age of the last commit by group, ms; null: not known. */
async function commitAges(cluster: Cluster, groups: readonly string[], now: number): Promise<Cost['readAgo']> {
  if (groups.length === 0) return null
  const {lastCommits} = await import('../../activity/last-commits.ts')
  const signal = AbortSignal.timeout(commitsMostMs)
  try {
    const found = await lastCommits(cluster, {groups, since: now - committedWithinMs, now, signal})
    if (!found) return null
    const ageOf = (at: number | undefined) => (at === undefined ? null : Math.max(0, now - at))
    return new Map(groups.map((group) => [group, ageOf(found.get(group))]))
  } catch (error) {
    if (
      signal.aborted ||
      error instanceof KafkaError ||
      error instanceof ConnectionError ||
      error instanceof UnsupportedApi
    )
      return null
    throw error
  }
}

/**
 * By topic: other topics that its readers read, with the same number of partitions now, except those that get the same
 * new number in this plan; undefined: not known.
 */
async function sameCounts(
  cluster: Cluster,
  growing: readonly Action[],
  readers: TopicReaders,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const groups = [...new Set(growing.flatMap(({name}) => readersOf(readers, name).groups))]
  if (groups.length === 0) return new Map()
  const failures = new Failures()
  const read = await orNothing(topicsOf(cluster, groups, failures))
  const names = [...new Set([...read.values()].flat())]
  const known = await cluster.topics(names).catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof ConnectionError) return undefined
    throw error
  })
  if (!known || read.size === 0 || failures.untold.length > 0) return undefined
  const counts = new Map(known.map(({name, partitions}) => [name, partitions.length]))
  const then = new Map(growing.flatMap(({name, deed}) => (deed.type === 'alterTopic' ? [[name, deed.partitions]] : [])))
  return new Map(
    growing.map(({name}) => {
      const others = readersOf(readers, name).groups.flatMap((group) => read.get(group) ?? [])
      const found = [...new Set(others)].filter(
        (other) => other !== name && counts.get(other) === counts.get(name) && then.get(other) !== then.get(name),
      )
      return [name, found.toSorted()]
    }),
  )
}

/** The topics of each group. */
async function topicsOf(
  cluster: Cluster,
  groups: readonly string[],
  failures: Failures,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lags = (await groupLag(cluster, groups)).open(failures)
  return new Map(
    lags.groups.map(({groupId, partitions}) => [groupId, [...new Set(partitions.map(({topic}) => topic))]] as const),
  )
}

/** Turns a failure into an unknown cost. */
async function orNothing<K, V>(asked: Promise<ReadonlyMap<K, V>>): Promise<ReadonlyMap<K, V>> {
  return asked.catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi)
      return new Map<K, V>()
    throw error
  })
}

/** Parts that could not be counted are null, which the plan shows as unknown. */
const withGaps = <T>(outcome: Outcome<T>): T => outcome.open(new Failures())

const namedIn = (actions: readonly Action[], topics: ReadonlyMap<string, CurrentTopic>): CurrentTopic[] =>
  [...new Set(actions.map(({name}) => name))].flatMap((name) => topics.get(name) ?? [])

const countRecords = (cluster: Cluster, actions: readonly Action[], topics: ReadonlyMap<string, CurrentTopic>) =>
  orNothing(
    recordCounts(
      cluster,
      namedIn(actions, topics).map(({name, partitions}) => ({name, partitionCount: partitions.length})),
    ).then(withGaps),
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
    ).then(withGaps),
  )
}

/** By topic, the number of records that a shorter retention.ms removes at once, found with ListOffsets by timestamp. */
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
