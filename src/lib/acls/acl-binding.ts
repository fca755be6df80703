import type {AclOperation, AclPatternType, AclPermission, AclResourceType} from './acl-names.ts'

/** The resources that an ACL covers. The name `*` of a LITERAL pattern stands for all resources of the type. */
export interface AclPattern {
  readonly resourceType: AclResourceType
  readonly resourceName: string
  readonly patternType: AclPatternType
}

/**
 * One ACL (Kafka: AclBinding): a pattern, and which principal may or must not perform which operation from which host.
 */
export interface AclBinding extends AclPattern {
  /** `TYPE:NAME`; `User:*` stands for all users. */
  readonly principal: string
  /** An IP address; `*` is every host. */
  readonly host: string
  readonly operation: AclOperation
  readonly permission: AclPermission
}

/** The filter of DescribeAcls and DeleteAcls (Kafka: AclBindingFilter). Null and `ANY` match everything. */
export interface AclFilter {
  readonly resourceType: AclResourceType
  readonly resourceName: string | null
  /** `MATCH`: every pattern that applies to the name, prefixes and `*` included. */
  readonly patternType: AclPatternType
  readonly principal: string | null
  readonly host: string | null
  readonly operation: AclOperation
  readonly permission: AclPermission
}

export const everyAcl: AclFilter = {
  resourceType: 'ANY',
  resourceName: null,
  patternType: 'ANY',
  principal: null,
  host: null,
  operation: 'ANY',
  permission: 'ANY',
}

/** The filter that matches this ACL and no other. */
export const filterOf = (binding: AclBinding): AclFilter => binding

/** A key that is the same for equal ACLs and differs for others. */
export const bindingKey = (binding: AclBinding): string => JSON.stringify(fieldsOf(binding))

const fieldsOf = ({
  resourceType,
  resourceName,
  patternType,
  principal,
  host,
  operation,
  permission,
}: AclBinding): string[] => [resourceType, resourceName, patternType, principal, host, operation, permission]

/** Sorts bindings for display by resource, then by principal, so that everything about a resource is together. */
export function compareBindings(a: AclBinding, b: AclBinding): number {
  const [left, right] = [fieldsOf(a), fieldsOf(b)]
  for (const [at, field] of left.entries()) {
    const other = right[at] ?? ''
    if (field !== other) return field < other ? -1 : 1
  }
  return 0
}

/** Matches as a broker does (ResourcePatternFilter.matches and AccessControlEntryFilter.matches). */
export function matchesFilter(binding: AclBinding, filter: AclFilter): boolean {
  return (
    (filter.resourceType === 'ANY' || filter.resourceType === binding.resourceType) &&
    matchesName(binding, filter) &&
    (filter.principal === null || filter.principal === binding.principal) &&
    (filter.host === null || filter.host === binding.host) &&
    (filter.operation === 'ANY' || filter.operation === binding.operation) &&
    (filter.permission === 'ANY' || filter.permission === binding.permission)
  )
}

function matchesName(pattern: AclPattern, {resourceName, patternType}: AclFilter): boolean {
  if (patternType !== 'ANY' && patternType !== 'MATCH' && patternType !== pattern.patternType) return false
  if (resourceName === null) return true
  if (patternType !== 'MATCH') return resourceName === pattern.resourceName
  if (pattern.patternType === 'PREFIXED') return resourceName.startsWith(pattern.resourceName)
  return resourceName === pattern.resourceName || pattern.resourceName === '*'
}
