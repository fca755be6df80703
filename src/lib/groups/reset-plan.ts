import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures} from '../cluster/outcome.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {committedOffsets, type CommittedOffset, type CommittedOffsets} from '../offsets/committed-offsets.ts'
import {plural} from '../text/plural.ts'
import {writtenOut, type TopicScope} from '../text/topic-scope.ts'
import {describeGroups} from './describe.ts'
import {byPlace, type GroupDescription} from './group-description.ts'
import {logEnds, placeKey, type LogEnds} from './log-ends.ts'
import {newOffset, resetTimes, type NewOffset} from './reset-target.ts'
import {unmatchedTopic} from './unmatched-topic.ts'
import type {
  GroupResetPlan,
  OffsetToRestore,
  PlanResetInput,
  ResetRow,
  ResetTarget,
  ResetTotals,
} from './reset-types.ts'

/**
 * Plans a reset without executing it: one plan per group, in the order of `groups`. Throws KafkaError if a topic that
 * is named without partitions does not exist, and UsageError for rows without a group if there are several groups.
 */
export async function planReset(cluster: Cluster, input: PlanResetInput): Promise<GroupResetPlan[]> {
  const groups = [...new Set(input.groups)]
  checkRows(groups, input.target)
  const times = resetTimes(input.target, input.now)
  const {target} = input
  const [described, committed] = await Promise.all([
    describeGroups(cluster, groups).then((found) => found.open(new Failures())),
    committedOffsets(cluster, target.to === 'group' ? [...new Set([...groups, target.groupId])] : groups),
  ])
  const found = new Map(described.groups.map((group) => [group.groupId, group]))
  const failed = new Map(described.errors.map(({groupId, error}) => [groupId, error]))

  const others = target.to === 'group' ? (committed.get(target.groupId) ?? []) : []
  if (others instanceof KafkaError) throw others
  if (target.to === 'group' && others.length === 0)
    throw new UsageError(`reset offsets: group ${target.groupId} has no committed offsets`)

  const own = new Map(
    groups.map((groupId) => {
      const offsets = target.to === 'group' ? others : (committed.get(groupId) ?? [])
      return [groupId, offsets instanceof KafkaError ? [] : offsets] as const
    }),
  )
  const partitionsOf = await partitionsByGroup(cluster, input, own)

  const drafts = groups.map((groupId): Draft => {
    const group = found.get(groupId)
    const offsets = committed.get(groupId) ?? []
    const refusal = refusalOf(groupId, group, failed.get(groupId), offsets, input) ?? notInFile(groupId, input.target)
    const known = {groupId, state: group?.state ?? null, type: group?.type ?? null, members: whoIs(group)}
    if (refusal || offsets instanceof KafkaError) return {...known, refusal, places: []}
    return {...known, refusal: null, places: placesOf(groupId, partitionsOf(groupId), target, offsets, others)}
  })

  const all = await planRows(cluster, drafts, target, times)
  return drafts.map(({places: _, ...draft}, at) => {
    const rows = (all[at] ?? []).toSorted(byPlace)
    return {...draft, totals: resetTotals(rows), rows}
  })
}

export function resetTotals(rows: readonly Pick<ResetRow, 'change'>[]): ResetTotals {
  const sum = (wanted: (change: number) => boolean) =>
    rows.reduce((total, {change}) => total + (change !== null && wanted(change) ? Math.abs(change) : 0), 0)
  return {
    skipped: sum((change) => change > 0),
    reread: sum((change) => change < 0),
    unknown: rows.filter(({change}) => change === null).length,
  }
}

const whoIs = (group: GroupDescription | undefined) =>
  (group?.members ?? []).map(({memberId, groupInstanceId, clientId, host, memberEpoch}) => ({
    memberId,
    groupInstanceId,
    clientId,
    host,
    memberEpoch,
  }))

/** A partition to be reset, and what is known about it. */
export interface ResetPlace extends TopicPartition {
  readonly committed: (Pick<CommittedOffset, 'offset' | 'error'> & Partial<CommittedOffset>) | undefined
  /** For the target `rows`, the offset in the file; for `group`, the offset that the other group has committed. */
  readonly given: Partial<Pick<OffsetToRestore, 'offset' | 'leaderEpoch' | 'metadata'>> | undefined
}

