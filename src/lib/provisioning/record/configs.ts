// Records calls of kafka-configs --alter.
import {isScramMechanism} from '../../users/scram-mechanism.ts'
import type {Call, RecordedRequests} from './recorded-requests.ts'
import {givenWords} from './words.ts'

/** `--topic orders` is `--entity-type topics --entity-name orders`. */
const shortcuts: Readonly<Record<string, string>> = {
  topic: 'topics',
  broker: 'brokers',
  user: 'users',
  client: 'clients',
  ip: 'ips',
  group: 'groups',
  'client-metrics': 'client-metrics',
}
const defaults: Readonly<Record<string, string>> = {
  'broker-defaults': 'brokers',
  'user-defaults': 'users',
  'client-defaults': 'clients',
  'ip-defaults': 'ips',
}

const options = {
  flags: ['alter', 'describe', 'all', 'force', 'entity-default', ...Object.keys(defaults)],
  valued: ['entity-type', 'entity-name', 'add-config', 'add-config-file', 'delete-config', ...Object.keys(shortcuts)],
  passed: ['bootstrap-server', 'bootstrap-controller', 'command-config', 'zookeeper', 'zk-tls-config-file'],
}

export function recordConfigs(call: Call, requests: RecordedRequests): void {
  const {flags, values, strange} = givenWords(call.args, options)
  if (strange !== undefined) return requests.problem(call, `kafkit record does not know ${strange}`)
  if (flags.has('describe')) {
    requests.notes.add('the script read configs with kafka-configs and was told that nothing is set')
    return
  }
  if (!flags.has('alter')) return requests.problem(call, 'it does not alter anything')
  if (values.has('add-config-file'))
    return requests.problem(call, 'the file of --add-config-file is not read: write its configs into --add-config')
  const entities = entitiesOf(call.args)
  if (!entities)
    return requests.problem(
      call,
      'the entities are unclear: each --entity-type needs its --entity-name or --entity-default',
    )
  const changes = new Map<string, string | null>()
  for (const text of values.get('add-config') ?? []) for (const [name, value] of pairsOf(text)) changes.set(name, value)
  for (const text of values.get('delete-config') ?? [])
    for (const name of text.split(',')) changes.set(name.trim(), null)
  const [first] = entities
  if (!first || changes.size === 0) return requests.problem(call, 'it changes nothing')
  if (entities.some(({type}) => ['users', 'clients', 'ips'].includes(type)))
    return recordClients(call, entities, changes, requests)
  if (entities.length > 1) return requests.problem(call, 'these entity types cannot be combined')
  const {type, name} = first
  if (type === 'topics' && name !== null) {
    const topic = requests.topics.get(name) ?? {}
    requests.topics.set(name, {...topic, configs: {...topic.configs, ...Object.fromEntries(changes)}})
    return
  }
  const section = ({brokers: 'brokers', groups: 'groups', 'client-metrics': 'clientMetrics'} as const)[type]
  if (!section || (name === null && section !== 'brokers'))
    return requests.problem(call, `kafkit record cannot record ${type}`)
  const resources = requests.configs.get(section) ?? new Map<string, Record<string, string | null>>()
  const key = name ?? 'default'
  resources.set(key, {...resources.get(key), ...Object.fromEntries(changes)})
  requests.configs.set(section, resources)
}

interface Entity {
  readonly type: string
  /** Null: the default entity of the type. */
  readonly name: string | null
}

/** In the order in which they are given, which is how Apache's tool pairs them. */
function entitiesOf(args: readonly string[]): Entity[] | undefined {
  const types: string[] = []
  const names: (string | null)[] = []
  for (let at = 0; at < args.length; at++) {
    const [, option = '', inline] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? []
    const value = () => inline ?? args[++at] ?? ''
    if (option === 'entity-type') types.push(value())
    else if (option === 'entity-name') names.push(value())
    else if (option === 'entity-default') names.push(null)
    else if (Object.hasOwn(shortcuts, option)) {
      types.push(shortcuts[option] ?? '')
      names.push(value())
    } else if (Object.hasOwn(defaults, option)) {
      types.push(defaults[option] ?? '')
      names.push(null)
    }
  }
  return types.length > 0 && types.length === names.length
    ? types.map((type, at) => ({type, name: names[at] ?? null}))
    : undefined
}

/** Splits `a=b,c=[d,e],f=`; commas inside brackets belong to the value. */
function pairsOf(text: string): (readonly [string, string])[] {
  return [...text.matchAll(/\s*([^=,]+)=(\[[^\]]*\]|[^,]*)(?:,|$)/g)].map(([, name = '', value = '']) => [
    name.trim(),
    value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value,
  ])
}

const fields: Readonly<Record<string, string>> = {users: 'user', clients: 'clientId', ips: 'ip'}

function recordClients(
  call: Call,
  entities: readonly Entity[],
  changes: ReadonlyMap<string, string | null>,
  requests: RecordedRequests,
): void {
  const quotas: Record<string, string | null> = {}
  for (const [name, value] of changes) {
    if (!isScramMechanism(name)) quotas[name] = value
    else recordScram(call, entities, {mechanism: name, value}, requests)
  }
  if (Object.keys(quotas).length === 0) return
  const entity: Record<string, string> = {}
  for (const {type, name} of entities) {
    const field = fields[type]
    if (field === undefined) return requests.problem(call, `${type} cannot have quotas`)
    entity[field] = name ?? 'default'
  }
  const key = JSON.stringify(entity)
  requests.quotas.set(key, {...requests.quotas.get(key), ...quotas})
}

function recordScram(
  call: Call,
  [entity, ...more]: readonly Entity[],
  {mechanism, value}: {readonly mechanism: string; readonly value: string | null},
  requests: RecordedRequests,
): void {
  const user = entity?.name
  if (entity?.type !== 'users' || user == null || more.length > 0)
    return requests.problem(call, 'a SCRAM password needs exactly one user')
  const own = requests.users.get(user) ?? new Map<string, {iterations?: number; passwordFrom: {env: string}}>()
  if (value === null) {
    own.delete(mechanism)
    if (own.size > 0) return void requests.users.set(user, own)
    requests.users.delete(user)
    requests.absentUsers.add(user)
    return
  }
  const iterations = /(?:^|,)iterations=(\d+)/.exec(value)?.[1]
  const env = `${user.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_PASSWORD`
  own.set(mechanism, {...(iterations === undefined ? {} : {iterations: Number(iterations)}), passwordFrom: {env}})
  requests.users.set(user, own)
  requests.absentUsers.delete(user)
  requests.notes.add(`the password of user ${user} is not recorded: set ${env} before the file is applied`)
}
