// Converts ACLs to and from the form of the three APIs, with codes for names.
import type {AclBinding, AclFilter} from './acl-binding.ts'
import {aclOperations, aclPatternTypes, aclPermissions, aclResourceTypes, nameOfCode} from './acl-names.ts'

/**
 * Brokers before 2.0 (version 0) know only literal patterns (KIP-290): for them ANY means LITERAL, and the table
 * refuses the others with UnsupportedApi.
 */
export const encodedFilter = (filter: AclFilter, version: number) => ({
  resourceTypeFilter: aclResourceTypes.indexOf(filter.resourceType),
  resourceNameFilter: filter.resourceName,
  patternTypeFilter: aclPatternTypes.indexOf(
    version === 0 && filter.patternType === 'ANY' ? 'LITERAL' : filter.patternType,
  ),
  principalFilter: filter.principal,
  hostFilter: filter.host,
  operation: aclOperations.indexOf(filter.operation),
  permissionType: aclPermissions.indexOf(filter.permission),
})

export const encodedBinding = (binding: AclBinding) => ({
  resourceType: aclResourceTypes.indexOf(binding.resourceType),
  resourceName: binding.resourceName,
  resourcePatternType: aclPatternTypes.indexOf(binding.patternType),
  principal: binding.principal,
  host: binding.host,
  operation: aclOperations.indexOf(binding.operation),
  permissionType: aclPermissions.indexOf(binding.permission),
})

export const decodedBinding = (acl: {
  readonly resourceType: number
  readonly resourceName: string
  readonly patternType: number
  readonly principal: string
  readonly host: string
  readonly operation: number
  readonly permissionType: number
}): AclBinding => ({
  resourceType: nameOfCode(aclResourceTypes, acl.resourceType),
  resourceName: acl.resourceName,
  patternType: nameOfCode(aclPatternTypes, acl.patternType),
  principal: acl.principal,
  host: acl.host,
  operation: nameOfCode(aclOperations, acl.operation),
  permission: nameOfCode(aclPermissions, acl.permissionType),
})

/** ACLs or filters in one request: a controller writes at most 10,000 records for each. */
export const mostInRequest = 1000
