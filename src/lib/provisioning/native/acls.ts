// Reads the sections `access` (roles) and `acls` (single ACLs).
import {clusterResourceName, wildcard, type AclOperation} from '../../acls/acl-names.ts'
import {aclHost} from '../../acls/acl-host.ts'
import {checkPrincipal} from '../../acls/principal.ts'
import {grantsOf, type Grant, type RecipeName} from '../../acls/recipes.ts'
import {checkOperation, parseOperation, parseResource, type ResourcePattern} from '../../acls/resource-words.ts'
import {listed} from '../../text/listed.ts'
import type {DesiredAcl} from '../declared.ts'
import {fieldsOf, kindOf, orProblem, type Fields} from '../fields.ts'
import type {Node} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import type {Reading} from '../reader.ts'

/** Turns the roles of each principal into the ACLs that `kafkit acls grant` would create for them. */
export function readAccess(access: Node | undefined, reading: Reading): DesiredAcl[] {
  if (!access) return []
  if (access.kind !== 'map') {
    reading.problem(access.place, `access must be a map from principals to roles, not ${kindOf(access)}`)
    return []
  }
  return [...access.entries].flatMap(([principal, {place, value}]): DesiredAcl[] => {
    orProblem(reading, place, () => checkPrincipal(principal))
    const fields = fieldsOf(value, `access of ${principal}`, reading)
    if (!fields) return []
    const wanted = rolesOf(fields, reading)
    fields.done()
    if (wanted.length === 0 && fields.node.entries.size === 0)
      reading.problem(place, `access of ${principal} names no role: produce, consume, transactional or streams`)
    return wanted.flatMap(({role, grants, place: at}) =>
      grants.flatMap(({pattern, operations}) =>
        operations.map((operation): DesiredAcl => ({
          place: at,
          state: 'present',
          role,
          binding: {...pattern, principal, host: wildcard, operation, permission: 'ALLOW'},
        })),
      ),
    )
  })
}

interface Role {
  readonly role: string
  readonly place: Place
  readonly grants: readonly Grant[]
}

function rolesOf(fields: Fields, reading: Reading): Role[] {
  const roles: Role[] = []
  const add = (place: Place, role: string, recipe: RecipeName, resources: readonly string[]) => {
    const grants = orProblem(reading, place, () =>
      grantsOf(
        recipe,
        resources.map((text) => parseResource(text)),
      ),
    )
    if (grants) roles.push({place, role, grants})
  }
  for (const {value, place} of fields.texts('produce', {single: true}) ?? [])
    add(place, `produce ${value}`, 'producer', [`topic/${value}`])
  for (const {value, place} of fields.texts('transactional', {single: true}) ?? []) {
    const grants = orProblem(reading, place, (): Grant[] => [
      {pattern: parseResource(`transactional-id/${value}`), operations: ['WRITE', 'DESCRIBE']},
    ])
    if (grants) roles.push({place, role: `transactional ${value}`, grants})
  }
  for (const node of fields.list('consume') ?? []) {
    const one = fieldsOf(node, `consume of ${fields.what}`, reading)
    if (!one) continue
    const [topics, group] = [one.texts('topics', {single: true}), one.text('group')]
    if (!topics?.length || group === undefined)
      one.problem('topics', `${one.what} needs topics and the group that reads them`)
    else {
      const names = topics.map(({value}) => value)
      add(one.place, `consume ${names.join(', ')} as group ${group}`, 'consumer', [
        ...names.map((name) => `topic/${name}`),
        `group/${group}`,
      ])
    }
    one.done()
  }
  const streams = fields.fields('streams')
  if (streams) {
    const id = streams.text('applicationId')
    if (id === undefined) streams.problem('applicationId', `${streams.what} needs the applicationId`)
    else {
      add(streams.placeOf('applicationId'), `streams ${id}`, 'streams', [`group/${id}`])
      for (const {value, place} of streams.texts('read', {single: true}) ?? [])
        add(place, `streams ${id} reads ${value}`, 'consumer', [`topic/${value}`, `group/${id}`])
      for (const {value, place} of streams.texts('write', {single: true}) ?? [])
        add(place, `streams ${id} writes ${value}`, 'producer', [`topic/${value}`])
    }
    streams.done()
  }
  return roles
}

