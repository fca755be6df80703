import {DescribeAcls} from '../apis/describe-acls.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {everyAcl, type AclBinding, type AclFilter} from './acl-binding.ts'
import {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  aclResourceTypes,
  nameOfCode,
  type AclPatternType,
} from './acl-names.ts'
import {encodedFilter} from './wire-acls.ts'

/**
 * The ACLs that match, in the broker's order. Throws KafkaError SECURITY_DISABLED if the cluster has no authorizer, and
 * CLUSTER_AUTHORIZATION_FAILED without DESCRIBE on the cluster.
 */
export async function listAcls(cluster: Cluster, filter: AclFilter = everyAcl): Promise<AclBinding[]> {
  const {resources} = await cluster.call(DescribeAcls, (version) => encodedFilter(filter, version), {what: 'list ACLs'})
  const bindings: AclBinding[] = []
  for (const {resourceType, resourceName, patternType, acls} of resources) {
    const pattern = {
      resourceType: nameOfCode(aclResourceTypes, resourceType),
      resourceName,
      patternType: nameOfCode<AclPatternType>(aclPatternTypes, patternType),
    }
    for (const {principal, host, operation, permissionType} of acls) {
      bindings.push({
        ...pattern,
        principal,
        host,
        operation: nameOfCode(aclOperations, operation),
        permission: nameOfCode(aclPermissions, permissionType),
      })
    }
  }
  return bindings
}
