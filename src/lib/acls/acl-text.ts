// ACLs as text. Commands also accept resources in this form, `topic/orders`.
import type {AclBinding, AclPattern} from './acl-binding.ts'
import {clusterResourceName, wildcard, type AclResourceType} from './acl-names.ts'

/** The name of a resource type on command lines: `topic`, `transactional-id`. */
export const resourceTypeWord = (type: AclResourceType): string => type.toLowerCase().replaceAll('_', '-')

/**
 * `topic/orders`, `topic/orders-*` (prefixed), `topic/*` (all), `cluster`. A literal name that ends in `*` matches only
 * itself, which is rarely intended, so ` (literal)` is added to it.
 */
export function resourceText({resourceType, resourceName, patternType}: AclPattern): string {
  if (resourceType === 'CLUSTER' && resourceName === clusterResourceName) return 'cluster'
  const text = `${resourceTypeWord(resourceType)}/${resourceName}`
  if (patternType === 'PREFIXED') return `${text}*`
  return resourceName.length > 1 && resourceName.endsWith(wildcard) ? `${text} (literal)` : text
}

/** `allow User:alice READ topic/orders`, followed by ` from HOST` unless it covers every host. */
export const aclText = (binding: AclBinding): string =>
  `${binding.permission.toLowerCase()} ${binding.principal} ${binding.operation} ${resourceText(binding)}${
    binding.host === '*' ? '' : ` from ${binding.host}`
  }`
