// kafka-configs --alter.
import type {Io} from '../../cli/io.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import {alterIncrementally, type ConfigStep} from '../../configs/incremental.ts'
import {isScramMechanism} from '../../users/scram-mechanism.ts'
import {JavaError} from '../java/errors.ts'
import {scalaSetText} from '../java/scala-set.ts'
import {addedConfigs, deletedConfigs} from './added-configs.ts'
import type {Admin} from '../client/admin.ts'
import {illegal, type ConfigsTask} from './checks.ts'
import {configNames} from './describe-resources.ts'
import {singular} from './entities.ts'
import type {ConfigsOptions} from './options.ts'
import {changeQuotas, invalidConfiguration, ipQuotas, userAndClientQuotas} from './quotas.ts'
import {checkResourceName, nodeOf, resourceOf, type ResourceEntityType} from './resource.ts'
import {changeScram} from './scram.ts'

interface Changes {
  readonly added: ReadonlyMap<string, string>
  readonly deleted: readonly string[]
}

export async function alter(admin: Admin, task: ConfigsTask, options: ConfigsOptions, io: Io): Promise<void> {
  const {types, names} = task
  const [type] = types
  const [name = ''] = names
  const changes = {added: await addedConfigs(options), deleted: deletedConfigs(options)}
  if (type === 'users' || type === 'clients') await alterUserOrClient(admin, task, changes)
  else if (type === 'ips') await alterIp(admin, task, changes)
  else await alterResource(admin, type, name, changes)
  io.out(
    name === ''
      ? `Completed updating default config for ${type} in the cluster.\n`
      : `Completed updating config for ${singular(type)} ${name}.\n`,
  )
}

/**
 * How long Apache's tool waits, ms: the timeout that it gives the call is shorter than the time for which it waits
 * for the future.
 */
const alterMs = 30_000

async function alterResource(admin: Admin, type: ResourceEntityType, name: string, {added, deleted}: Changes) {
  if (type === 'broker-loggers') {
    const loggers = await configNames(admin, type, name)
    const unknown = [...deleted, ...added.keys()].filter((logger) => !loggers.has(logger))
    if (unknown.length > 0) throw invalidConfiguration(`Invalid broker logger(s): ${unknown.join(',')}`)
  }
  if (type === 'brokers') checkResourceName(type, name)
  const steps: ConfigStep[] = [
    ...deleted.map((key): ConfigStep => ({name: key, operation: 'unset', value: ''})),
    ...[...added].map(([key, value]): ConfigStep => ({name: key, operation: 'set', value})),
  ]
  // With --bootstrap-controller, only the loggers of a node are sent to that node; everything else goes to the active
  // controller.
  await admin.getAt(
    'incrementalAlterConfigs',
    type === 'broker-loggers' ? nodeOf(type, name) : undefined,
    async (cluster, anywhere) => {
      try {
        await alterIncrementally(cluster, resourceOf(type, name), steps, anywhere ? {to: 'any'} : {})
      } catch (error) {
        throw error instanceof UnsupportedApi ? tooOld(error) : error
      }
    },
    alterMs,
  )
}

function tooOld(cause: UnsupportedApi): JavaError {
  return new JavaError(
    'org.apache.kafka.common.errors.UnsupportedVersionException',
    'The INCREMENTAL_ALTER_CONFIGS API is not supported by the cluster. The API is supported starting from version ' +
      '2.3.0. You may want to use an older version of this tool to interact with your cluster, or upgrade your brokers ' +
      'to version 2.3.0 or newer to avoid this error.',
    {cause},
  )
}

async function alterUserOrClient(admin: Admin, {types, names}: ConfigsTask, {added, deleted}: Changes) {
  const unknown = (keys: Iterable<string>) =>
    [...keys].filter((key) => !isScramMechanism(key) && !userAndClientQuotas.has(key))
  const scramAdded = new Map([...added].flatMap(([key, value]) => (isScramMechanism(key) ? [[key, value]] : [])))
  const scramDeleted = deleted.filter(isScramMechanism)
  const scram = scramAdded.size > 0 || scramDeleted.length > 0
  const quotas = [...added.keys(), ...deleted].some((key) => userAndClientQuotas.has(key))
  const ofClients = types[0] === 'clients' || types.length === 2
  const allowed = ofClients ? 'quota' : 'quota and SCRAM credential'
  const complain = (verb: string, shown: string) =>
    illegal(
      `Only ${allowed} configs can be ${verb} for '${ofClients ? 'clients' : 'users'}' using --bootstrap-server. ` +
        `Unexpected config names: ${shown}`,
    )
  const wrongAdded = [...unknown(added.keys()), ...(ofClients ? scramAdded.keys() : [])]
  if (wrongAdded.length > 0) throw complain('added', scalaSetText(wrongAdded))
  const wrongDeleted = [...unknown(deleted), ...(ofClients ? scramDeleted : [])]
  if (wrongDeleted.length > 0) throw complain('deleted', `ArrayBuffer(${wrongDeleted.join(', ')})`)
  if (!ofClients && scram) {
    if (names.includes(''))
      throw illegal(
        'The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using --bootstrap-server.',
      )
    if (quotas)
      throw illegal(
        "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server.",
      )
  }
  if (quotas) return changeQuotas(admin, types, names, added, deleted)
  if (names.length !== 1)
    throw new JavaError(
      'java.lang.IllegalStateException',
      `Altering user SCRAM credentials should never occur for more zero or multiple users: List(${names.join(', ')})`,
    )
  return changeScram(admin, names[0] ?? '', scramAdded, scramDeleted)
}

async function alterIp(admin: Admin, {types, names}: ConfigsTask, {added, deleted}: Changes) {
  const unknown = [...added.keys(), ...deleted].filter((key) => !ipQuotas.has(key))
  if (unknown.length > 0)
    throw illegal(
      `Only connection quota configs can be added for 'ips' using --bootstrap-server. Unexpected config names: ${unknown.join(',')}`,
    )
  return changeQuotas(admin, types, names, added, deleted)
}
