// Reads Jikkou: resources of kafka.jikkou.io, and the ConfigMaps that topics refer to.
import type {DesiredConfig, DesiredTopic} from '../declared.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {textAt, valueAt, type Node} from '../../text/node.ts'
import type {FormatReader} from '../reader.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import {isScramMechanism} from '../../users/scram-mechanism.ts'
import {desiredConfigs} from '../configs.ts'
import {listed as enumerated} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import {Building, configsIn, countIn, neededFields, neededText, partitionsIn, permissionIn, textIn} from './building.ts'
import {metadataIn} from './kubernetes.ts'

type Read = (document: Fields, building: Building) => void

const kinds: Readonly<Record<string, Read>> = {
  KafkaTopic: readTopic,
  KafkaPrincipalAuthorization: readAuthorization,
  KafkaClientQuota: readQuota,
  KafkaUser: readUser,
  // Read when another resource refers to them.
  KafkaPrincipalRole: (document) => passOver(document, 'metadata', 'spec'),
  ConfigMap: (document) => passOver(document, 'metadata', 'data'),
}
const passOver = (document: Fields, ...names: readonly string[]) => names.forEach((name) => document.field(name))

export const jikkou: FormatReader = {
  name: 'jikkou',
  recognises: (document) => {
    const version = textAt(document, 'apiVersion') ?? ''
    return /^(?:kafka|core)\.jikkou\.io\//.test(version)
  },
  read: (document, reading) => {
    const building = new Building(jikkou.name, document.place, reading)
    const list = textAt(document, 'kind')
    for (const one of itemsOf(document))
      readOne(one, one === document ? undefined : list?.slice(0, -'List'.length), building)
    return [building.done()]
  },
}

/** The resources in `items` of `KafkaTopicList` and similar kinds. */
const itemsOf = (document: Node): readonly Node[] => {
  const items = valueAt(document, 'items')
  return textAt(document, 'kind')?.endsWith('List') && items?.kind === 'list' ? items.items : [document]
}

/** `listed`: the kind of the list that contains the document; items of a list may leave out their kind. */
function readOne(document: Node, listed: string | undefined, building: Building): void {
  const fields = fieldsOf(document, `this ${textAt(document, 'kind') ?? listed ?? 'document'}`, building)
  const kind =
    fields &&
    (listed === undefined || fields.has('kind') ? neededText(fields, 'kind') : {value: listed, place: fields.place})
  if (!kind) return
  fields.text('apiVersion')
  fields.field('status')
  const read = Object.hasOwn(kinds, kind.value) ? kinds[kind.value] : undefined
  if (read) {
    if (!isIgnored(fields, building)) {
      read(fields, building)
      fields.done()
    }
    return
  }
  const names = Object.keys(kinds)
  const guess = nearest(kind.value, names)
  building.problem(
    kind.place,
    `kafkit reads ${enumerated(names, 'and')} of Jikkou, not ${kind.value}${guess ? `; did you mean ${guess}?` : `; --skip-kinds ${kind.value} skips it`}`,
    guess === undefined ? kind.value : undefined,
  )
}

const annotation = (fields: Fields, name: string) => {
  const found = valueAt(fields.node, 'metadata', 'annotations', name)
  return found?.kind === 'scalar' ? String(found.value) : undefined
}

function isIgnored(fields: Fields, building: Building): boolean {
  if (annotation(fields, 'jikkou.io/ignore') !== 'true') return false
  building.remark(fields.place, `${textAt(fields.node, 'metadata', 'name') ?? 'it'} is ignored, as its annotation says`)
  return true
}

const stateOf = (fields: Fields): 'present' | 'absent' =>
  annotation(fields, 'jikkou.io/delete') === 'true' ? 'absent' : 'present'

function readTopic(fields: Fields, building: Building): void {
  const metadata = metadataIn(fields)
  const name = metadata && neededText(metadata, 'name')
  const spec = fields.fields('spec')
  if (!name) return
  const own = spec ? configsIn(spec, 'configs', building) : []
  const shared = (spec?.texts('configMapRefs') ?? []).flatMap(({value, place}): DesiredConfig[] => {
    const found = named('ConfigMap', value, building)
    const data = valueAt(found, 'data')
    if (data?.kind === 'map') return desiredConfigs(data.entries, `ConfigMap ${value}`, building)
    building.problem(place, `topic ${name.value} refers to the ConfigMap ${value}, which is in none of the files`)
    return []
  })
  const configs = new Map([...shared, ...own].map((config) => [config.name, config]))
  building.topic({
    name: name.value,
    place: name.place,
    state: stateOf(fields),
    partitions: spec && partitionsIn(spec, 'partitions'),
    replicationFactor: spec && countIn(spec, 'replicas'),
    configs: [...configs.values()],
  } satisfies Partial<DesiredTopic>)
  spec?.done()
}

/** The document of this kind and name in any of the files. */
const named = (kind: string, name: string, building: Building): Node | undefined =>
  building.documents
    .flatMap((each) => itemsOf(each))
    .find((each) => textAt(each, 'kind') === kind && textAt(each, 'metadata', 'name') === name)

