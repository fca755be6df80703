// Which of the rights that an action needs a principal has, which rule gives them, and what would have to be granted.
import type {AclBinding} from './acl-binding.ts'
import {authorize, authorizeByResourceType, type AuthorizerSettings, type Verdict} from './authorizer.ts'
import type {Need, Right} from './request-rights.ts'

export interface ExplainedNeed extends Need {
  /** Null: undecided, because a setting of the brokers is not visible. */
  readonly allowed: boolean | null
  /** The right that the principal has, or the one to grant. */
  readonly right: Right
  readonly verdict: Verdict
}

export interface Who {
  readonly principal: string
  /** `*`: any host that no rule names. */
  readonly host: string
}

/**
 * One answer per need, in the same order. If several rights would be enough, it shows the first one that the principal
 * has, or else the first.
 */
export function explainNeeds(
  needs: readonly Need[],
  who: Who,
  bindings: readonly AclBinding[],
  settings: AuthorizerSettings,
): ExplainedNeed[] {
  return needs.map((need) => {
    const answers = need.anyOf.map((right) => ({right, verdict: verdictOn(right, who, bindings, settings)}))
    const best =
      answers.find(({verdict}) => verdict.allowed === true) ??
      answers.find(({verdict}) => verdict.allowed === null) ??
      answers[0]
    if (!best) throw new Error('a need without a right')
    return {...need, ...best, allowed: best.verdict.allowed}
  })
}

function verdictOn(
  {operation, resourceType, resourceName}: Right,
  who: Who,
  bindings: readonly AclBinding[],
  settings: AuthorizerSettings,
): Verdict {
  const request = {...who, operation, resourceType}
  if (resourceName !== null) return authorize(bindings, settings, {...request, resourceName})
  // As Authorizer.authorizeByResourceType: what holds for a resource that no rule names holds for some resource.
  const unnamed = authorize(bindings, settings, {...request, resourceName: 'hardcode'})
  if (unnamed.allowed === true) return unnamed
  const rule = authorizeByResourceType(bindings, request)
  return rule ? {allowed: true, because: 'rule', rule} : unnamed
}

/**
 * The rights to grant so that all needs are met. A need that any resource can meet is met by another missing right if
 * there is one; otherwise by the right with a name, so that no user gets a right on everything for it.
 */
export function rightsToGrant(explained: readonly ExplainedNeed[]): Right[] {
  const missing = explained.filter(({allowed}) => allowed !== true)
  return missing.flatMap(({right, anyOf}) => {
    if (right.resourceName !== null) return [right]
    const met = missing.some(
      ({right: other}) =>
        other.resourceName !== null && other.resourceType === right.resourceType && other.operation === right.operation,
    )
    const named = anyOf.find(({resourceName}) => resourceName !== null)
    return met ? [] : [named ?? right]
  })
}
