// Side effects of a change of ACLs: which principals lose access, which gain it, and whether this user is one of them.
import type {AclBinding, AclPattern} from './acl-binding.ts'
import {clusterResourceName, wildcard, type AclOperation} from './acl-names.ts'
import {authorize, type AuthorizerSettings} from './authorizer.ts'

/** Whether a pattern covers every resource that another one covers. */
function covers(wide: AclPattern, narrow: AclPattern): boolean {
  if (wide.resourceType !== narrow.resourceType) return false
  if (wide.patternType === 'LITERAL' && wide.resourceName === wildcard) return true
  if (wide.patternType === 'PREFIXED') {
    const isWildcard = narrow.patternType === 'LITERAL' && narrow.resourceName === wildcard
    return !isWildcard && narrow.resourceName.startsWith(wide.resourceName)
  }
  return narrow.patternType === 'LITERAL' && narrow.resourceName === wide.resourceName
}

const isWide = ({patternType, resourceName}: AclPattern) => patternType !== 'LITERAL' || resourceName === wildcard

const patternKey = ({resourceType, resourceName, patternType}: AclPattern) =>
  JSON.stringify([resourceType, resourceName, patternType])

/**
 * Patterns of `some` that no ACL of `others` covers, each once. With allow.everyone.if.no.acl.found=true, the first ACL
 * on a resource ends the access of all other principals, and removing the last one restores it.
 */
export function uncovered(some: readonly AclBinding[], others: readonly AclBinding[]): AclPattern[] {
  const patterns = new Map(some.map((each) => [patternKey(each), each]))
  // A literal name covers only itself, and most ACLs have one; the others are few.
  const same = new Set(others.map(patternKey))
  const wide = [...new Map(others.filter(isWide).map((each) => [patternKey(each), each])).values()]
  return [...patterns.values()].filter(
    (each) => !same.has(patternKey(each)) && !wide.some((other) => covers(other, each)),
  )
}

/**
 * The rights that are needed to undo a change of ACLs: ALTER to change them, and DESCRIBE, because kafkit changes
 * nothing that it has not read.
 */
const vital = ['ALTER', 'DESCRIBE'] as const
export type VitalOperation = (typeof vital)[number]

export interface OneSelf {
  readonly principal: string
  /** The addresses that brokers may see for this client: an ACL for one of these affects us. */
  readonly hosts: readonly string[]
  /** The operations on the cluster that a broker authorizes now (KIP-430); null if unknown. */
  readonly may: readonly AclOperation[] | null
}

/**
 * Which of ALTER and DESCRIBE on the cluster a change takes from this user, who could then not undo it. A user that has
 * a right without an ACL is a super user, and keeps it.
 */
export function lostRights(
  before: readonly AclBinding[],
  after: readonly AclBinding[],
  settings: AuthorizerSettings,
  {principal, hosts, may}: OneSelf,
): VitalOperation[] {
  const onCluster = {principal, resourceType: 'CLUSTER', resourceName: clusterResourceName} as const
  return vital.filter((operation) => {
    const allowed = (bindings: readonly AclBinding[], host: string) =>
      authorize(bindings, settings, {...onCluster, host, operation}).allowed
    if (may && !may.includes(operation)) return false
    if (may && hosts.every((host) => allowed(before, host) === false)) return false
    return hosts.some((host) => allowed(before, host) !== false && allowed(after, host) === false)
  })
}
