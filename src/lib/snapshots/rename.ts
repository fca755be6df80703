// Renames items of one cluster to their names in another: `prod-* = test-*`.
import type {AclBinding} from '../acls/acl-binding.ts'
import {UsageError} from '../errors/usage-error.ts'
import {parseConfigSelector} from '../configs/resource-words.ts'
import {aclLabel, quotaLabel} from './labels.ts'
import type {Section, Snapshot} from './snapshot.ts'

/** The new name; undefined if the rule does not apply. */
export type Rename = (name: string) => string | undefined

/** Parses `FROM = TO`, each with one `*` or none. Throws UsageError for anything else. */
export function parseRename(text: string): Rename {
  const sides = text.split('=').map((side) => side.trim())
  const [from = '', to = ''] = sides
  if (sides.length !== 2 || from === '' || to === '')
    throw new UsageError(`'${text}' is not of the form FROM=TO, for instance 'prod-* = test-*'`)
  const [fromParts, toParts] = [from.split('*'), to.split('*')]
  if (fromParts.length > 2 || fromParts.length !== toParts.length)
    throw new UsageError(`'${text}': both sides must have one *, or none`)
  const [before = '', after] = fromParts
  if (after === undefined) return (name) => (name === from ? to : undefined)
  return (name) =>
    name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length
      ? `${toParts[0]}${name.slice(before.length, name.length - after.length)}${toParts[1]}`
      : undefined
}

/**
 * The snapshot with the names of topics, groups, transactional ids, users and client ids changed by the first rule that
 * applies. Throws UsageError if two names become the same.
 */
export function renamed(snapshot: Snapshot, rules: readonly Rename[]): Snapshot {
  if (rules.length === 0) return snapshot
  const to = (name: string): string => {
    for (const rule of rules) {
      const found = rule(name)
      if (found !== undefined) return found
    }
    return name
  }
  const {topics, assignments, configs, acls, users, quotas, groups, offsets} = snapshot
  const result: Snapshot = {
    ...snapshot,
    ...(topics && {topics: each(topics, (one) => ({...one, topic: to(one.topic)}))}),
    ...(assignments && {assignments: each(assignments, (one) => ({...one, topic: to(one.topic)}))}),
    ...(configs && {configs: each(configs, (one) => ({...one, resource: resourceTo(one.resource, to)}))}),
    ...(acls && {acls: each(acls, (one) => aclTo(one, to))}),
    ...(users && {users: each(users, (one) => ({...one, user: to(one.user)}))}),
    ...(quotas && {
      quotas: each(quotas, (one) => ({
        ...one,
        entity: one.entity.map((part) => ({
          ...part,
          name: part.name === null || part.type === 'ip' ? part.name : to(part.name),
        })),
      })),
    }),
    ...(groups && {groups: each(groups, (one) => ({...one, group: to(one.group)}))}),
    ...(offsets && {
      offsets: each(offsets, ({group, offsets: own}) => ({
        group: to(group),
        offsets: own.map((one) => ({...one, topic: to(one.topic)})),
      })),
    }),
  }
  refuseTwins(
    'topics',
    result.topics?.items.map(({topic}) => topic),
  )
  refuseTwins(
    'groups',
    result.groups?.items.map(({group}) => group),
  )
  refuseTwins(
    'users',
    result.users?.items.map(({user}) => user),
  )
  refuseTwins(
    'quotas',
    result.quotas?.items.map(({entity}) => quotaLabel(entity)),
  )
  refuseTwins('ACLs', result.acls?.items.map(aclLabel))
  return result
}

/** Unknown items keep their names, which are those of the cluster that was read. */
const each = <T>(section: Section<T>, change: (item: T) => T): Section<T> => ({
  ...section,
  items: section.items.map(change),
})

function refuseTwins(what: string, names: readonly string[] = []): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new UsageError(`--rename gives two ${what} the same name: ${name}`)
    seen.add(name)
  }
}

function resourceTo(resource: string, to: (name: string) => string): string {
  const {type, selector} = parseConfigSelector(resource)
  if (type !== 'TOPIC' && type !== 'GROUP') return resource
  return `${resource.slice(0, resource.indexOf('/') + 1)}${to(selector.text)}`
}

const renamedResources = new Set(['TOPIC', 'GROUP', 'TRANSACTIONAL_ID', 'USER'])

function aclTo(acl: AclBinding, to: (name: string) => string): AclBinding {
  const colon = acl.principal.indexOf(':')
  const name = acl.principal.slice(colon + 1)
  return {
    ...acl,
    // A rule for `User:*` would apply to all users.
    principal: name === '*' ? acl.principal : `${acl.principal.slice(0, colon + 1)}${to(name)}`,
    resourceName:
      renamedResources.has(acl.resourceType) && acl.resourceName !== '*' ? to(acl.resourceName) : acl.resourceName,
  }
}
