import type {AclBinding} from './acl-binding.ts'
import {everybody, type AclOperation} from './acl-names.ts'
import {appliesToResource, authorize} from './authorizer.ts'
import {supportedOperations, type ConcreteResourceType} from './supported-operations.ts'

export interface Access {
  readonly principal: string
  readonly host: string
  /** The operations that the ACLs allow, implied ones included, in Kafka's order. */
  readonly operations: readonly AclOperation[]
  /** The allowing rules of the principal or of all users. */
  readonly via: readonly AclBinding[]
  /** The rules that deny it something. */
  readonly denied: readonly AclBinding[]
}

/**
 * What each principal may do with one resource, by principal and host as the rules name them; super users are not
 * included.
 */
export function whoMay(
  bindings: readonly AclBinding[],
  resource: {readonly resourceType: ConcreteResourceType; readonly resourceName: string},
): Access[] {
  const rules = bindings.filter((each) => appliesToResource(each, resource))
  const places = new Map(rules.map(({principal, host}) => [`${principal} ${host}`, {principal, host}]))
  const settings = {superUsers: [], allowEveryone: false}
  return [...places.values()]
    .toSorted((a, b) => (`${a.principal} ${a.host}` < `${b.principal} ${b.host}` ? -1 : 1))
    .flatMap(({principal, host}): Access[] => {
      const operations = supportedOperations[resource.resourceType].filter(
        (operation) => authorize(rules, settings, {...resource, principal, host, operation}).allowed === true,
      )
      const mine = rules.filter(
        (each) =>
          (each.principal === principal || each.principal === everybody) && (each.host === host || each.host === '*'),
      )
      const via = mine.filter(({permission}) => permission === 'ALLOW')
      const denied = mine.filter(({permission}) => permission === 'DENY')
      return via.length === 0 && denied.every((each) => each.principal === everybody)
        ? []
        : [{principal, host, operations, via, denied}]
    })
}
