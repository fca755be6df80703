// Resets an application: its members leave, its offsets move, and its internal topics are deleted.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {BackOff, Deadline} from '../cluster/back-off.ts'
import {describeGroups, type GroupDescription} from '../groups/describe.ts'
import {changedSince, executeReset, ResetProblem, type ExecutedReset} from '../groups/execute-reset.ts'
import {listGroups} from '../groups/list.ts'
import {removeMembers, type RemoveMemberOutcome} from '../groups/remove-members.ts'
import {planReset} from '../groups/reset-plan.ts'
import type {GroupResetPlan, ResetScope, ResetTarget} from '../groups/reset-types.ts'
import {committedOffsets} from '../offsets/committed-offsets.ts'
import {deleteTopics, type DeleteTopicOutcome} from '../topics/delete.ts'
import {recordCounts} from '../topics/record-counts.ts'
import {hasPattern, writtenOut} from '../text/topic-scope.ts'
import {notStreams} from './describe.ts'
import {internalKind, isInternalTopicOf, ownerOf, type InternalKind} from './internal-topics.ts'

export interface ApplicationResetInput {
  readonly applicationId: string
  /** `sources`: all topics that it reads and does not write itself. */
  readonly scope: Exclude<ResetScope, 'committed'> | 'sources'
  readonly target: ResetTarget
  /** Ms since the epoch; durations count back from it. */
  readonly now: number
  /** Keep its internal topics. */
  readonly keepTopics: boolean
  /**
   * Remove remaining members (those of a killed application stay until their session expires), in groups of the classic
   * protocol.
   */
  readonly removeMembers: boolean
}

/** An internal topic that will be deleted. */
export interface DoomedTopic {
  readonly topic: string
  readonly kind: InternalKind
  readonly partitions: number
  /** End minus start offset, at least the number of records; null: not known. */
  readonly records: number | null
}

export interface ApplicationResetPlan {
  /** Null: there is no such group, and the commit creates it. */
  readonly group: GroupDescription | null
  readonly offsets: GroupResetPlan
  readonly topics: readonly DoomedTopic[]
  /** Topics whose names also begin with this id, but which belong to another application. */
  readonly others: readonly {readonly topic: string; readonly applicationId: string}[]
  /** The members to remove first. */
  readonly members: GroupDescription['members']
  readonly problems: readonly Error[]
}

export interface ApplicationResetDone {
  readonly members: readonly RemoveMemberOutcome[]
  /** Null: members remained, and nothing was changed. */
  readonly offsets: ExecutedReset | null
  /** Empty unless all offsets were committed. */
  readonly topics: readonly DeleteTopicOutcome[]
  /** Why the rest was not done. */
  readonly stopped: Error | null
}

/** How long removed members may take to disappear, ms. */
const membersGoWithinMs = 15_000

/**
 * Plans a reset without carrying it out. Throws UsageError if nothing shows which topics the application reads, and
 * KafkaError for a group of another kind. Members that are still running are a problem of the plan.
 */
export async function planApplicationReset(
  cluster: Cluster,
  input: ApplicationResetInput,
): Promise<ApplicationResetPlan> {
  const {applicationId, target, now} = input
  const what = `reset application ${applicationId}`
  const group = await groupOf(cluster, applicationId)
  const other = group && notStreams(group, what)
  if (other) throw other
  const members = group?.members ?? []
  const removable = input.removeMembers && group?.type === 'classic'
  const [{topics, others, problems}, scope] = await Promise.all([
    input.keepTopics ? {topics: [], others: [], problems: []} : topicsOf(cluster, applicationId, group),
    scopeOf(cluster, input, group),
  ])
  const [offsets] = await planReset(cluster, {
    groups: [applicationId],
    scope,
    target,
    now,
    applications: true,
    despiteMembers: removable,
  })
  if (!offsets) throw new KafkaError(errorCode.unknownServerError, what)
  const refusals = offsets.refusal ? [offsets.refusal] : offsets.rows.flatMap(({error}) => error ?? [])
  return {
    group,
    offsets,
    topics,
    others,
    members: removable ? members : [],
    problems: [...refusals, ...problems],
  }
}

async function groupOf(cluster: Cluster, applicationId: string): Promise<GroupDescription | null> {
  const {groups, errors} = (await describeGroups(cluster, [applicationId])).open(new Failures())
  const [failed] = errors
  if (failed && failed.error.code !== errorCode.groupIdNotFound) throw failed.error
  return groups[0] ?? null
}

/** Patterns stand for topics that it has read, and never for those that it writes itself. */
async function scopeOf(
  cluster: Cluster,
  {applicationId, scope, target}: ApplicationResetInput,
  group: GroupDescription | null,
): Promise<Exclude<ResetScope, 'committed'>> {
  if (scope !== 'sources' && !hasPattern(scope)) return scope
  const sources = await sourcesOf(cluster, applicationId, group, target)
  if (scope === 'sources') return sources
  const written = writtenOut(
    scope,
    sources.map(({topic}) => topic),
  )
  const [unmatched] = written.unmatched
  if (unmatched === undefined) return written.scopes
  throw new KafkaError(
    errorCode.unknownTopicOrPartition,
    `reset offsets of topic ${unmatched}`,
    plainly(`no topic that ${applicationId} has read matches`),
  )
}

