import {DescribeCluster} from '../apis/describe-cluster.ts'
import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {authorizedOperations, type AclOperation} from './authorized-operations.ts'

/** The operations on the cluster that this user is authorized for (KIP-430); null if brokers are too old to tell. */
export async function clusterOperations(cluster: Cluster): Promise<readonly AclOperation[] | null> {
  if (await cluster.supports(DescribeCluster)) {
    const request = {includeClusterAuthorizedOperations: true}
    return authorizedOperations((await cluster.call(DescribeCluster, request)).clusterAuthorizedOperations)
  }
  const answer = await cluster.call(Metadata, (version) =>
    version >= 8
      ? {topics: [], includeClusterAuthorizedOperations: true}
      : {topics: version === 0 ? [{name: '-'}] : []},
  )
  return authorizedOperations(answer.clusterAuthorizedOperations)
}
