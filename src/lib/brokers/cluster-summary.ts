// A summary of a cluster in a few figures.
import type {PrintedError} from '../cluster/errors.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listBrokers, type ListedBroker} from './list.ts'

export interface ClusterSummary {
  readonly clusterId: string | null
  readonly brokers: readonly ListedBroker[]
  /** The releases that the brokers' APIs correspond to; more than one during an upgrade. */
  readonly releases: readonly string[]
  /** The levels of features; null: no broker reported them. */
  readonly features: ListedBroker['finalizedFeatures']
  /** The number of topics that this user may describe. */
  readonly topics: number
  readonly internalTopics: number
  readonly partitions: number
  readonly replicas: number
  readonly offlinePartitions: number
  readonly underReplicatedPartitions: number
  /** Bytes of all replicas; null: not known. */
  readonly size: number | null
  readonly errors: readonly PrintedError[]
}

/** Sends one request of each kind per broker, however many topics there are. */
export async function clusterSummary(cluster: Cluster): Promise<Outcome<ClusterSummary>> {
  const failures = new Failures()
  const [listing, topics] = await Promise.all([
    listBrokers(cluster).then((outcome) => outcome.open(failures)),
    cluster.topics('all'),
  ])
  const {brokers, clusterId, errors} = listing
  const partitions = topics.flatMap((topic) => topic.partitions)
  const up = new Set(brokers.filter(({state}) => state === 'up').map(({broker}) => broker))
  const sizes = brokers.filter(({state}) => state === 'up').map(({size}) => size)
  const summary: ClusterSummary = {
    clusterId,
    brokers,
    releases: [...new Set(brokers.flatMap(({release}) => release ?? []))],
    features: brokers.find(({finalizedFeatures}) => finalizedFeatures !== null)?.finalizedFeatures ?? null,
    topics: topics.length,
    internalTopics: topics.filter((topic: TopicMetadata) => topic.internal).length,
    partitions: partitions.length,
    replicas: partitions.reduce((sum, {replicas}) => sum + replicas.length, 0),
    offlinePartitions: partitions.filter(({leader}) => !up.has(leader)).length,
    underReplicatedPartitions: partitions.filter(({isr, replicas}) => isr.length < replicas.length).length,
    size: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    errors,
  }
  return new Outcome(summary, failures)
}
