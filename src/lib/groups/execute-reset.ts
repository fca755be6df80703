import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {pooled} from '../cluster/pooled.ts'
import {Failures} from '../cluster/outcome.ts'
import {sendCommit} from './commit-offsets.ts'
import {committedOffsets} from '../offsets/committed-offsets.ts'
import {deleteOffsets} from './delete-offsets.ts'
import {describeGroups} from './describe.ts'
import {placeKey} from './log-ends.ts'
import type {GroupResetPlan, ResetRow} from './reset-types.ts'
import {ExpectedError} from '../errors/expected-error.ts'

/**
 * `readBack` is the committed offset afterwards: it differs from the new offset if another client has committed since, and
 * is null if nothing is committed or it could not be read.
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
  /** One per row, in the order of the rows. */
  readonly outcomes: readonly ResetOutcome[]
}

/** A problem that no broker reports: the group has changed since the plan was made, or since it was executed. */
export class ResetProblem extends ExpectedError {
  override readonly name = 'ResetProblem'
}

/** How many groups are reset at the same time. */
const groupsAtOnce = 16

/**
 * Why the plans no longer hold: a group now has members, or other offsets than in its plan. To be called right before
 * the plans are executed, because a user may look at a plan for a long time.
 */
export async function changedSince(cluster: Cluster, plans: readonly GroupResetPlan[]): Promise<Error[]> {
  const ids = plans.map(({groupId}) => groupId)
  const [described, committed] = await Promise.all([
    describeGroups(cluster, ids).then((found) => found.open(new Failures())),
    committedOffsets(cluster, ids),
  ])
  const failed = new Map(described.errors.map(({groupId, error}) => [groupId, error]))
  const states = new Map(described.groups.map((group) => [group.groupId, group]))
  return plans.flatMap(({groupId, rows}): Error[] => {
    const error = failed.get(groupId)
    if (error && error.code !== errorCode.groupIdNotFound) return [error]
    const group = states.get(groupId)
    if (group && group.members.length > 0)
      return [new ResetProblem(`group ${groupId} now has members (state ${group.state}); stop its consumers first`)]
    const now = committed.get(groupId) ?? []
    if (now instanceof KafkaError) return [now]
    const offsets = new Map(now.map((each) => [placeKey(each), each.offset]))
    const moved = rows.find((row) => (offsets.get(placeKey(row)) ?? null) !== row.oldOffset)
    if (!moved) return []
    const at = offsets.get(placeKey(moved)) ?? 'without an offset'
    return [
      new ResetProblem(
        `group ${groupId} has committed since the plan was made: ${moved.topic}-${moved.partition} is ${at}, not ${moved.oldOffset ?? 'without an offset'}`,
      ),
    ]
  })
}

/** Commits and deletes offsets and reads them back. If one group fails, only its own rows fail. */
export async function executeReset(cluster: Cluster, plans: readonly GroupResetPlan[]): Promise<ExecutedReset[]> {
  const failures = await pooled(plans, groupsAtOnce, async ({groupId, rows}) => {
    const commits = rows.flatMap(({newOffset, newLeaderEpoch, newMetadata, topic, partition}) =>
      newOffset === null
        ? []
        : [{topic, partition, offset: newOffset, leaderEpoch: newLeaderEpoch ?? -1, metadata: newMetadata ?? ''}],
    )
    // Partitions without an offset need no deletion, and a group that does not exist would refuse it.
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

/** Deletes the committed offsets of these rows; returns the failures by placeKey. */
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

/** Turns an error of the coordinator, or the lack of one, into the same failure for every row. */
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
