// What a change of ACLs does besides what was meant: whom it shuts out, whom it lets in, and whether we are one of them.
import type {AclBinding, AclPattern} from './acl-binding.ts'
import {clusterResourceName, wildcard} from './acl-names.ts'
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

const patternKey = ({resourceType, resourceName, patternType}: AclPattern) =>
  JSON.stringify([resourceType, resourceName, patternType])

/**
 * Patterns of `some` that no ACL of `others` covers, each once: where allow.everyone.if.no.acl.found is on, the first ACL
 * on a resource ends everybody's access to it, and the last one that goes gives it back.
 */
export function uncovered(some: readonly AclBinding[], others: readonly AclBinding[]): AclPattern[] {
  const patterns = new Map(some.map((each) => [patternKey(each), each]))
  return [...patterns.values()].filter((each) => !others.some((other) => covers(other, each)))
}

/** Whether a principal may change ACLs (ALTER on the cluster), by the ACLs alone. */
export const mayChangeAcls = (
  bindings: readonly AclBinding[],
  settings: AuthorizerSettings,
  principal: string,
): ReturnType<typeof authorize> =>
  authorize(bindings, settings, {
    principal,
    host: wildcard,
    operation: 'ALTER',
    resourceType: 'CLUSTER',
    resourceName: clusterResourceName,
  })

/**
 * Whether a change takes ALTER on the cluster from us, after which we could not take it back. `mayNow`: what a broker
 * says that we may do now (KIP-430), null if unknown. Who may although the ACLs say no is a super user, and stays one.
 */
export function locksOut(
  before: readonly AclBinding[],
  after: readonly AclBinding[],
  settings: AuthorizerSettings,
  {principal, mayNow}: {readonly principal: string; readonly mayNow: boolean | null},
): boolean {
  const now = mayChangeAcls(before, settings, principal)
  if (mayNow === false) return false
  if (mayNow === true && now.allowed === false) return false
  return now.allowed !== false && mayChangeAcls(after, settings, principal).allowed === false
}
