// A cluster in a few figures.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listBrokers, type ListedBroker} from './list.ts'

export interface ClusterSummary {
  readonly clusterId: string | null
  readonly brokers: readonly ListedBroker[]
  /** Releases that the brokers speak like; more than one during an upgrade. */
  readonly releases: readonly string[]
  /** Levels of features; null: no broker told. */
  readonly features: ListedBroker['finalizedFeatures']
  /** Those that this user may describe. */
  readonly topics: number
  readonly internalTopics: number
  readonly partitions: number
  readonly replicas: number
  readonly offlinePartitions: number
  readonly underReplicatedPartitions: number
  /** Bytes of all replicas; null: not known. */
  readonly size: number | null
  readonly errors: readonly Error[]
}

/** One question of each kind to a broker, however many topics there are. */
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
