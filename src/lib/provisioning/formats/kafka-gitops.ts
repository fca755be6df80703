// Reads kafka-gitops: one state file with topics, services and the ACLs that follow from them.
import {clusterResourceName} from '../../acls/acl-names.ts'
import type {AclPermission} from '../../acls/acl-names.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {isNull, valueAt, type Node} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import type {FormatReader} from '../reader.ts'
import type {Placed} from '../declared.ts'
import {Building, configsIn, countIn, neededText, partitionsIn, permissionIn, textIn} from './building.ts'

const keys = ['settings', 'topics', 'services', 'users', 'customServiceAcls', 'customUserAcls']

export const kafkaGitops: FormatReader = {
  name: 'kafka-gitops',
  recognises: (document) =>
    document.kind === 'map' &&
    document.entries.size > 0 &&
    [...document.entries.keys()].every((key) => keys.includes(key)) &&
    !isCompose(valueAt(document, 'services')) &&
    keys.some((key) => valueAt(document, key)?.kind === 'map'),
  read: (document, reading) => {
    const building = new Building(kafkaGitops.name, document.place, reading)
    const fields = fieldsOf(document, 'the state file', building)
    if (fields) read(fields, building)
    return [building.done()]
  },
}

/** Whether these are services of docker compose, which have images. */
const isCompose = (services: Node | undefined): boolean =>
  services?.kind === 'map' &&
  [...services.entries.values()].some(({value}) => valueAt(value, 'image') ?? valueAt(value, 'build'))

function read(fields: Fields, building: Building): void {
  const settings = fields.fields('settings')
  const topicSettings = settings?.fields('topics')
  const replication = topicSettings?.fields('defaults')
  const usual = replication && countIn(replication, 'replication')
  const blacklist = topicSettings?.fields('blacklist')
  const protect = blacklist?.texts('prefixed') ?? []
  const serviceAcls = settings?.fields('services')?.fields('acls')
  // kafka-gitops reads the first spelling; the second follows the spelling of its other fields.
  const describes = serviceAcls?.bool('describeTopicEnabled') ?? serviceAcls?.bool('describe-topic-enabled') ?? false
  if (settings?.field('files'))
    building.remark(
      settings.placeOf('files'),
      'the other files of this state are read only if you name them with -f too',
    )
  // Tells whether the principals are those of Confluent Cloud; they are written in the services, or missing.
  settings?.field('ccloud')
  for (const each of [replication, blacklist, topicSettings, serviceAcls, settings]) each?.done()
  if (protect.length > 0)
    building.scope = {
      place: fields.placeOf('settings'),
      protect: protect.map(({value, place}) => ({value: `${value}*`, place})),
    }
  const topics = fields.map('topics')
  if (fields.has('topics')) {
    building.speaksOf('topics')
    building.remark(
      fields.placeOf('topics'),
      'kafka-gitops deletes topics that its file does not name; kafkit deletes nothing that is not named (--previous, --prune)',
    )
  }
  for (const [name, {place, value}] of topics ?? []) {
    const topic = fieldsOf(value, `topic ${name}`, building)
    if (!topic) continue
    building.topic({
      name,
      place,
      partitions: partitionsIn(topic, 'partitions'),
      replicationFactor: countIn(topic, 'replication') ?? usual,
      configs: configsIn(topic, 'configs', building),
    })
    topic.done()
  }
  const principals = readServices(fields, describes, building)
  readCustom(fields, 'customServiceAcls', (name) => principals.get(name), building)
  // Users of Confluent Cloud get their principals from Confluent.
  const users = fields.map('users')
  for (const [name, {value}] of users ?? []) {
    const user = fieldsOf(value, `user ${name}`, building)
    const principal = user && neededText(user, 'principal')
    if (principal) {
      principals.set(name, principal.value)
      readRoles(name, principal.value, user, building)
    }
    user?.done()
  }
  readCustom(fields, 'customUserAcls', (name) => principals.get(name), building)
  fields.done()
}

