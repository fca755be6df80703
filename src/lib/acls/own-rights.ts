import {DescribeCluster} from '../apis/describe-cluster.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {authorizedOperations, type AclOperation} from './authorized-operations.ts'

/**
 * The operations on the cluster that a broker authorizes for this user (KIP-430); null before Kafka 2.8, which
 * introduced the request.
 */
export async function ownClusterOperations(cluster: Cluster): Promise<readonly AclOperation[] | null> {
  if (!(await cluster.supports(DescribeCluster))) return null
  const request = {includeClusterAuthorizedOperations: true}
  const {clusterAuthorizedOperations} = await cluster.call(DescribeCluster, request, {what: 'ask for own rights'})
  return authorizedOperations(clusterAuthorizedOperations)
}
