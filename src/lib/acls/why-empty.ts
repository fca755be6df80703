import type {Cluster} from '../cluster/cluster.ts'
import {KafkaError, UnsupportedApi, isTransient} from '../cluster/errors.ts'
import {clusterOperations} from './cluster-operations.ts'

/**
 * Explains an empty list of topics, groups or transactional ids if missing rights may be the reason: brokers silently
 * leave out what a user may not describe. Undefined for a user with all rights, or if that is unknown.
 */
export async function whyEmpty(
  cluster: Cluster,
  what: 'topics' | 'groups' | 'transactional ids',
): Promise<string | undefined> {
  const operations = await clusterOperations(cluster).catch((error: unknown) => {
    // This is only a hint; the question itself has been answered.
    if (error instanceof KafkaError || error instanceof UnsupportedApi || isTransient(error)) return null
    throw error
  })
  // Without an authorizer, and for super users, brokers list every operation.
  if (operations === null || operations.includes('CLUSTER_ACTION')) return undefined
  const right = what === 'groups' ? 'Describe on groups or on the cluster' : `Describe on ${what}`
  return `brokers list only ${what} that this user may describe: if some exist, this user lacks ${right} (kafkit doctor shows the rights)`
}