/** Makes exactly the ACLs that kafka-gitops makes for services, so that a cluster managed by it needs no changes. */
function readServices(fields: Fields, describes: boolean, building: Building): Map<string, string> {
  const principals = new Map<string, string>()
  for (const [name, {place, value}] of fields.map('services') ?? []) {
    const service = fieldsOf(value, `service ${name}`, building)
    if (!service) continue
    const type = service.word('type', ['application', 'kafka-streams', 'kafka-connect'] as const)
    const principal = neededText(service, 'principal')?.value
    if (principal === undefined || type === undefined) continue
    principals.set(name, principal)
    const [produces, consumes] = [service.texts('produces') ?? [], service.texts('consumes') ?? []]
    const group = service.text('group-id') ?? name
    const acl = (at: Place, kind: string, resource: string, operation: string, patternType = 'literal') =>
      building.acl({
        place: at,
        principal,
        role: `service ${name}`,
        pattern: {
          type: {value: kind, place: at},
          name: {value: resource, place: at},
          patternType: {value: patternType, place: at},
        },
        operations: [{value: operation, place: at}],
      })
    for (const topic of produces) acl(topic.place, 'topic', topic.value, 'write')
    for (const topic of consumes) acl(topic.place, 'topic', topic.value, 'read')
    if (consumes.length > 0 && type === 'application') acl(place, 'group', group, 'read')
    if (describes)
      for (const topic of new Map([...produces, ...consumes].map((each) => [each.value, each])).values())
        acl(topic.place, 'topic', topic.value, 'describe')
    if (type === 'kafka-streams') {
      const id = service.text('application-id') ?? name
      for (const operation of streamsOperations) acl(place, 'topic', id, operation, 'prefixed')
      for (const operation of ['read', 'describe', 'delete']) acl(place, 'group', id, operation)
      acl(place, 'cluster', clusterResourceName, 'describe-configs')
    }
    if (type === 'kafka-connect') readConnect(name, service, {place, group, acl}, building)
    service.done()
  }
  return principals
}

/** On all topics that start with the application id. */
const streamsOperations = [
  'read',
  'write',
  'describe',
  'delete',
  'create',
  'alter',
  'alter-configs',
  'describe-configs',
]

interface Connect {
  readonly place: Place
  readonly group: string
  readonly acl: (at: Place, kind: string, resource: string, operation: string) => void
}

function readConnect(name: string, service: Fields, {place, group, acl}: Connect, building: Building): void {
  const storage = service.fields('storage-topics')
  const topics = ['config', 'offset', 'status'].map(
    (kind) => storage?.text(kind) ?? `connect-${kind === 'status' ? kind : `${kind}s`}-${name}`,
  )
  storage?.done()
  for (const topic of topics) for (const operation of ['read', 'write']) acl(place, 'topic', topic, operation)
  acl(place, 'group', group, 'read')
  for (const [connector, {place: at, value}] of service.map('connectors') ?? []) {
    const one = fieldsOf(value, `connector ${connector}`, building)
    for (const topic of one?.texts('produces') ?? []) acl(topic.place, 'topic', topic.value, 'write')
    const consumed = one?.texts('consumes') ?? []
    for (const topic of consumed) acl(topic.place, 'topic', topic.value, 'read')
    if (consumed.length > 0) acl(at, 'group', `connect-${connector}`, 'read')
    one?.done()
  }
}

/** The ACLs that kafka-gitops makes for a user's roles: rights on all topics and groups. */
const roles = {
  reader: [
    ['topic', '*', 'read'],
    ['group', '*', 'read'],
  ],
  writer: [['topic', '*', 'write']],
  operator: [
    ['cluster', clusterResourceName, 'describe'],
    ['topic', '*', 'describe'],
    ['topic', '*', 'describe_configs'],
    ['group', '*', 'read'],
    ['group', '*', 'describe'],
  ],
} as const

function readRoles(name: string, principal: string, user: Fields, building: Building): void {
  for (const {value: role, place} of user.texts('roles') ?? []) {
    const found = Object.entries(roles).find(([each]) => each === role.toLowerCase())
    if (!found) {
      building.problem(place, `role ${role} of user ${name}: the roles of kafka-gitops are reader, writer and operator`)
      continue
    }
    for (const [type, resource, operation] of found[1])
      building.acl({
        place,
        principal,
        role: `${found[0]} ${name}`,
        pattern: {type: {value: type, place}, name: {value: resource, place}},
        operations: [{value: operation, place}],
      })
  }
}

function readCustom(
  fields: Fields,
  key: string,
  principalOf: (name: string) => string | undefined,
  building: Building,
): void {
  for (const [owner, {value}] of fields.map(key) ?? []) {
    if (isNull(value)) continue
    const acls = fieldsOf(value, `${key} of ${owner}`, building)
    for (const [name, {place, value: node}] of acls?.node.entries ?? []) {
      acls?.field(name)
      const acl = fieldsOf(node, `ACL ${name} of ${owner}`, building)
      if (!acl) continue
      const principal: Placed<string> | undefined =
        textIn(acl, 'principal') ??
        (principalOf(owner) === undefined ? undefined : {value: principalOf(owner) ?? '', place})
      if (!principal) acl.problem('principal', `${acl.what} needs a principal`)
      const [type, resource, operation] = [neededText(acl, 'type'), textIn(acl, 'name'), neededText(acl, 'operation')]
      const [pattern, host] = [textIn(acl, 'pattern'), textIn(acl, 'host')]
      const permission: AclPermission = permissionIn(acl, 'permission')
      if (principal && type && operation)
        building.acl({
          place,
          principal: principal.value,
          permission,
          operations: [operation],
          hosts: host ? [host] : [],
          pattern: {type, name: resource, patternType: pattern},
        })
      acl.done()
    }
  }
}
