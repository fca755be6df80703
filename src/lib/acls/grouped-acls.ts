import {compareBindings, type AclBinding, type AclPattern} from './acl-binding.ts'
import type {AclOperation, AclPermission} from './acl-names.ts'

/** ACLs that differ only in their operations. */
export interface GroupedAcls extends AclPattern {
  readonly principal: string
  readonly host: string
  readonly permission: AclPermission
  /** In Kafka's order. */
  readonly operations: readonly AclOperation[]
}

/** The ACLs sorted by resource, then principal; those of the same resource, principal, host and permission form a group. */
export function groupAcls(bindings: readonly AclBinding[]): GroupedAcls[] {
  const groups = new Map<string, AclBinding[]>()
  for (const binding of bindings.toSorted(compareBindings)) {
    const {resourceType, resourceName, patternType, principal, host, permission} = binding
    const key = JSON.stringify([resourceType, resourceName, patternType, principal, host, permission])
    const group = groups.get(key)
    if (group) group.push(binding)
    else groups.set(key, [binding])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const {operation: _, ...rest} = first
    return [{...rest, operations: [...new Set(group.map(({operation}) => operation))]}]
  })
}

export const bindingsOf = ({operations, ...rest}: GroupedAcls): AclBinding[] =>
  operations.map((operation) => ({...rest, operation}))
