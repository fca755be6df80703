// Plans what granting and revoking would do, from the existing ACLs, without any request.
import {storedHosts} from './acl-host.ts'
import {bindingKey, compareBindings, type AclBinding} from './acl-binding.ts'
import type {AclOperation, AclPermission} from './acl-names.ts'
import {wildcard} from './acl-names.ts'
import {authorize, type AuthorizerSettings} from './authorizer.ts'
import type {ResourcePattern} from './resource-words.ts'

/** One ACL of a plan, and its effect for its principal on exactly its resource. */
export interface PlannedAcl extends AclBinding {
  /** `unchanged`: it already exists. */
  readonly status: 'planned' | 'unchanged'
  /** Whether the operation is allowed; null if a setting decides that is not visible. */
  readonly before: boolean | null
  readonly after: boolean | null
}

export interface AclPlan {
  readonly items: readonly PlannedAcl[]
  /** All ACLs of the cluster as they are, and as they would be. */
  readonly existing: readonly AclBinding[]
  readonly resulting: readonly AclBinding[]
}

/** Adds the ACLs that do not exist yet. */
export function planGrant(
  now: readonly AclBinding[],
  wanted: readonly AclBinding[],
  settings: AuthorizerSettings,
): AclPlan {
  const keys = new Set(now.map((each) => bindingKey(each)))
  const unique = [...new Map(wanted.map((each) => [bindingKey(each), each])).values()].toSorted(compareBindings)
  const resulting = [...now, ...unique.filter((each) => !keys.has(bindingKey(each)))]
  return {
    existing: now,
    resulting,
    items: unique.map((each) => item(each, {existing: now, resulting, settings, planned: !keys.has(bindingKey(each))})),
  }
}

export interface Revocation {
  readonly principal: string
  readonly permissions: readonly AclPermission[]
  /** Null: any resource. */
  readonly patterns: readonly ResourcePattern[] | null
  /** Null: any operation. */
  readonly operations: readonly AclOperation[] | null
  /** Null: any host. */
  readonly host: string | null
}

/** Removes the ACLs that match; for a resource only those with exactly this pattern. */
export function planRevoke(now: readonly AclBinding[], wanted: Revocation, settings: AuthorizerSettings): AclPlan {
  const {principal, permissions, patterns, operations, host} = wanted
  const hosts = host === null ? [] : storedHosts(host)
  const goes = (each: AclBinding) =>
    each.principal === principal &&
    permissions.includes(each.permission) &&
    (host === null || hosts.includes(each.host)) &&
    (operations === null || operations.includes(each.operation)) &&
    (patterns === null ||
      patterns.some(
        ({resourceType, resourceName, patternType}) =>
          each.resourceType === resourceType && each.resourceName === resourceName && each.patternType === patternType,
      ))
  const going = now.filter(goes).toSorted(compareBindings)
  const resulting = now.filter((each) => !goes(each))
  return {
    existing: now,
    resulting,
    items: going.map((each) => item(each, {existing: now, resulting, settings, planned: true})),
  }
}

function item(binding: AclBinding, {existing, resulting, settings, planned}: Circumstances): PlannedAcl {
  const allowed = (bindings: readonly AclBinding[]) => authorize(bindings, settings, binding).allowed
  return {...binding, status: planned ? 'planned' : 'unchanged', before: allowed(existing), after: allowed(resulting)}
}

interface Circumstances extends Pick<AclPlan, 'existing' | 'resulting'> {
  readonly settings: AuthorizerSettings
  /** Whether it still has to be changed. */
  readonly planned: boolean
}

/** Whether ACLs that matter to a plan have changed since: those of its principals and resources, and of the cluster. */
export function isStale(plan: AclPlan, now: readonly AclBinding[]): boolean {
  const principals = new Set(plan.items.map(({principal}) => principal))
  const names = new Set(plan.items.map(({resourceType, resourceName}) => `${resourceType} ${resourceName}`))
  const matters = ({principal, resourceType, resourceName}: AclBinding) =>
    principals.has(principal) ||
    names.has(`${resourceType} ${resourceName}`) ||
    resourceType === 'CLUSTER' ||
    resourceName === wildcard
  const keys = (bindings: readonly AclBinding[]) =>
    bindings
      .filter(matters)
      .map((each) => bindingKey(each))
      .toSorted()
      .join('\n')
  return keys(plan.existing) !== keys(now)
}
