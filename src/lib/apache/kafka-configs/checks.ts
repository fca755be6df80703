// What kafka-configs refuses before it sends any request, in Apache's order and words.
import {forbidTogether, UsageProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {entityTypes, hasShortcut, isEntityType, namesOf, typesOf, type EntityType} from './entities.ts'
import type {ConfigsOptions} from './options.ts'

export const configsActions = ['describe', 'alter'] as const
export type ConfigsAction = (typeof configsActions)[number]

/** The checked command line. */
export interface ConfigsTask {
  readonly action: ConfigsAction
  /** One type, or users and clients. */
  readonly types: readonly [EntityType, ...EntityType[]]
  /** '' stands for the default entity. There may be fewer names than types. */
  readonly names: readonly string[]
}

/** An exception whose message is printed alone, without the words around other failures. */
export const illegal = (message: string): JavaError => new JavaError('java.lang.IllegalArgumentException', message)

/** Throws UsageProblem, OptionError, or JavaError where Apache's tool prints no help. */
export async function checkConfigsOptions(options: ConfigsOptions): Promise<ConfigsTask> {
  const [action, ...more] = configsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem('Command must include exactly one action: --describe, --alter')
  forbidTogether(options, 'describe', 'add-config', 'delete-config')
  const types = checkedTypes(options)
  if (
    (options.has('entity-name') || options.has('entity-type') || options.has('entity-default')) &&
    hasShortcut(options)
  )
    throw illegal('--entity-{type,name,default} should not be used in conjunction with specific entity flags')
  const names = namesOf(options)
  if (options.has('bootstrap-server') && options.has('bootstrap-controller'))
    throw illegal('Only one of --bootstrap-server or --bootstrap-controller can be specified')
  await checkNames(options, types, names)
  if (action === 'describe') checkDescribe(options, types, names)
  else checkAlter(options, types, names)
  return {action, types, names}
}

function checkedTypes(options: ConfigsOptions): ConfigsTask['types'] {
  const types = typesOf(options)
  const repeated = types.filter((type, at) => types.indexOf(type) < at)
  if (repeated.length > 0) throw illegal(`Duplicate entity type(s) specified: ${repeated.join(',')}`)
  if (!options.has('bootstrap-server') && !options.has('bootstrap-controller'))
    throw illegal('Either --bootstrap-server or --bootstrap-controller must be specified.')
  const known: EntityType[] = []
  for (const type of types) {
    if (!isEntityType(type))
      throw illegal(
        `Invalid entity type ${type}, the entity type must be one of ${entityTypes.join(', ')} ` +
          'with a --bootstrap-server or --bootstrap-controller argument',
      )
    known.push(type)
  }
  const [first, ...others] = known
  if (first === undefined) throw illegal('At least one entity type must be specified')
  if (others.length > 0 && !known.every((type) => type === 'users' || type === 'clients'))
    throw illegal("Only 'users' and 'clients' entity types may be specified together")
  return [first, ...others]
}

async function checkNames(options: ConfigsOptions, types: ConfigsTask['types'], names: readonly string[]) {
  if (!names.some((name) => name !== '')) return
  if (types.includes('brokers') || types.includes('broker-loggers')) {
    for (const id of given(options, 'entity-name', 'broker', 'broker-logger')) {
      if (!isInt(id))
        throw illegal(`The entity name for ${types[0]} must be a valid integer broker id, but it is: ${id}`)
    }
  }
  if (!types.includes('ips')) return
  for (const ip of given(options, 'entity-name', 'ip')) {
    if (!(await isAddress(ip)))
      throw illegal(`The entity name for ${types[0]} must be a valid IP or resolvable host, but it is: ${ip}`)
  }
}

/** Throws OptionError if one of them is given twice. */
const given = (options: ConfigsOptions, ...names: readonly ('entity-name' | 'broker' | 'broker-logger' | 'ip')[]) =>
  names.filter((name) => options.has(name)).map((name) => options.value(name) ?? '')

/** Whether Scala's toInt accepts it. */
export function isInt(text: string): boolean {
  try {
    parseJavaInt(text)
    return true
  } catch {
    return false
  }
}

/** InetAddress.getByName: to Java, the empty name is the loopback address. */
async function isAddress(host: string): Promise<boolean> {
  const [{isIP}, {lookup}] = await Promise.all([import('node:net'), import('node:dns/promises')])
  if (host === '' || isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0) return true
  return lookup(host).then(
    () => true,
    () => false,
  )
}

const haveDefaults: readonly EntityType[] = ['users', 'clients', 'brokers', 'ips']

function checkDescribe(options: ConfigsOptions, types: ConfigsTask['types'], names: readonly string[]) {
  if (!types.some((type) => haveDefaults.includes(type)) && options.has('entity-default'))
    throw illegal(`--entity-default must not be specified with --describe of ${types.join(',')}`)
  if (types.includes('broker-loggers') && !names.some((name) => name !== ''))
    throw illegal(`An entity name must be specified with --describe of ${types.join(',')}`)
}

function checkAlter(options: ConfigsOptions, types: ConfigsTask['types'], names: readonly string[]) {
  if (types.some((type) => haveDefaults.includes(type))) {
    if (names.length === 0)
      throw illegal('An entity-name or default entity must be specified with --alter of users, clients, brokers or ips')
  } else if (!names.some((name) => name !== ''))
    throw illegal(`An entity name must be specified with --alter of ${types.join(',')}`)
  const [adds, addsFile, deletes] = (['add-config', 'add-config-file', 'delete-config'] as const).map((name) =>
    options.has(name),
  )
  if (adds && addsFile) throw illegal('Only one of --add-config or --add-config-file must be specified')
  if (!adds && !addsFile && !deletes)
    throw illegal('At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter')
}