function readAuthorization(fields: Fields, building: Building): void {
  const metadata = metadataIn(fields)
  const name = metadata && neededText(metadata, 'name')
  const spec = neededFields(fields, 'spec')
  if (!name || !spec) return
  building.speaksOf('acls')
  const state = stateOf(fields)
  const acls = [...(spec.list('acls') ?? [])]
  for (const {value, place} of spec.texts('roles') ?? []) {
    const role = valueAt(named('KafkaPrincipalRole', value, building), 'spec', 'acls')
    if (role?.kind === 'list') acls.push(...role.items)
    else building.problem(place, `${name.value} has the role ${value}, which is in none of the files`)
  }
  spec.done()
  for (const node of acls) {
    const acl = fieldsOf(node, `an ACL of ${name.value}`, building)
    const resource = acl?.fields('resource')
    if (!acl || !resource) {
      acl?.problem('resource', `${acl.what} needs a resource`)
      continue
    }
    const type = neededText(resource, 'type')
    const pattern = textIn(resource, 'pattern') ?? textIn(resource, 'name')
    const patternType = textIn(resource, 'patternType')
    resource.done()
    const permission = permissionIn(acl, 'type')
    const host = textIn(acl, 'host')
    const operations = acl.texts('operations') ?? []
    if (operations.length === 0) acl.problem('operations', `${acl.what} needs operations`)
    acl.done()
    if (patternType?.value.toUpperCase() === 'MATCH' && pattern && /^\/.*\/$/.test(pattern.value))
      building.problem(
        patternType.place,
        `${pattern.value} is a regular expression, which Jikkou expands to the topics that match; ACLs in Kafka have no regular expressions: name the topics or a prefix`,
      )
    else if (type)
      building.acl({
        place: acl.place,
        principal: name.value,
        state,
        permission,
        operations,
        hosts: host ? [host] : [],
        pattern: {type, name: pattern, patternType},
      })
  }
}

/** The entity that each type of quota applies to; null: the default of that part. */
const quotaTypes: Readonly<Record<string, (user: string | null, clientId: string | null) => QuotaEntity>> = {
  USER: (user) => [{type: 'user', name: user}],
  USERS_DEFAULT: () => [{type: 'user', name: null}],
  CLIENT: (_, clientId) => [{type: 'client-id', name: clientId}],
  CLIENTS_DEFAULT: () => [{type: 'client-id', name: null}],
  USER_CLIENT: (user, clientId) => [
    {type: 'user', name: user},
    {type: 'client-id', name: clientId},
  ],
  USER_ALL_CLIENTS: (user) => [
    {type: 'user', name: user},
    {type: 'client-id', name: null},
  ],
}

function readQuota(fields: Fields, building: Building): void {
  fields.field('metadata')
  const spec = neededFields(fields, 'spec')
  if (!spec) return
  const type = spec.word('type', Object.keys(quotaTypes))
  const entity = spec.fields('entity')
  const [user, clientId] = [entity?.text('user'), entity?.text('clientId')]
  entity?.done()
  const configs = spec.fields('configs')
  const absent = stateOf(fields) === 'absent'
  if (type === undefined || !configs) {
    if (spec.lacks('type') || !configs) spec.problem('type', 'a KafkaClientQuota needs its type and configs')
    return
  }
  if ((/^USER(?:$|_)/.test(type) && user === undefined) || (type.endsWith('CLIENT') && clientId === undefined)) {
    spec.problem(
      'entity',
      `a quota of type ${type} must name ${type.endsWith('CLIENT') && user !== undefined ? 'a clientId' : 'its entity'}`,
    )
    return
  }
  const wanted = quotaTypes[type]?.(user ?? null, clientId ?? null) ?? []
  const nothing = (node: Node | undefined): Node | undefined =>
    node && absent ? {kind: 'scalar', place: node.place, value: null, text: ''} : node
  building.quota(fields.place, wanted, [
    ['producer_byte_rate', nothing(configs.field('producerByteRate'))],
    ['consumer_byte_rate', nothing(configs.field('consumerByteRate'))],
    ['request_percentage', nothing(configs.field('requestPercentage'))],
  ])
  configs.done()
  spec.done()
}

function readUser(fields: Fields, building: Building): void {
  const metadata = metadataIn(fields)
  const name = metadata && neededText(metadata, 'name')
  const spec = neededFields(fields, 'spec')
  if (!name || !spec) return
  building.speaksOf('users')
  const credentials = (spec.list('authentications') ?? []).flatMap((node) => {
    const one = fieldsOf(node, `an authentication of user ${name.value}`, building)
    const type = one && neededText(one, 'type')
    const mechanism = type?.value.toUpperCase().replaceAll('_', '-') ?? ''
    const iterations = one?.whole('iterations', 4096) ?? 8192
    one?.done({
      password:
        'a password does not belong in a file: leave it out, and kafkit only compares the user; it cannot create it',
      salt: 'kafkit generates the salt',
    })
    if (!one || !type) return []
    if (!isScramMechanism(mechanism)) {
      building.problem(type.place, `there is no SCRAM mechanism '${type.value}'`)
      return []
    }
    return [{place: one.place, mechanism, iterations, password: null}]
  })
  spec.done()
  building.users.push({place: name.place, user: name.value, state: stateOf(fields), credentials})
}
