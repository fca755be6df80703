import {zeroUuid} from '../cluster/cluster.ts'
import type {QuorumDescription, QuorumReplica} from './describe.ts'
import {majorityOf, votersInReach} from './voters-in-reach.ts'

export interface QuorumNode {
  readonly node: number
  readonly role: 'leader' | 'voter' | 'observer'
  readonly inReach: boolean
  /** Null: the leader has not heard from it yet. */
  readonly logEndOffset: number | null
  /** The number of records that it lacks; null: not known. */
  readonly lag: number | null
  /** Ms by the leader's clock; null: not known. */
  readonly sinceFetchMs: number | null
  readonly sinceCaughtUpMs: number | null
  /** `CONTROLLER://host:port`. */
  readonly endpoints: readonly string[]
  readonly directoryId: string | null
}
export interface QuorumState {
  readonly leader: number
  readonly leaderEpoch: number
  readonly highWatermark: number
  /** How many voters must be reachable. */
  readonly needed: number
  /** The voters by id, then the observers. */
  readonly nodes: readonly QuorumNode[]
}

/** The description of a quorum with the values derived from it. */
export function quorumState(quorum: QuorumDescription): QuorumState {
  const {leaderId, leaderEpoch, highWatermark, voters, observers, endpoints} = quorum
  const leader = voters.find(({id}) => id === leaderId)
  const now = leader?.lastFetchAt
  const inReach = new Set(votersInReach(quorum))
  const since = (time: number | undefined) => (now === undefined || time === undefined ? null : Math.max(0, now - time))
  const node = (each: QuorumReplica, role: QuorumNode['role']): QuorumNode => ({
    node: each.id,
    role,
    inReach: role === 'observer' ? (since(each.lastFetchAt) ?? Infinity) < observerSilentMs : inReach.has(each.id),
    logEndOffset: each.logEndOffset < 0 ? null : each.logEndOffset,
    lag: leader === undefined || each.logEndOffset < 0 ? null : Math.max(0, leader.logEndOffset - each.logEndOffset),
    sinceFetchMs: since(each.lastFetchAt),
    sinceCaughtUpMs: since(each.lastCaughtUpAt),
    endpoints: (endpoints.get(each.id) ?? []).map(({listener, host, port}) => `${listener}://${host}:${port}`),
    directoryId: each.directoryId === zeroUuid ? null : each.directoryId,
  })
  const byId = (a: QuorumReplica, b: QuorumReplica) => a.id - b.id
  return {
    leader: leaderId,
    leaderEpoch,
    highWatermark,
    needed: majorityOf(voters.length),
    nodes: [
      ...voters.toSorted(byId).map((each) => node(each, each.id === leaderId ? 'leader' : 'voter')),
      ...observers.toSorted(byId).map((each) => node(each, 'observer')),
    ],
  }
}

const observerSilentMs = 10_000
