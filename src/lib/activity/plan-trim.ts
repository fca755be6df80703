// Plans the deletion of the oldest records of partitions: the records, bytes, and unread records of groups that would
// be lost.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi, type PrintedError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures} from '../cluster/outcome.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {groupLag} from '../groups/lag/lag.ts'
import {listGroups, readsTopics} from '../groups/list.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {listOffsets, type OffsetSpec} from '../offsets/list-offsets.ts'
import type {NameSelector} from '../text/name-selector.ts'
import {describeTopics} from '../topics/describe.ts'
import {selectTopics} from '../topics/list.ts'

/** What to delete: records up to an offset, up to the first record at or after a time, all but the newest, or all. */
export type TrimTarget =
  | {readonly offset: number}
  /** Ms since the epoch. */
  | {readonly time: number}
  /** The number of offsets to keep in each partition. */
  | {readonly keep: number}
  | 'all'

export interface PlannedTrim extends TopicPartition {
  /** The first offset now, and the offset after the last record. */
  readonly start: number
  readonly end: number
  /** The first offset after the deletion. */
  readonly newStart: number
  /**
   * The number of offsets deleted: at least the number of records, because compaction and transaction markers use up
   * offsets, too.
   */
  readonly records: number
  /** The approximate bytes deleted on all replicas together; null: not known. Brokers free them in whole segments. */
  readonly bytes: number | null
  /** Groups whose committed offset is in the deleted range, so that they lose unread records. */
  readonly groups: readonly {readonly group: string; readonly unread: number}[]
  /** False: some groups could not be read, so there may be more. */
  readonly groupsKnown: boolean
}

export interface TrimPlan {
  /** The partitions that lose something, by topic and partition. */
  readonly items: readonly PlannedTrim[]
  /** Why nothing may be deleted: partitions whose offsets are unknown, topics that brokers would refuse. */
  readonly problems: readonly Error[]
  /** What is not known about the deletion; it does not prevent it. */
  readonly unknown: readonly PrintedError[]
}

export interface TrimInput {
  readonly selectors: readonly NameSelector[]
  /** Default: all. */
  readonly partitions?: readonly number[] | undefined
  readonly target: TrimTarget
}

/** A trim that is impossible as it was requested. */
export class CannotTrim extends ExpectedError {
  override readonly name = 'CannotTrim'
}

/** Changes nothing. Sends two or three requests to each leader, one to each broker, and those of `groupLag`. */
export async function planTrim(cluster: Cluster, {selectors, partitions, target}: TrimInput): Promise<TrimPlan> {
  const unselected = new Failures()
  const selected = (await selectTopics(cluster, {selectors, internal: false}, 'delete records of')).open(unselected)
  const problems: Error[] = [...unselected.untold]
  const places = selected.topics.flatMap((topic) => placesOf(topic, partitions, problems))
  const names = selected.topics.map(({name}) => name)
  const [ranges, refusals] = await Promise.all([rangesOf(cluster, places, target), compactedTopics(cluster, names)])
  problems.push(...refusals)
  const items: Omit<PlannedTrim, 'bytes' | 'groups' | 'groupsKnown'>[] = []
  for (const range of ranges) {
    if ('error' in range) {
      problems.push(range.error)
      continue
    }
    const {start, end, newStart} = range
    // An empty partition has nothing to delete, whatever was requested.
    if (start === end) continue
    // It would delete everything, which an offset with an extra digit must not do.
    if (newStart > end)
      problems.push(
        new CannotTrim(
          `${range.topic}-${range.partition} ends at offset ${end}, so that its records cannot be deleted up to ${newStart}`,
        ),
      )
    else if (newStart > start) items.push({...range, records: newStart - start})
  }
  items.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
  const unknown = new Failures()
  const [sizes, readers] = await Promise.all([
    sizesOf(cluster, selected.topics, items, unknown),
    unreadBy(cluster, items, unknown),
  ])
  return {
    items: items.map((item) => {
      const size = sizes.get(keyOf(item))
      return {
        ...item,
        bytes: size === undefined ? null : Math.round((size * item.records) / (item.end - item.start)),
        groups: readers?.get(keyOf(item)) ?? [],
        groupsKnown: readers !== undefined && !readers.incomplete,
      }
    }),
    problems,
    unknown: unknown.untold,
  }
}

const keyOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`

function placesOf(
  {name, partitions}: TopicMetadata,
  wanted: readonly number[] | undefined,
  problems: Error[],
): TopicPartition[] {
  const indexes = partitions.map(({index}) => index)
  for (const index of wanted ?? [])
    if (!indexes.includes(index))
      problems.push(new CannotTrim(`topic ${name} has no partition ${index}: it has ${indexes.length}`))
  return indexes
    .filter((index) => wanted === undefined || wanted.includes(index))
    .map((index) => ({topic: name, partition: index}))
}

type Range = TopicPartition & {readonly start: number; readonly end: number; readonly newStart: number}

async function rangesOf(
  cluster: Cluster,
  places: readonly TopicPartition[],
  target: TrimTarget,
): Promise<(Range | {readonly error: Error})[]> {
  const ask = (spec: OffsetSpec) =>
    listOffsets(
      cluster,
      places.map(({topic, partition}) => ({topic, partition, spec})),
    )
  const [starts, ends, found] = await Promise.all([
    ask('earliest'),
    ask('latest'),
    typeof target === 'object' && 'time' in target ? ask({timestamp: target.time}) : undefined,
  ])
  return places.map((place, at) => {
    const [first, last, byTime] = [starts[at], ends[at], found?.[at]]
    const error = first?.error ?? last?.error ?? byTime?.error
    if (error) return {error}
    const start = first?.error === undefined ? first?.offset : null
    const end = last?.error === undefined ? last?.offset : null
    if (start == null || end == null)
      return {error: new CannotTrim(`it is not known where ${place.topic}-${place.partition} begins and ends`)}
    const newStart = aim(target, {start, end}, byTime?.error === undefined ? (byTime?.offset ?? null) : null)
    return {...place, start, end, newStart: Math.max(start, newStart)}
  })
}

function aim(target: TrimTarget, {start, end}: {start: number; end: number}, byTime: number | null): number {
  if (target === 'all') return end
  if ('offset' in target) return target.offset
  if ('keep' in target) return Math.max(start, end - target.keep)
  // No record is that new.
  return byTime ?? end
}

/**
 * Topics for which brokers refuse DeleteRecords (POLICY_VIOLATION), because cleanup.policy does not contain `delete`.
 */
async function compactedTopics(cluster: Cluster, names: readonly string[]): Promise<Error[]> {
  if (names.length === 0) return []
  // If the policy cannot be read, trimming is still allowed; the brokers refuse it if they must.
  const {topics} = (await describeTopics(cluster, {names, configs: ['cleanup.policy']})).open(new Failures())
  return topics.flatMap(({name, configs}) => {
    const policy = configs?.find((each) => each.name === 'cleanup.policy')?.value
    if (policy == null || policy.split(',').some((each) => each.trim() === 'delete')) return []
    return [
      new CannotTrim(
        `topic ${name} is only compacted (cleanup.policy=${policy}), and brokers delete records only where the policy has delete`,
      ),
    ]
  })
}

/** Bytes of all replicas; a partition with an unknown replica is left out. */
async function sizesOf(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  items: readonly TopicPartition[],
  failures: Failures,
): Promise<ReadonlyMap<string, number>> {
  const replicas = new Map<string, readonly number[]>(
    topics.flatMap(({name, partitions}) =>
      partitions.map((each) => [keyOf({topic: name, partition: each.index}), each.replicas] as const),
    ),
  )
  const brokers = new Set(items.flatMap((item) => replicas.get(keyOf(item)) ?? []))
  const asked = [...brokers].map((broker) => ({
    broker,
    partitions: items
      .filter((item) => replicas.get(keyOf(item))?.includes(broker))
      .map(({topic, partition}) => ({topic, partition})),
  }))
  const found = new Map<string, number[]>()
  try {
    const results = (await describeLogDirs(cluster, asked)).each(
      (dirs) => ({dirs}),
      (error) => ({error}),
    )
    for (const result of results) {
      if ('error' in result) {
        failures.take([result.error])
        continue
      }
      for (const {replicas: some} of result.dirs)
        for (const {size, isFuture, ...at} of some)
          if (!isFuture) found.set(keyOf(at), [...(found.get(keyOf(at)) ?? []), size])
    }
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    failures.take([error])
  }
  return new Map(
    [...found].flatMap(([key, sizes]) =>
      sizes.length === replicas.get(key)?.length ? [[key, sizes.reduce((sum, size) => sum + size, 0)]] : [],
    ),
  )
}

interface Unread extends Map<string, {group: string; unread: number}[]> {
  incomplete?: boolean
}

/** Undefined if no group can be read. */
async function unreadBy(
  cluster: Cluster,
  items: readonly (TopicPartition & {readonly start: number; readonly newStart: number})[],
  failures: Failures,
): Promise<Unread | undefined> {
  const found: Unread = new Map()
  if (items.length === 0) return found
  const own = new Failures()
  const byKey = new Map(items.map((item) => [keyOf(item), item]))
  try {
    const listed = (await listGroups(cluster)).open(own).groups
    const ids = listed.filter(readsTopics).map(({groupId}) => groupId)
    const topics = [...new Set(items.map(({topic}) => topic))]
    const lags = (await groupLag(cluster, ids, {topics, listed})).open(own)
    for (const {groupId, partitions} of lags.groups)
      for (const {topic, partition, committedOffset} of partitions) {
        const item = byKey.get(keyOf({topic, partition}))
        if (!item || committedOffset === null || committedOffset >= item.newStart) continue
        const unread = item.newStart - Math.max(committedOffset, item.start)
        found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), {group: groupId, unread}])
      }
    found.incomplete = own.untold.length > 0
    failures.take(own.untold)
    return found
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi))
      throw error
    failures.take([...own.untold, error])
    return undefined
  }
}
