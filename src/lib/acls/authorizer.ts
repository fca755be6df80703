// Decides as Kafka's StandardAuthorizer (KRaft; AclAuthorizer of ZooKeeper clusters decides in the same way): deny
// takes precedence over allow; literal, prefixed and wildcard patterns count together; some operations imply others; a
// principal without a matching rule is refused.
import type {AclBinding} from './acl-binding.ts'
import {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  everybody,
  wildcard,
  type AclOperation,
  type AclResourceType,
} from './acl-names.ts'

export interface AccessRequest {
  /** `TYPE:NAME`, one principal. */
  readonly principal: string
  /** The client's address as the broker sees it; `*` means any host that no rule names. */
  readonly host: string
  readonly operation: AclOperation
  readonly resourceType: AclResourceType
  /** One resource, not a pattern. */
  readonly resourceName: string
}

/** The broker settings that add to the ACLs. Null: not visible. */
export interface AuthorizerSettings {
  /** super.users. */
  readonly superUsers: readonly string[] | null
  /** allow.everyone.if.no.acl.found. */
  readonly allowEveryone: boolean | null
}

export type Verdict =
  | {readonly allowed: true; readonly because: 'super user'; readonly rule: null}
  /** A rule decides: one that denies, or one that allows if none denies. */
  | {readonly allowed: boolean; readonly because: 'rule'; readonly rule: AclBinding}
  /** The resource has rules, but none for this request. */
  | {readonly allowed: false; readonly because: 'no rule allows it'; readonly rule: null}
  /** No rule matches the resource, so allow.everyone.if.no.acl.found decides; null if that setting is not visible. */
  | {readonly allowed: boolean | null; readonly because: 'no rule for the resource'; readonly rule: null}

/** Decides one request. `bindings` are all ACLs of the cluster, or at least all of the resource. */
export function authorize(
  bindings: Iterable<AclBinding>,
  {superUsers, allowEveryone}: AuthorizerSettings,
  request: AccessRequest,
): Verdict {
  if (superUsers?.includes(request.principal)) return {allowed: true, because: 'super user', rule: null}
  let resourceHasRules = false
  let allowing: AclBinding | undefined
  let denying: AclBinding | undefined
  for (const binding of bindings) {
    if (!appliesToResource(binding, request)) continue
    resourceHasRules = true
    if (!appliesToRequest(binding, request)) continue
    // The authorizer's log names the first denying and the last allowing rule in its order.
    if (binding.permission === 'DENY') {
      if (!denying || authorizerOrder(binding, denying) < 0) denying = binding
    } else if (!allowing || authorizerOrder(binding, allowing) > 0) allowing = binding
  }
  if (denying) return {allowed: false, because: 'rule', rule: denying}
  if (allowing) return {allowed: true, because: 'rule', rule: allowing}
  if (resourceHasRules) return {allowed: false, because: 'no rule allows it', rule: null}
  return {allowed: allowEveryone, because: 'no rule for the resource', rule: null}
}

/**
 * Whether any resource of the type may be used (Authorizer.authorizeByResourceType, KIP-679): an idempotent producer
 * needs WRITE on some topic. Returns the allowing rule, or null; for super users ask `authorize`.
 */
export function authorizeByResourceType(
  bindings: readonly AclBinding[],
  {principal, host, operation, resourceType}: Omit<AccessRequest, 'resourceName'>,
): AclBinding | null {
  const mine = bindings.filter(
    (each) =>
      each.resourceType === resourceType &&
      (each.host === host || each.host === wildcard) &&
      (each.principal === principal || each.principal === everybody) &&
      // In this check no operation implies another.
      (each.operation === operation || each.operation === 'ALL'),
  )
  const denied = mine.filter(({permission}) => permission === 'DENY')
  const isWildcard = (each: AclBinding) => each.patternType === 'LITERAL' && each.resourceName === wildcard
  if (denied.some(isWildcard)) return null
  const allowed = mine.filter(({permission}) => permission === 'ALLOW')
  const literal = new Set(denied.filter((each) => each.patternType === 'LITERAL').map((each) => each.resourceName))
  const prefixes = denied.filter((each) => each.patternType === 'PREFIXED').map((each) => each.resourceName)
  return (
    allowed.find(isWildcard) ??
    allowed.find(
      (each) =>
        !(each.patternType === 'LITERAL' && literal.has(each.resourceName)) &&
        !prefixes.some((prefix) => each.resourceName.startsWith(prefix)),
    ) ??
    null
  )
}

/**
 * Whether a rule's pattern covers the resource. A quirk of the authorizer is kept: `*` does not cover resources whose
 * own name begins with `*`, because it reads that pattern as an incomplete prefix.
 */
export function appliesToResource(
  {resourceType, resourceName, patternType}: AclBinding,
  request: Pick<AccessRequest, 'resourceType' | 'resourceName'>,
): boolean {
  if (resourceType !== request.resourceType) return false
  if (patternType === 'PREFIXED') return request.resourceName.startsWith(resourceName)
  if (resourceName === request.resourceName) return true
  return resourceName === wildcard && !request.resourceName.startsWith(wildcard)
}

/** Whether a rule is about the principal, the host and the operation, whatever the resource. */
export function appliesToRequest(
  {principal, host, operation, permission}: AclBinding,
  request: Pick<AccessRequest, 'principal' | 'host' | 'operation'>,
): boolean {
  if (principal !== request.principal && principal !== everybody) return false
  if (host !== wildcard && host !== request.host) return false
  if (operation === 'ALL' || operation === request.operation) return true
  return permission === 'ALLOW' && (impliedBy[request.operation]?.includes(operation) ?? false)
}

/** Operations that an allowing rule for another operation includes. Denying rules imply nothing. */
export const impliedBy: Readonly<Partial<Record<AclOperation, readonly AclOperation[]>>> = {
  DESCRIBE: ['READ', 'WRITE', 'DELETE', 'ALTER'],
  DESCRIBE_CONFIGS: ['ALTER_CONFIGS'],
}

/** The order of StandardAcl.compareTo, with `*` last: longer names first, then by the other fields. */
function authorizerOrder(a: AclBinding, b: AclBinding): number {
  const isWildcard = (each: AclBinding) => each.patternType === 'LITERAL' && each.resourceName === wildcard
  const byCode = <T extends string>(names: readonly T[], left: T, right: T) =>
    names.indexOf(left) - names.indexOf(right)
  const byText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
  return (
    Number(isWildcard(a)) - Number(isWildcard(b)) ||
    byText(b.resourceName, a.resourceName) ||
    byCode(aclPatternTypes, a.patternType, b.patternType) ||
    byCode(aclOperations, a.operation, b.operation) ||
    byText(a.principal, b.principal) ||
    byText(a.host, b.host) ||
    byCode(aclPermissions, a.permission, b.permission)
  )
}
