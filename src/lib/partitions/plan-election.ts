// Plans an election of leaders, and checks whether it has been done (KIP-183, KIP-460).
import type {Cluster} from '../cluster/cluster.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import type {NameSelector} from '../text/name-selector.ts'
import {describeTopics} from '../topics/describe.ts'
import type {ElectionType} from './elect-leaders.ts'

export interface PlannedElection extends TopicPartition {
  /** Node id; null: there is none. */
  readonly leader: number | null
  /** The replica that would lead; null: no replica can. */
  readonly candidate: number | null
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** `needless`: it already leads, or there is a leader; `impossible`: no replica may lead. */
  readonly status: 'planned' | 'needless' | 'impossible'
  /**
   * For an unclean election: acknowledged records that the candidate certainly lacks, by the high watermark that it
   * knows. More may be missing, which only the last leader knows. Null: not known, or nothing can be lost.
   */
  readonly lostAtLeast: number | null
}
export interface ElectionSelection {
  /** Selects topics; default: all. */
  readonly selectors?: readonly NameSelector[] | undefined
  /** Selects partitions of these topics. */
  readonly isWanted: (at: TopicPartition) => boolean
}

export async function planElection(
  cluster: Cluster,
  type: ElectionType,
  {selectors, isWanted}: ElectionSelection,
): Promise<Outcome<readonly PlannedElection[]>> {
  const failures = new Failures()
  const [outcome, brokers] = await Promise.all([describeTopics(cluster, {selectors}), cluster.brokers()])
  const live = new Set(brokers.map(({id}) => id))
  const elections = outcome.open(failures).topics.flatMap(({name, partitions}) =>
    partitions
      .filter(({partition}) => isWanted({topic: name, partition}))
      .map(({partition, leader, replicas, isr, eligibleLeaderReplicas}): PlannedElection => {
        const hasLeader = leader >= 0 && live.has(leader)
        const [preferred = -1] = replicas
        const candidate =
          type === 'preferred'
            ? isr.includes(preferred) && live.has(preferred)
              ? preferred
              : null
            : (replicas.find((id) => live.has(id) && (isr.includes(id) || eligibleLeaderReplicas?.includes(id))) ??
              replicas.find((id) => live.has(id)) ??
              null)
        const needless = type === 'preferred' ? leader === preferred : hasLeader
        return {
          topic: name,
          partition,
          leader: leader < 0 ? null : leader,
          candidate,
          replicas,
          isr,
          status: needless ? 'needless' : candidate === null ? 'impossible' : 'planned',
          lostAtLeast: null,
        }
      }),
  )
  return new Outcome(type === 'unclean' ? await withLosses(cluster, elections) : elections, failures)
}

/**
 * A replica remembers up to where the leader had reported records as acknowledged; any of those that it lacks are lost.
 */
async function withLosses(cluster: Cluster, elections: readonly PlannedElection[]): Promise<PlannedElection[]> {
  const planned = elections.filter(({status}) => status === 'planned')
  const byBroker = [...Map.groupBy(planned, ({candidate}) => candidate ?? -1)]
  const lags = new Map<string, number>()
  try {
    const gathered = await describeLogDirs(
      cluster,
      byBroker.map(([broker, partitions]) => ({broker, partitions})),
    )
    const results = gathered.each(
      (dirs) => ({dirs}),
      (error) => ({error}),
    )
    for (const result of results)
      if ('dirs' in result)
        for (const {replicas} of result.dirs)
          for (const {topic, partition, offsetLag, isFuture} of replicas)
            if (!isFuture) lags.set(`${partition} ${topic}`, offsetLag)
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
  }
  return elections.map((each) => {
    const lag = lags.get(`${each.partition} ${each.topic}`) ?? 0
    return each.status === 'planned' && lag > 0 ? {...each, lostAtLeast: lag} : each
  })
}

/** The present leaders of these partitions, by `partition topic`; null: there is no leader. */
export async function leadersOf(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, number | null>> {
  const names = [...new Set(partitions.map(({topic}) => topic))]
  const topics = await cluster.topics(names, {refresh: true})
  return new Map(
    topics.flatMap(({name, partitions: some}) =>
      some.map(({index, leader}) => [`${index} ${name}`, leader < 0 ? null : leader] as const),
    ),
  )
}