/** The rows of these partitions, for each group in the order of its places. The groups themselves are not checked. */
export async function planRows(
  cluster: Cluster,
  groups: readonly {readonly groupId: string; readonly places: readonly ResetPlace[]}[],
  target: ResetTarget,
  [time, until]: readonly number[],
): Promise<ResetRow[][]> {
  const places = groups.flatMap((group) => group.places)
  const ends = await logEnds(cluster, places)
  const readable = places.filter((at) => !ends.get(placeKey(at))?.error)
  const [timed, timedUntil] = await Promise.all([time, until].map((each) => offsetsByTime(cluster, readable, each)))
  return groups.map(({groupId, places: own}) =>
    own.map((place) => rowOf(groupId, place, target, {ends, timed, timedUntil})),
  )
}

interface Draft extends Omit<GroupResetPlan, 'rows' | 'totals'> {
  readonly places: readonly ResetPlace[]
}

function checkRows(groups: readonly string[], target: ResetTarget) {
  if (target.to !== 'rows' || groups.length < 2) return
  if (target.rows.some(({group}) => group === undefined))
    throw new UsageError(
      `reset offsets: the file names no groups, but you want to reset ${groups.length}; ` +
        'write lines of group,topic,partition,offset, or reset one group at a time',
    )
}

/** Only a group without members may be changed from outside; one that does not exist is created by the commit. */
function refusalOf(
  groupId: string,
  group: GroupDescription | undefined,
  error: KafkaError | undefined,
  offsets: CommittedOffsets,
  {applications = false, despiteMembers = false}: Pick<PlanResetInput, 'applications' | 'despiteMembers'>,
): Error | null {
  if (error && error.code !== errorCode.groupIdNotFound) return error
  if (group) {
    const isConsumer = group.type === 'classic' || group.type === 'consumer'
    const protocol = isConsumer ? group.protocolType : group.type
    const refuse = (code: number, text: string) => new KafkaError(code, `reset offsets of group ${groupId}`, text)
    if (protocol !== 'consumer' && protocol !== '' && !(applications && protocol === 'streams'))
      return refuse(
        errorCode.groupIdNotFound,
        protocol === 'streams'
          ? 'it is a streams group, not a consumer group: see kafkit streams reset'
          : `it is a ${protocol} group, not a consumer group`,
      )
    if (!despiteMembers && group.state !== 'Empty' && group.state !== 'Dead') {
      const text = `it is in use (state ${group.state}, ${group.members.length} ${plural(group.members.length, 'member')}); stop its consumers first`
      // KIP-848: a commit needs a member id and its epoch, and a killed member stays until its session times out.
      const epoch =
        group.type === 'consumer'
          ? `. Commits to a consumer group (KIP-848) require a member id and its epoch (now ${group.groupEpoch ?? 'unknown'}), so the group must be empty; a killed member remains until its session times out (45 s by default)`
          : ''
      return refuse(errorCode.nonEmptyGroup, text + epoch)
    }
  }
  return offsets instanceof KafkaError ? offsets : null
}

function notInFile(groupId: string, target: ResetTarget): Error | null {
  if (target.to !== 'rows' || target.rows.some((row) => isOf(groupId, row))) return null
  return new UsageError(`the file has no offsets for group ${groupId}`)
}

const isOf = (groupId: string, {group}: OffsetToRestore) => group === undefined || group === groupId

/** The metadata, by name, of topics that a scope contains as a whole. */
async function wholeTopics(cluster: Cluster, scopes: readonly TopicScope[]): Promise<Map<string, TopicMetadata>> {
  const whole = scopes.filter(({partitions, matches}) => !partitions && !matches).map(({topic}) => topic)
  const topics = await cluster.topics([...new Set(whole)], {refresh: true})
  return new Map(topics.map((topic) => [topic.name, topic]))
}

function expand(scopes: readonly TopicScope[], topics: ReadonlyMap<string, TopicMetadata>): TopicPartition[] {
  const places = scopes.flatMap(({topic, partitions}) => {
    if (partitions) return partitions.map((partition) => ({topic, partition}))
    const found = topics.get(topic)
    if (!found || found.errorCode !== errorCode.none) {
      const code = found?.errorCode ?? errorCode.unknownTopicOrPartition
      const text = code === errorCode.unknownTopicOrPartition ? plainly('there is no such topic') : undefined
      throw new KafkaError(code, `reset offsets of topic ${topic}`, text)
    }
    return found.partitions.map(({index}) => ({topic, partition: index}))
  })
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}

/**
 * The partitions of the scope for each group; undefined for all that have a committed offset. A pattern stands for
 * topics in which that group has committed (or the group whose offsets it will get). Throws KafkaError for a pattern
 * that matches nothing in any group.
 */
