// ACLs in words. The form of resources, `topic/orders`, is also what the commands read.
import type {AclBinding, AclPattern} from './acl-binding.ts'
import {clusterResourceName, wildcard, type AclResourceType} from './acl-names.ts'

/** `topic`, `transactional-id`: how command lines call a type. */
export const resourceTypeWord = (type: AclResourceType): string => type.toLowerCase().replaceAll('_', '-')

/**
 * `topic/orders`, `topic/orders-*` (prefixed), `topic/*` (all), `cluster`. A literal name that ends in `*` stands for
 * nothing but itself, which is hardly ever meant: it is followed by ` (literal)`.
 */
export function resourceText({resourceType, resourceName, patternType}: AclPattern): string {
  if (resourceType === 'CLUSTER' && resourceName === clusterResourceName) return 'cluster'
  const text = `${resourceTypeWord(resourceType)}/${resourceName}`
  if (patternType === 'PREFIXED') return `${text}*`
  return resourceName.length > 1 && resourceName.endsWith(wildcard) ? `${text} (literal)` : text
}

/** `allow User:alice READ topic/orders`, and ` from HOST` unless it is every host. */
export const aclText = (binding: AclBinding): string =>
  `${binding.permission.toLowerCase()} ${binding.principal} ${binding.operation} ${resourceText(binding)}${
    binding.host === '*' ? '' : ` from ${binding.host}`
  }`
