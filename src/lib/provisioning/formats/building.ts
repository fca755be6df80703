// Shared by the readers of other tools' formats: builds the desired state of one document part by part.
import {aclHost} from '../../acls/acl-host.ts'
import {clusterResourceName, wildcard, type AclPermission} from '../../acls/acl-names.ts'
import {checkPrincipal} from '../../acls/principal.ts'
import {grantsOf, type RecipeName} from '../../acls/recipes.ts'
import {checkOperation, parseOperation, parseResource, type ResourcePattern} from '../../acls/resource-words.ts'
import {checkQuotaKey, parseQuota} from '../../quotas/quota-keys.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import {topicNameProblem} from '../../topics/topic-name.ts'
import type {
  Declared,
  DesiredAcl,
  DesiredConfig,
  DesiredConfigs,
  DesiredQuota,
  DesiredQuotaValue,
  DesiredTopic,
  DesiredUser,
  Placed,
  Scope,
  Section,
} from '../declared.ts'
import {desiredConfigs} from '../configs.ts'
import {kindOf, orProblem, scalarText, type Fields} from '../fields.ts'
import {isNull, type Node} from '../../text/node.ts'
import type {PlacedText} from '../placed-text.ts'
import type {Place} from '../../text/place.ts'
import type {Reading} from '../reader.ts'

/** The parts of a topic that a format can express; the others are left to the broker. */
export type TopicParts = Pick<DesiredTopic, 'place' | 'name'> & Partial<Omit<DesiredTopic, 'place' | 'name'>>

/** A resource pattern as most formats write it: type, name, and `literal` or `prefixed`. */
export interface WrittenPattern {
  readonly type: Placed<string>
  readonly name: Placed<string> | undefined
  readonly patternType?: Placed<string> | undefined
}

/** A document that is being built, with the remarks added so far. */
export class Building implements Reading {
  readonly topics: DesiredTopic[] = []
  readonly acls: DesiredAcl[] = []
  readonly users: DesiredUser[] = []
  readonly quotas: DesiredQuota[] = []
  readonly configs: DesiredConfigs[] = []
  cluster: Placed<string> | undefined
  scope: Scope | undefined
  readonly #format: string
  readonly #place: Place
  readonly #reading: Reading
  readonly #remarks: PlacedText[] = []
  readonly #sections = new Set<Section>()

  constructor(format: string, place: Place, reading: Reading) {
    this.#format = format
    this.#place = place
    this.#reading = reading
  }

  get secrets(): ReadonlyMap<string, string> {
    return this.#reading.secrets
  }

  get skipKinds(): readonly string[] {
    return this.#reading.skipKinds ?? []
  }

  get documents(): readonly Node[] {
    return this.#reading.documents ?? []
  }

  problem(place: Place, text: string, skips?: string): void {
    this.#reading.problem(place, text, skips)
  }

  remark(place: Place, text: string): void {
    this.#remarks.push({place, text})
  }

  /** Records that the document mentions this section, even if it is empty. */
  speaksOf(section: Section): void {
    this.#sections.add(section)
  }

  topic({name, place, ...parts}: TopicParts): void {
    this.speaksOf('topics')
    const bad = topicNameProblem(name)
    if (bad !== undefined) this.problem(place, bad)
    this.topics.push({place, name, state: 'present', configs: [], ignore: [], about: {}, ...parts})
  }

  /** Adds an ACL for each operation and host; mistakes in any of them are reported as problems. */
  acl(given: {
    readonly place: Place
    readonly principal: string
    readonly pattern: WrittenPattern
    readonly operations: readonly Placed<string>[]
    readonly hosts?: readonly Placed<string>[] | undefined
    readonly permission?: AclPermission | undefined
    readonly state?: DesiredAcl['state'] | undefined
    readonly role?: string | undefined
  }): void {
    const {place, principal, hosts = [], permission = 'ALLOW', state = 'present', role = null} = given
    this.speaksOf('acls')
    orProblem(this, place, () => checkPrincipal(principal))
    const pattern = this.#pattern(given.pattern)
    const from =
      hosts.length === 0 ? [wildcard] : hosts.map((host) => orProblem(this, host.place, () => aclHost(host.value)))
    for (const {value, place: at} of given.operations) {
      const operation = orProblem(this, at, () => {
        const parsed = parseOperation(value)
        if (pattern) checkOperation(pattern, parsed)
        return parsed
      })
      if (!pattern || operation === undefined) continue
      for (const host of from)
        if (host !== undefined)
          this.acls.push({place, state, role, binding: {...pattern, principal, host, operation, permission}})
    }
  }

  /** Adds the ACLs of a role, as `kafkit acls grant` would create them. `resources` are written as `topic/orders`. */
  role(place: Place, principal: string, name: string, recipe: RecipeName, resources: readonly string[]): void {
    this.speaksOf('acls')
    orProblem(this, place, () => checkPrincipal(principal))
    const grants = orProblem(this, place, () =>
      grantsOf(
        recipe,
        resources.map((text) => parseResource(text)),
      ),
    )
    for (const {pattern, operations} of grants ?? [])
      for (const operation of operations)
        this.acls.push({
          place,
          state: 'present',
          role: name,
          binding: {...pattern, principal, host: wildcard, operation, permission: 'ALLOW'},
        })
  }

