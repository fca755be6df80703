// The names of a snapshot's items: in lists of what could not be read, in differences, and in --ignore.
import type {AclBinding} from '../acls/acl-binding.ts'
import {quotaEntityText, type QuotaEntity} from '../quotas/quota-entity.ts'

/** `ALLOW User:alice READ TOPIC orders`, with the host and the pattern type if they are not the usual ones. */
export function aclLabel(acl: AclBinding): string {
  const {permission, principal, operation, resourceType, resourceName, patternType, host} = acl
  const prefixed = patternType === 'LITERAL' ? '' : ` (${patternType.toLowerCase()})`
  return `${permission} ${principal} ${operation} ${resourceType} ${resourceName}${prefixed}${host === '*' ? '' : ` from ${host}`}`
}

/** The same label for the same entity, whatever the order of its parts: `user alice, the default client-id`. */
export const quotaLabel = (entity: QuotaEntity): string =>
  quotaEntityText(entity.toSorted((a, b) => (a.type < b.type ? 1 : a.type > b.type ? -1 : 0)))

/** `orders-0`. */
export const partitionLabel = (topic: string, partition: number): string => `${topic}-${partition}`

/** `billing orders-0`. */
export const offsetLabel = (group: string, topic: string, partition: number): string =>
  `${group} ${partitionLabel(topic, partition)}`
