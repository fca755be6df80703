// Finds brokers that cannot be asked now: what only they could report is unknown, and must not look like nothing.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {describeWithFenced, missingBrokers} from './describe-cluster.ts'

/**
 * Brokers that are out of service, by id, each with an error that says so. `known`: what is unknown about them, as in
 * `its configs are`. They are fenced brokers; before Kafka 4.0, which does not report those, they are missing brokers
 * with assigned replicas, so that a dead broker without replicas goes unnoticed.
 */
export async function outOfService(cluster: Cluster, known: string): Promise<Map<number, ConnectionError>> {
  const {nodes, namesFenced} = await describeWithFenced(cluster)
  const fenced = nodes.flatMap(({id, fenced: isFenced}) => (isFenced ? [[id, 'is fenced'] as const] : []))
  const missing = namesFenced ? [] : missingBrokers(nodes, await cluster.topics('all')).keys()
  const all = [...fenced, ...missing.map((id) => [id, 'is not in the cluster'] as const)]
  return new Map(
    all
      .toSorted(([a], [b]) => a - b)
      .map(([id, why]) => [
        id,
        new ConnectionError(`node ${id}`, 'notInCluster', `broker ${id} ${why}, so that ${known} not known`),
      ]),
  )
}