async function partitionsByGroup(
  cluster: Cluster,
  {scope, target}: Pick<PlanResetInput, 'scope' | 'target'>,
  committed: ReadonlyMap<string, readonly CommittedOffset[]>,
): Promise<(groupId: string) => readonly TopicPartition[] | undefined> {
  if (scope === 'committed' || target.to === 'rows') return () => undefined
  const namesOf = (offsets: readonly CommittedOffset[]) => offsets.map(({topic}) => topic)
  const all = writtenOut(scope, namesOf([...committed.values()].flat()))
  const [unmatched] = all.unmatched
  if (unmatched !== undefined) throw unmatchedTopic(`reset offsets of topic ${unmatched}`)
  const topics = await wholeTopics(cluster, all.scopes)
  return (groupId) => expand(writtenOut(scope, namesOf(committed.get(groupId) ?? [])).scopes, topics)
}

function placesOf(
  groupId: string,
  scope: readonly TopicPartition[] | undefined,
  target: ResetTarget,
  offsets: readonly CommittedOffset[],
  others: readonly CommittedOffset[],
): ResetPlace[] {
  const other = new Map(others.map((offset) => [placeKey(offset), offset]))
  const committed = new Map(offsets.map((offset) => [placeKey(offset), offset]))
  const place = ({topic, partition}: TopicPartition, given?: ResetPlace['given']): ResetPlace => ({
    topic,
    partition,
    given,
    committed: committed.get(placeKey({topic, partition})),
  })
  if (target.to === 'rows') return target.rows.filter((row) => isOf(groupId, row)).map((row) => place(row, row))
  if (target.to === 'group') return (scope ?? others).map((at) => place(at, other.get(placeKey(at))))
  return (scope ?? offsets).map((at) => place(at))
}

type Timed = ReadonlyMap<string, number | null | KafkaError>
interface Listed {
  readonly ends: ReadonlyMap<string, LogEnds>
  readonly timed: Timed | undefined
  readonly timedUntil: Timed | undefined
}

/** Offsets by placeKey for targets that are a time; null if no record is that recent. */
async function offsetsByTime(
  cluster: Cluster,
  places: readonly ResetPlace[],
  timestamp: number | undefined,
): Promise<Timed> {
  if (timestamp === undefined) return new Map()
  const distinct = [...new Map(places.map((at) => [placeKey(at), at])).values()]
  const queries = distinct.map(({topic, partition}) => ({topic, partition, spec: {timestamp}}))
  const listed = await listOffsets(cluster, queries)
  return new Map(listed.map((one) => [placeKey(one), one.error ?? one.offset]))
}

function rowOf(groupId: string, place: ResetPlace, target: ResetTarget, {ends, timed, timedUntil}: Listed): ResetRow {
  const {topic, partition, committed, given} = place
  const key = placeKey(place)
  const {start = null, end = null, error: endsError = null} = ends.get(key) ?? {}
  const oldOffset = committed?.offset ?? null
  const error = endsError ?? committed?.error ?? null
  const what = `reset ${topic}-${partition} of group ${groupId}`
  const found: NewOffset =
    error || start === null || end === null
      ? {error: error ?? new KafkaError(errorCode.unknownServerError, what, 'the start and end of its log are unknown')}
      : newOffset(target, {
          what,
          committed: oldOffset,
          given: given?.offset,
          other: given?.offset,
          start,
          end,
          timed: timed?.get(key),
          timedUntil: timedUntil?.get(key),
        })
  const wanted =
    'error' in found ? {newOffset: null, wantedOffset: null, note: null, error: found.error} : {...found, error: null}
  return {
    topic,
    partition,
    oldOffset,
    oldLeaderEpoch: committed?.leaderEpoch ?? null,
    oldMetadata: committed?.metadata ?? null,
    newLeaderEpoch: wanted.newOffset === given?.offset ? (given?.leaderEpoch ?? null) : null,
    newMetadata: given?.metadata ?? null,
    change: changeOf(oldOffset, wanted.newOffset, start, end),
    logStartOffset: start,
    logEndOffset: end,
    ...wanted,
  }
}

/** Counted in existing records: an offset beyond the end counts as the end, and one before the start as the start. */
function changeOf(from: number | null, to: number | null, start: number | null, end: number | null): number | null {
  if (from === null || to === null) return null
  const within = (offset: number) => Math.min(Math.max(offset, start ?? offset), end ?? offset)
  return within(to) - within(from)
}
