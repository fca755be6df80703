// Moves the start offsets of a share group: the plan, and its execution.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures} from '../cluster/outcome.ts'
import {groupError} from '../cluster/group-error.ts'
import {counted} from '../text/plural.ts'
import {writtenOut} from '../text/topic-scope.ts'
import {alterShareOffsets} from './alter-share-offsets.ts'
import {describeGroups} from './describe.ts'
import type {GroupDescription} from './group-description.ts'
import {planRows, type ResetPlace} from './reset-plan.ts'
import {resetTimes} from './reset-target.ts'
import type {ResetRow, ResetScope, ResetTarget} from './reset-types.ts'
import {shareGroupOffsets} from './share-offsets.ts'

export type ShareResetTarget = Extract<ResetTarget, {readonly to: 'earliest' | 'latest' | 'current' | 'time' | 'offset' | 'duration' | 'rows'}> // prettier-ignore

export interface ShareResetInput {
  readonly groupId: string
  /** `committed`: all partitions of the group. */
  readonly scope: ResetScope
  readonly target: ShareResetTarget
  /** Ms since the epoch; durations count back from it. */
  readonly now: number
}

export interface ShareResetPlan {
  /** Null if there is no such group; setting its offsets creates it. */
  readonly group: GroupDescription | null
  readonly rows: readonly ResetRow[]
}

export interface ShareResetOutcome extends ResetRow {
  readonly status: 'planned' | 'reset' | 'failed'
}

/** The description of a share group. Throws KafkaError for a group that does not exist, or is of another type. */
export async function describeShareGroup(cluster: Cluster, groupId: string, what: string): Promise<GroupDescription> {
  const group = await shareGroupIfAny(cluster, groupId, what)
  if (group) return group
  throw groupError(errorCode.groupIdNotFound, 'describe', groupId)
}

async function shareGroupIfAny(cluster: Cluster, groupId: string, what: string): Promise<GroupDescription | null> {
  const {groups, errors} = (await describeGroups(cluster, [groupId])).open(new Failures())
  const [group] = groups
  const [failed] = errors
  if (failed && failed.error.code !== errorCode.groupIdNotFound) throw failed.error
  if (!group) return null
  if (group.type === 'share') return group
  const kind = group.type === 'classic' && group.protocolType !== 'consumer' ? group.protocolType : group.type
  throw new KafkaError(errorCode.groupIdNotFound, what, `it is a ${kind || 'classic'} group, not a share group`)
}

/**
 * Plans a reset. Throws KafkaError for a group of another type or with members, which brokers refuse, and UsageError
 * if no partitions are named for a group that does not exist, because it has none.
 */
export async function planShareReset(cluster: Cluster, input: ShareResetInput): Promise<ShareResetPlan> {
  const {groupId, target, now} = input
  const what = `reset offsets of share group ${groupId}`
  const group = await shareGroupIfAny(cluster, groupId, what)
  if (group && (group.members.length > 0 || (group.state !== 'Empty' && group.state !== 'Dead')))
    throw new KafkaError(
      errorCode.nonEmptyGroup,
      what,
      `it is in use (state ${group.state}, ${counted(group.members.length, 'member')}); stop its consumers first`,
    )
  const present = group ? ((await shareGroupOffsets(cluster, [groupId])).get(groupId) ?? []) : []
  if (present instanceof KafkaError) throw present
  const start = new Map(present.map((each) => [placeOf(each), each]))
  const given = new Map(target.to === 'rows' ? target.rows.map((row) => [placeOf(row), row]) : [])
  const wanted = await partitionsOf(cluster, input, present, group !== null)
  const places = wanted.map(({topic, partition}): ResetPlace => ({
    topic,
    partition,
    committed: start.get(placeOf({topic, partition})),
    given: given.get(placeOf({topic, partition})),
  }))
  const [rows = []] = await planRows(cluster, [{groupId, places}], target, resetTimes(target, now))
  return {group, rows}
}

async function partitionsOf(
  cluster: Cluster,
  {groupId, scope, target}: ShareResetInput,
  present: readonly TopicPartition[],
  exists: boolean,
): Promise<readonly TopicPartition[]> {
  if (target.to === 'rows') return target.rows
  if (scope === 'committed') {
    if (present.length > 0) return present
    throw new UsageError(
      exists
        ? `share group ${groupId} has no partitions yet: name topics with --topic`
        : `there is no share group ${groupId}: --topic creates one that starts there`,
    )
  }
  const written = writtenOut(
    scope,
    present.map(({topic}) => topic),
  )
  const [unmatched] = written.unmatched
  if (unmatched !== undefined)
    throw new KafkaError(
      errorCode.unknownTopicOrPartition,
      `reset offsets of topic ${unmatched}`,
      plainly(`no topic of share group ${groupId} matches`),
    )
  const topics = await cluster.topics([...new Set(written.scopes.map(({topic}) => topic))], {refresh: true})
  const known = new Map(topics.map((topic) => [topic.name, topic]))
  return written.scopes.flatMap(({topic, partitions}) => {
    const found = known.get(topic)
    if (!found || found.errorCode !== errorCode.none)
      throw new KafkaError(found?.errorCode ?? errorCode.unknownTopicOrPartition, `read topic ${topic}`)
    return (partitions ?? found.partitions.map(({index}) => index)).map((partition) => ({topic, partition}))
  })
}

const placeOf = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

/**
 * Executes a plan, and reads the group's offsets back. An offset that was accepted and is not there afterwards is a
 * failure.
 */
export async function executeShareReset(
  cluster: Cluster,
  groupId: string,
  rows: readonly ResetRow[],
): Promise<ShareResetOutcome[]> {
  const wanted = rows.flatMap(({topic, partition, newOffset}) =>
    newOffset === null ? [] : [{topic, partition, offset: newOffset}],
  )
  const altered = new Map(
    (await alterShareOffsets(cluster, groupId, wanted)).map((outcome) => [placeOf(outcome), outcome]),
  )
  const after = (await shareGroupOffsets(cluster, [groupId])).get(groupId) ?? []
  const now = new Map(after instanceof KafkaError ? [] : after.map((each) => [placeOf(each), each.offset]))
  return rows.map((row) => {
    const outcome = altered.get(placeOf(row))
    if (outcome?.status === 'failed') return {...row, status: 'failed', error: outcome.error}
    const found = now.get(placeOf(row)) ?? null
    if (found === row.newOffset) return {...row, status: 'reset'}
    const what = `reset the offset of share group ${groupId} in ${placeOf(row)}`
    const text = `the broker accepted ${row.newOffset}, but reports ${found ?? 'none'} afterwards`
    const error = after instanceof KafkaError ? after : new KafkaError(errorCode.unknownServerError, what, text)
    return {...row, status: 'failed', error}
  })
}
