// Whether a group has read what it should have read, for `groups wait`.
import type {GroupLag, PartitionLag} from './group-lag.ts'
import {topicFilter} from './group-partitions.ts'

export interface DrainTarget {
  /** How many unread records may be left in all partitions together. */
  readonly lag: number
  /** Only these topics count, and the group must have each of them. */
  readonly topics?: readonly string[] | undefined
  /** The group must be in one of these states, in any case. */
  readonly states?: readonly string[] | undefined
  readonly allowUncommitted?: boolean | undefined
}

export interface DrainState {
  readonly done: boolean
  /** Sum of the known lags; null if the lag of no partition is known. */
  readonly lag: number | null
  readonly unknown: readonly DrainUnknown[]
  readonly waitingFor: readonly DrainWait[]
}

/** Why it is unknown whether the group is drained. */
export type DrainUnknown =
  | {readonly kind: 'partition'; readonly at: PartitionLag}
  /** The group has no partition of the topic. */
  | {readonly kind: 'topic'; readonly topic: string}
  | {readonly kind: 'nothingCommitted'}
  /** The group could not be asked. */
  | {readonly kind: 'failed'; readonly error: Error}

/** The group's state is known, but not as it should be yet. */
export type DrainWait =
  | {readonly kind: 'lag'; readonly lag: number; readonly wanted: number}
  | {readonly kind: 'state'; readonly state: string; readonly wanted: readonly string[]}

/** A group whose lag is not fully known is not drained. */
export function drainState({group, partitions, totalLag, unknownCount}: GroupLag, target: DrainTarget): DrainState {
  const {topics, states} = target
  const unknown: DrainUnknown[] = partitions
    .filter(({problem}) => problem !== null && !(problem === 'noCommit' && target.allowUncommitted))
    .map((at) => ({kind: 'partition', at}))
  for (const [topic, takes] of (topics ?? []).map((each) => [each, topicFilter([each])] as const))
    if (!partitions.some((at) => takes(at.topic))) unknown.push({kind: 'topic', topic})
  if (partitions.length === 0 && !topics) unknown.push({kind: 'nothingCommitted'})
  const waitingFor: DrainWait[] = []
  if (totalLag > target.lag) waitingFor.push({kind: 'lag', lag: totalLag, wanted: target.lag})
  if (states && !states.some((state) => state.toLowerCase() === group.state.toLowerCase()))
    waitingFor.push({kind: 'state', state: group.state, wanted: states})
  return {
    done: unknown.length === 0 && waitingFor.length === 0,
    lag: unknownCount < partitions.length ? totalLag : null,
    unknown,
    waitingFor,
  }
}

/** The result for a group that could not be asked. */
export const failedDrain = (error: Error): DrainState => ({
  done: false,
  lag: null,
  unknown: [{kind: 'failed', error}],
  waitingFor: [],
})