/** All topics that it has read, without those that it writes itself; a streams group's topology knows more. */
async function sourcesOf(
  cluster: Cluster,
  applicationId: string,
  group: GroupDescription | null,
  target: ResetTarget,
): Promise<Exclude<ResetScope, 'committed'>> {
  if (target.to === 'rows') return []
  const committed = (await committedOffsets(cluster, [applicationId])).get(applicationId) ?? []
  if (committed instanceof KafkaError) throw committed
  const topology = group?.topology?.subtopologies
  const internal = new Set(topology?.flatMap(({repartitionSourceTopics}) => repartitionSourceTopics))
  const read = new Set([
    ...(topology?.flatMap(({sourceTopics}) => sourceTopics) ?? []),
    ...committed.map(({topic}) => topic),
  ])
  const sources = [...read].filter((topic) => !internal.has(topic) && !isInternalTopicOf(applicationId, topic)).sort()
  // A deleted topic may still have an offset; there is nothing to reset there.
  const there = new Set((await cluster.topics(sources, {refresh: true})).filter((each) => each.errorCode !== errorCode.unknownTopicOrPartition).map(({name}) => name)) // prettier-ignore
  const found = sources.filter((topic) => there.has(topic))
  if (found.length > 0) return found.map((topic) => ({topic}))
  throw new UsageError(
    group
      ? `application ${applicationId} has committed nothing: name its input topics with --topic`
      : `there is no group ${applicationId}: check the id, or name the input topics with --topic`,
  )
}

/** The topics with its name. Whether they belong to another application is known only if all groups can be read. */
async function topicsOf(cluster: Cluster, applicationId: string, group: GroupDescription | null) {
  const failures = new Failures()
  const [all, listed] = await Promise.all([cluster.topics('all'), listGroups(cluster)])
  const {groups} = listed.open(failures)
  const own = new Set(
    group?.topology?.subtopologies.flatMap(({repartitionSourceTopics, changelogTopics}) => [
      ...repartitionSourceTopics,
      ...changelogTopics,
    ]),
  )
  const others: {topic: string; applicationId: string}[] = []
  const found = all.filter(({name, errorCode: code}) => {
    if (code !== errorCode.none || !isInternalTopicOf(applicationId, name)) return false
    const owner = own.has(name) ? applicationId : (ownerOf(name, groups)?.groupId ?? applicationId)
    if (owner !== applicationId) others.push({topic: name, applicationId: owner})
    return owner === applicationId
  })
  const counts = await recordCounts(
    cluster,
    found.map(({name, partitions}) => ({name, partitionCount: partitions.length})),
  )
  // An unknown record count does not prevent the deletion, as with topics delete.
  const records = counts.open(new Failures())
  const topics = found
    .map(({name, partitions}): DoomedTopic => ({
      topic: name,
      kind: internalKind(name) ?? 'changelog',
      partitions: partitions.length,
      records: records.get(name) ?? null,
    }))
    .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
  return {topics, others, problems: topics.length > 0 ? failures.untold : []}
}

/** Why the plan no longer fits. */
export async function applicationChanged(
  cluster: Cluster,
  {offsets, members}: ApplicationResetPlan,
): Promise<readonly Error[]> {
  if (members.length === 0) return changedSince(cluster, [offsets])
  const group = await groupOf(cluster, offsets.groupId)
  const known = new Set(members.map(({memberId}) => memberId))
  const joined = group?.members.find(({memberId}) => !known.has(memberId))
  return joined
    ? [new ResetProblem(`a new member has joined group ${offsets.groupId}: ${joined.clientId} (${joined.memberId})`)]
    : []
}

/**
 * Offsets first: topics are deleted only if all offsets were committed, so that the reset can be repeated after a
 * failure.
 */
export async function executeApplicationReset(
  cluster: Cluster,
  {offsets, topics, members}: ApplicationResetPlan,
): Promise<ApplicationResetDone> {
  const {groupId} = offsets
  const removed =
    members.length > 0 ? await removeMembers(cluster, groupId, members, 'the application is reset by kafkit') : []
  // A member that is no longer known has left by itself.
  const left = removed.map((each): RemoveMemberOutcome =>
    each.status === 'failed' && each.error.code === errorCode.unknownMemberId
      ? {memberId: each.memberId, status: 'removed'}
      : each,
  )
  const stays = left.some(({status}) => status === 'failed')
  if (stays || (members.length > 0 && !(await areGone(cluster, groupId)))) {
    const text = stays ? 'members could not be removed' : 'members have joined again: stop the application first'
    const stopped = new KafkaError(errorCode.nonEmptyGroup, `reset application ${groupId}`, text)
    return {members: left, offsets: null, topics: [], stopped}
  }
  const [done] = offsets.rows.length > 0 ? await executeReset(cluster, [offsets]) : [{...offsets, outcomes: []}]
  const failed = done?.outcomes.some(({status}) => status === 'failed') ?? true
  if (failed && topics.length > 0) {
    const stopped = new ResetProblem('no internal topic was deleted, since not all offsets could be set')
    return {members: left, offsets: done ?? null, topics: [], stopped}
  }
  const deleted =
    topics.length > 0
      ? await deleteTopics(
          cluster,
          topics.map(({topic}) => topic),
        )
      : []
  return {members: left, offsets: done ?? null, topics: deleted, stopped: null}
}

/** Whether the group loses all members in time; those that are still running join again. */
async function areGone(cluster: Cluster, groupId: string): Promise<boolean> {
  const deadline = new Deadline(membersGoWithinMs)
  const backOff = new BackOff()
  while (true) {
    const group = await groupOf(cluster, groupId)
    if (!group || (group.members.length === 0 && (group.state === 'Empty' || group.state === 'Dead'))) return true
    if (deadline.over) return false
    await backOff.wait(deadline)
  }
}
