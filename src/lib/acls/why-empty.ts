import type {Cluster} from '../cluster/cluster.ts'
import {KafkaError, UnsupportedApi, isTransient} from '../cluster/errors.ts'
import {ExpectedError} from '../errors/expected-error.ts'
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

/** Nothing is listed, perhaps for lack of rights. */
export class NothingSeen extends ExpectedError {
  override readonly name = 'NothingSeen'
}

/**
 * For checks, which must not find all well because brokers hide everything: the failure if none of `what` was listed
 * and missing rights may be the reason.
 */
export async function nothingSeen(
  cluster: Cluster,
  what: Parameters<typeof whyEmpty>[1],
  listed: number,
): Promise<NothingSeen[]> {
  const why = listed === 0 ? await whyEmpty(cluster, what) : undefined
  return why === undefined ? [] : [new NothingSeen(why)]
}
