import {outOfService} from '../../brokers/out-of-service.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ConnectionError} from '../../cluster/errors.ts'

/**
 * An error for each broker whose log directories are unknown because it is down. Empty if the user named the brokers:
 * these answer or fail themselves.
 */
export const unknownLogDirs = async (
  cluster: Cluster,
  named: readonly number[] | undefined,
): Promise<readonly ConnectionError[]> =>
  named ? [] : [...(await outOfService(cluster, 'its log directories are')).values()]
