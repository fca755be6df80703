import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {pooled} from '../cluster/pooled.ts'
import {sendCommit} from './commit-offsets.ts'
import {committedOffsets} from './committed-offsets.ts'
import {deleteOffsets} from './delete-offsets.ts'
import {describeGroups} from './describe.ts'
import {placeKey} from './log-ends.ts'
import type {GroupResetPlan, ResetRow} from './reset-plan.ts'
import {ExpectedError} from '../errors/expected-error.ts'

/**
 * `readBack` is what the coordinator says afterwards: other than the new offset if somebody else committed meanwhile, null
 * if nothing is committed or it could not be read.
 */
export type ResetOutcome =
  | {
      readonly topic: string
      readonly partition: number
      readonly status: 'committed' | 'deleted'
      readonly readBack: number | null
    }
  | {readonly topic: string; readonly partition: number; readonly status: 'failed'; readonly error: Error}

export interface ExecutedReset extends GroupResetPlan {
  /** In the order of the rows. */
  readonly outcomes: readonly ResetOutcome[]
}

/** What no broker says: the group is not as the plan was made for, or not as it was left. */
export class ResetProblem extends ExpectedError {
  override readonly name = 'ResetProblem'
}

/** Groups at once: a coordinator works on each by itself. */
const groupsAtOnce = 16

/**
 * Why the plans no longer hold: a group has members now, or other offsets than the plan says. To be asked right before
 * they are executed, since a plan may have been looked at for long.
 */
export async function changedSince(cluster: Cluster, plans: readonly GroupResetPlan[]): Promise<Error[]> {
  const ids = plans.map(({groupId}) => groupId)
  const [described, committed] = await Promise.all([describeGroups(cluster, ids), committedOffsets(cluster, ids)])
  const states = new Map(described.groups.map((group) => [group.groupId, group]))
  return plans.flatMap(({groupId, rows}): Error[] => {
    const group = states.get(groupId)
    if (group && group.members.length > 0)
      return [new ResetProblem(`group ${groupId} has members now (state ${group.state}); stop its consumers first`)]
    const now = committed.get(groupId) ?? []
    if (now instanceof KafkaError) return [now]
    const offsets = new Map(now.map((each) => [placeKey(each), each.offset]))
    const moved = rows.find((row) => (offsets.get(placeKey(row)) ?? null) !== row.oldOffset)
    if (!moved) return []
    const at = offsets.get(placeKey(moved)) ?? 'without an offset'
    return [
      new ResetProblem(
        `group ${groupId} committed while the plan was looked at: ${moved.topic}-${moved.partition} is ${at}, not ${moved.oldOffset ?? 'without an offset'}`,
      ),
    ]
  })
}

/** Commits, deletes and reads again; what fails for a group fails its rows only. */
export async function executeReset(cluster: Cluster, plans: readonly GroupResetPlan[]): Promise<ExecutedReset[]> {
  const failures = await pooled(plans, groupsAtOnce, async ({groupId, rows}) => {
    const commits = rows.flatMap(({newOffset, newLeaderEpoch, newMetadata, topic, partition}) =>
      newOffset === null
        ? []
        : [{topic, partition, offset: newOffset, leaderEpoch: newLeaderEpoch ?? -1, metadata: newMetadata ?? ''}],
    )
    // What has no offset already needs no deletion, and a group that does not exist refuses it.
    const deletions = rows.filter(({newOffset, oldOffset}) => newOffset === null && oldOffset !== null)
    return new Map([
      ...(await allFailed(commits, () => sendCommit(cluster, groupId, commits))),
      ...(await allFailed(deletions, () => forget(cluster, groupId, deletions))),
    ])
  })
  const found = await committedOffsets(
    cluster,
    plans.map(({groupId}) => groupId),
  )
  return plans.map((plan, at): ExecutedReset => {
    const now = found.get(plan.groupId) ?? []
    const offsets = new Map(now instanceof KafkaError ? [] : now.map((each) => [placeKey(each), each.offset]))
    const outcomes = plan.rows.map(({topic, partition, newOffset}): ResetOutcome => {
      const place = placeKey({topic, partition})
      const error = failures[at]?.get(place)
      if (error) return {topic, partition, status: 'failed', error}
      const status = newOffset === null ? 'deleted' : 'committed'
      return {topic, partition, status, readBack: offsets.get(place) ?? null}
    })
    return {...plan, outcomes}
  })
}

/** What failed, by placeKey. */
async function forget(cluster: Cluster, groupId: string, rows: readonly ResetRow[]) {
  if (rows.length === 0) return new Map<string, Error>()
  const topics = [...Map.groupBy(rows, ({topic}) => topic)].map(([topic, own]) => ({
    topic,
    partitions: own.map(({partition}) => partition),
  }))
  const deleted = await deleteOffsets(cluster, groupId, topics)
  return new Map<string, Error>(
    deleted.flatMap((each) =>
      each.status === 'failed' && each.partition !== null
        ? [[placeKey({topic: each.topic, partition: each.partition}), each.error] as const]
        : [],
    ),
  )
}

/** A coordinator that refuses, or is gone: the same failure for each of the rows. */
async function allFailed(
  rows: readonly TopicPartition[],
  work: () => Promise<ReadonlyMap<string, Error>>,
): Promise<ReadonlyMap<string, Error>> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof KafkaError) && !(error instanceof ConnectionError)) throw error
    return new Map(rows.map((row) => [placeKey(row), error]))
  }
}