  #pattern({type, name, patternType}: WrittenPattern): ResourcePattern | undefined {
    const word = type.value.toLowerCase().replaceAll(/[-_]/g, '')
    const wanted = resourceWords[word]
    if (wanted === undefined) {
      this.problem(
        type.place,
        `'${type.value}' is not a resource type of ACLs, which are topic, group, cluster, transactionalId, delegationToken or user`,
      )
      return undefined
    }
    if (wanted === 'cluster')
      return {resourceType: 'CLUSTER', resourceName: clusterResourceName, patternType: 'LITERAL'}
    if (!name || name.value === '') {
      this.problem(type.place, `an ACL on a ${wanted} needs its name`)
      return undefined
    }
    const kind = patternType?.value.toLowerCase() ?? 'literal'
    const prefixed = kind === 'prefix' || kind === 'prefixed'
    if (!prefixed && kind !== 'literal') {
      const why = kind === 'match' || kind === 'any' ? ': Kafka allows it in filters only, not in ACLs' : ''
      this.problem(
        (patternType ?? type).place,
        `'${patternType?.value}' is not a pattern type of an ACL, which is literal or prefixed${why}`,
      )
      return undefined
    }
    if (name.value.endsWith(wildcard) && (prefixed || name.value !== wildcard)) {
      this.problem(
        name.place,
        prefixed
          ? `'${name.value}' with a prefixed pattern would match only names with a * in them: leave out the *`
          : `'${name.value}' is a literal name here and would match nothing: for a prefix write ${name.value.slice(0, -1)} and a prefixed pattern`,
      )
      return undefined
    }
    const parsed = orProblem(this, name.place, () => parseResource(`${wanted}/${name.value}`, {literal: true}))
    return parsed && prefixed ? {...parsed, patternType: 'PREFIXED'} : parsed
  }

  /** Quotas by Kafka's config names. */
  quota(place: Place, entity: QuotaEntity, values: readonly (readonly [key: string, node: Node | undefined])[]): void {
    this.speaksOf('quotas')
    const wanted = values.flatMap(([key, node]): DesiredQuotaValue[] => {
      if (!node) return []
      if (isNull(node)) return [{key, place: node.place, value: null}]
      const value = orProblem(this, node.place, () => {
        checkQuotaKey(key, entity)
        return parseQuota(key, scalarText(node) ?? kindOf(node))
      })
      return value === undefined ? [] : [{key, place: node.place, value}]
    })
    if (wanted.length > 0) this.quotas.push({place, entity, values: wanted})
  }

  done(): Declared {
    const {topics, acls, users, quotas, configs, cluster, scope} = this
    return {
      format: this.#format,
      place: this.#place,
      sections: this.#sections,
      ...(cluster ? {cluster} : {}),
      ...(scope ? {scope} : {}),
      topics,
      acls,
      users,
      quotas,
      configs,
      remarks: this.#remarks,
    }
  }
}

/** Resource types by the words that formats use for them, without blanks and dashes and in lower case. */
const resourceWords: Readonly<Record<string, string>> = {
  topic: 'topic',
  group: 'group',
  consumergroup: 'group',
  cluster: 'cluster',
  kafkacluster: 'cluster',
  transactionalid: 'transactional-id',
  delegationtoken: 'delegation-token',
  user: 'user',
}

/** A number of partitions or replicas; undefined (left to the broker) if it is missing, null or -1. */
export function countIn(fields: Fields, name: string): Placed<number> | undefined {
  const value = fields.whole(name, -1)
  if (value === 0) fields.problem(name, `${name} of ${fields.what} must be at least 1, or -1 for the broker's default`)
  return value === undefined || value < 1 ? undefined : {value, place: fields.placeOf(name)}
}

/** Like `DesiredPartitions`, with exactly this number. */
export const partitionsIn = (fields: Fields, name: string): DesiredTopic['partitions'] => {
  const count = countIn(fields, name)
  return count && {...count, atLeast: false}
}

/** A map from Kafka's config names to values. */
export function configsIn(fields: Fields, name: string, reading: Reading): DesiredConfig[] {
  const entries = fields.map(name)
  return entries ? desiredConfigs(entries, fields.what, reading) : []
}

/** A text with its place. */
export function textIn(fields: Fields, name: string): Placed<string> | undefined {
  const value = fields.text(name)
  const node = fields.node.entries.get(name)?.value
  return value === undefined || !node ? undefined : {value, place: node.place}
}

/** A text that is required; reports a problem if it is missing. */
export function neededText(fields: Fields, name: string): Placed<string> | undefined {
  const found = textIn(fields, name)
  if (!found && fields.lacks(name)) fields.problem(name, `${fields.what} needs ${name}`)
  return found
}

/** The fields of a map that is required. */
export function neededFields(fields: Fields, name: string, what?: string): Fields | undefined {
  if (fields.lacks(name)) fields.problem(name, `${fields.what} needs ${name}`)
  return fields.fields(name, what)
}

/** `ALLOW` unless the field says deny. */
export function permissionIn(fields: Fields, name: string): AclPermission {
  const text = fields.text(name)?.toUpperCase()
  if (text !== undefined && text !== 'ALLOW' && text !== 'DENY')
    fields.problem(name, `${name} of ${fields.what} must be allow or deny, not '${text.toLowerCase()}'`)
  return text === 'DENY' ? 'DENY' : 'ALLOW'
}
