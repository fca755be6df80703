// Finds what is unused: groups without members or commits, topics that are neither read nor written.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {UsageError} from '../errors/usage-error.ts'
import {selectNames, type NameSelector, type SelectedNames} from '../text/name-selector.ts'
import {selectTopics} from '../topics/list.ts'
import {topicSizes} from '../topics/topic-sizes.ts'
import type {GroupType} from '../groups/group-description.ts'
import {groupLag, type GroupLag} from '../groups/lag/lag.ts'
import {lastCommits} from './last-commits.ts'
import {newestRecords} from './newest-records.ts'
import {listGroups, readsTopics} from '../groups/list.ts'

export interface IdleInput {
  /** Only groups and topics with these names; default: all. */
  readonly selectors?: readonly NameSelector[] | undefined
  /** Ms since the epoch. */
  readonly now: number
  /** The time without activity after which something counts as idle, ms. */
  readonly olderThan: number
  /** Whether to read when groups last committed. */
  readonly commits: boolean
  /** Include Kafka's internal topics. */
  readonly internal: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((text: string) => void) | undefined
}

/** `empty`: no members. `noCommits`: no commit in the given time; never for share groups, which do not commit. */
export type IdleGroupReason = 'empty' | 'noCommits'

export interface IdleGroup {
  readonly groupId: string
  readonly type: GroupType
  readonly state: string
  readonly memberCount: number
  readonly reasons: readonly IdleGroupReason[]
  /** Ms since the epoch; null: none in the given time, or unknown (see `commitsKnown`). */
  readonly lastCommit: number | null
  /** The topics in which it has offsets or assigned partitions. */
  readonly topics: readonly string[]
  /** Null if the lag of a partition is unknown, or nothing is committed. */
  readonly totalLag: number | null
}

/**
 * `unread`: no group has an offset or a member there (consumers without a group leave no trace). `unwritten`: the
 * newest record is older than the given time. `noRecords`: it has no records.
 */
export type IdleTopicReason = 'unread' | 'unwritten' | 'noRecords'

export interface IdleTopic {
  readonly topic: string
  readonly partitionCount: number
  readonly reasons: readonly IdleTopicReason[]
  /** The number of groups with offsets or members there. */
  readonly readers: number
  /** Timestamp of the newest record, ms since the epoch; null: there is none, or it is unknown (before Kafka 3.0). */
  readonly newestRecord: number | null
  /** Bytes on the disks of all replicas; null if a broker did not answer. */
  readonly size: number | null
}

export interface IdleReport {
  /** Sorted by name. */
  readonly groups: readonly IdleGroup[]
  /** Sorted by size, the largest first. */
  readonly topics: readonly IdleTopic[]
  /** False: it is unknown when groups committed, so no group has the reason `noCommits`. */
  readonly commitsKnown: boolean
  /** Why groups, topics or sizes are missing or null. */
  readonly errors: readonly Error[]
}

/** Checks all groups and topics. An unknown value never makes anything count as idle. */
export async function findIdle(cluster: Cluster, input: IdleInput): Promise<Outcome<IdleReport>> {
  const {now, olderThan, onProgress = () => {}, signal} = input
  const since = Math.max(0, now - olderThan)
  const failures = new Failures()
  const [listing, selection] = await Promise.all([
    listGroups(cluster, {withState: true}).then((found) => found.open(failures)),
    selectTopics(cluster, {internal: input.internal}).then((found) => found.open(failures)),
  ])
  const ids = listing.groups.filter(readsTopics).map(({groupId}) => groupId)
  const [lags, written, sizes] = await Promise.all([
    groupLag(cluster, ids, {listed: listing.groups, onProgress}).then((found) => found.open(failures)),
    newestRecords(cluster, selection.topics, since).then((found) => found.open(failures)),
    topicSizes(cluster, selection.topics).then((found) => found.open(failures)),
  ])

  const committing = lags.groups.filter(({group}) => group.type !== 'share').map(({groupId}) => groupId)
  const commits = input.commits
    ? await lastCommits(cluster, {groups: committing, since, now, signal, onProgress}).catch((error: unknown) => {
        if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
        failures.take([error])
        return undefined
      })
    : undefined

  const readers = new Map<string, number>()
  for (const {partitions} of lags.groups)
    for (const topic of new Set(partitions.map((each) => each.topic))) readers.set(topic, (readers.get(topic) ?? 0) + 1)
  // A group that could not be described may read any topic.
  const readersKnown = listing.errors.length === 0 && lags.errors.length === 0

  const topics = selection.topics.map(({name, partitions}): IdleTopic => {
    const newest = written.get(name)
    return {
      topic: name,
      partitionCount: partitions.length,
      reasons: [
        ...(readersKnown && !readers.has(name) ? ['unread' as const] : []),
        ...(newest && newest.since === false ? [newest.any ? ('unwritten' as const) : ('noRecords' as const)] : []),
      ],
      readers: readers.get(name) ?? 0,
      newestRecord: newest?.timestamp ?? null,
      size: sizes.get(name) ?? null,
    }
  })
  const existing = [...ids, ...topics.map(({topic}) => topic)]
  const selected = input.selectors && selectNames(input.selectors, existing)
  const isWanted = (name: string) => !selected || selected.names.includes(name)
  if (selected) failures.take(unknownNames(selected, existing))
  const report = {
    groups: lags.groups
      .map((each) => idleGroup(each, commits))
      .filter(({groupId, reasons}) => reasons.length > 0 && isWanted(groupId)),
    topics: topics
      .filter(({topic, reasons}) => reasons.length > 0 && isWanted(topic))
      .toSorted((a, b) => (b.size ?? -1) - (a.size ?? -1) || (a.topic < b.topic ? -1 : 1)),
    commitsKnown: commits !== undefined,
    errors: failures.untold,
  }
  return new Outcome(report, failures)
}

/** Names that were given but are neither a group nor a topic. */
function unknownNames({named, unmatched}: SelectedNames, existing: readonly string[]): Error[] {
  return [
    ...[...named]
      .filter((name) => !existing.includes(name))
      .map((name) => new UsageError(`there is no group or topic ${name} among those that were checked`)),
    ...unmatched.map((text) => new UsageError(`${text} matches no group and no topic`)),
  ]
}

function idleGroup(
  {groupId, group, partitions, totalLag, unknownCount}: GroupLag,
  commits: ReadonlyMap<string, number> | undefined,
): IdleGroup {
  const lastCommit = commits?.get(groupId) ?? null
  return {
    groupId,
    type: group.type,
    state: group.state,
    memberCount: group.members.length,
    reasons: [
      ...(group.members.length === 0 ? ['empty' as const] : []),
      ...(commits && lastCommit === null && group.type !== 'share' ? ['noCommits' as const] : []),
    ],
    lastCommit,
    topics: [...new Set(partitions.map(({topic}) => topic))],
    totalLag: unknownCount > 0 || partitions.length === 0 ? null : totalLag,
  }
}