/** The fields that name the resources of an entry, each with one name or a list. */
const resourceFields = {
  topic: 'topic',
  group: 'group',
  transactionalId: 'transactional-id',
  delegationToken: 'delegation-token',
  user: 'user',
} as const

export function readAcls(acls: Node | undefined, reading: Reading): DesiredAcl[] {
  if (!acls) return []
  if (acls.kind !== 'list') {
    reading.problem(acls.place, `acls must be a list, not ${kindOf(acls)}`)
    return []
  }
  return acls.items.flatMap((node) => readAcl(node, reading))
}

function readAcl(node: Node, reading: Reading): DesiredAcl[] {
  const fields = fieldsOf(node, 'an entry of acls', reading)
  if (!fields) return []
  // Each field left out has a meaning, such as any host; one whose value was forgotten has none.
  const forgotten = [...fields.node.entries.keys()].filter((name) => fields.lacks(name))
  if (forgotten.length > 0) {
    for (const name of forgotten) fields.problem(name, `${name} of an entry of acls has no value`)
    return []
  }
  const principal = fields.text('principal')
  if (principal === undefined) fields.problem('principal', 'an entry of acls needs a principal, as in User:orders-api')
  else orProblem(reading, fields.placeOf('principal'), () => checkPrincipal(principal))
  const hosts = (fields.texts('host', {single: true}) ?? [{value: wildcard, place: fields.place}]).map(
    ({value, place}) => orProblem(reading, place, () => aclHost(value)) ?? wildcard,
  )
  const state = fields.word('state', ['present', 'absent'] as const) ?? 'present'
  const [allow, deny] = [fields.texts('allow', {single: true}), fields.texts('deny', {single: true})]
  if ((allow === undefined) === (deny === undefined))
    reading.problem(fields.place, 'an entry of acls says either allow or deny, with a list of operations')
  const pattern = fields.word('pattern', ['literal', 'prefixed'] as const) ?? 'literal'
  const patterns = patternsOf(fields, pattern === 'prefixed', reading)
  if (patterns.length === 0 && !fields.has('topic') && !fields.has('group'))
    reading.problem(
      fields.place,
      `an entry of acls needs a resource: ${listed([...Object.keys(resourceFields), 'cluster'])}`,
    )
  fields.done()
  const operations = (allow ?? deny ?? []).flatMap(({value, place}): AclOperation[] => {
    const operation = orProblem(reading, place, () => parseOperation(value))
    if (operation === undefined) return []
    for (const each of patterns) orProblem(reading, place, () => checkOperation(each, operation))
    return [operation]
  })
  if (principal === undefined) return []
  return patterns.flatMap((each) =>
    operations.flatMap((operation) =>
      hosts.map((host): DesiredAcl => ({
        place: fields.place,
        state,
        role: null,
        binding: {...each, principal, host, operation, permission: allow ? 'ALLOW' : 'DENY'},
      })),
    ),
  )
}

function patternsOf(fields: Fields, prefixed: boolean, reading: Reading): ResourcePattern[] {
  const patterns = Object.entries(resourceFields).flatMap(([field, word]) =>
    (fields.texts(field, {single: true}) ?? []).flatMap(({value, place}) => {
      if (prefixed && value.endsWith(wildcard)) {
        reading.problem(
          place,
          `'${value}' with pattern: prefixed would match only names with a * in them: leave out the *`,
        )
        return []
      }
      const parsed = orProblem(reading, place, () => parseResource(`${word}/${value}`, {literal: true}))
      if (!parsed) return []
      if (!prefixed && value !== wildcard && value.endsWith(wildcard)) {
        reading.problem(
          place,
          `'${value}' is a literal name here and would match nothing: for a prefix write ${value.slice(0, -1)} and pattern: prefixed`,
        )
        return []
      }
      return [prefixed ? {...parsed, patternType: 'PREFIXED' as const} : parsed]
    }),
  )
  const cluster = fields.field('cluster')
  if (cluster) patterns.push({resourceType: 'CLUSTER', resourceName: clusterResourceName, patternType: 'LITERAL'})
  return patterns
}
