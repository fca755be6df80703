// The actions of kafka-client-metrics, over the configs of client metrics subscriptions (KIP-714).
import {randomBytes} from 'node:crypto'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ConfigEntry} from '../../configs/config-entry.ts'
import {describeConfigs} from '../../configs/describe.ts'
import {alterIncrementally, type ConfigStep} from '../../configs/incremental.ts'
import {listConfigResources} from '../../configs/list-resources.ts'
import {getWithin} from '../client/get-within.ts'
import {asJavaError} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {separatedValues} from '../java/split.ts'
import type {ClientMetricsOptions} from './checks.ts'

type Action = (cluster: Cluster, options: ClientMetricsOptions, io: Io) => Promise<void>

export const alter: Action = async (cluster, options, io) => {
  const name = options.has('generate-name') ? randomName() : (options.value('name') ?? '')
  const steps: ConfigStep[] = []
  const change = (key: string, value: string | undefined) => {
    if (value !== undefined) steps.push({name: key, operation: value === '' ? 'unset' : 'set', value})
  }
  change('interval.ms', options.value('interval'))
  change('metrics', listed(options, 'metrics'))
  change('match', listed(options, 'match'))
  await send(
    cluster,
    name,
    hashOrder(steps, (step) => stringHash(step.name)),
  )
  io.out(`Altered client metrics config for ${name}.\n`)
}

/** The values that joptsimple split at commas, joined again. */
const listed = (options: ClientMetricsOptions, name: 'metrics' | 'match'): string | undefined =>
  options.has(name)
    ? options
        .values(name)
        .flatMap((text) => separatedValues(text, ','))
        .join(',')
    : undefined

/** Uuid.randomUuid, which never begins with a dash, so it cannot be mistaken for an option. */
function randomName(): string {
  for (;;) {
    const name = Buffer.concat([randomBytes(6), version4(), randomBytes(8)])
    name[8] = ((name[8] ?? 0) & 0x3f) | 0x80
    const text = name.toString('base64url')
    if (!text.startsWith('-')) return text
  }
}

/** The two bytes of a UUID that contain its version. */
function version4(): Buffer {
  const bytes = randomBytes(2)
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x40
  return bytes
}

export const remove: Action = async (cluster, options, io) => {
  const name = options.value('name') ?? ''
  const entries = await configsOf(cluster, name)
  await send(
    cluster,
    name,
    entries.map((entry) => ({name: entry.name, operation: 'unset', value: entry.value})),
  )
  io.out(`Deleted client metrics config for ${name}.\n`)
}

export const describe: Action = async (cluster, options, io) => {
  const name = options.value('name')
  const names = await namesOf(cluster)
  if (name !== undefined && !names.includes(name)) {
    io.out(`The client metric resource ${name} doesn't exist and doesn't have dynamic config.\n`)
    return
  }
  for (const each of name === undefined ? names : [name]) {
    io.out(`Client metrics configs for ${each} are:\n`)
    for (const entry of await configsOf(cluster, each)) io.out(`  ${entry.name}=${entry.value}\n`)
  }
}

export const list: Action = async (cluster, _options, io) => {
  io.out(`${(await namesOf(cluster)).join('\n')}\n`)
}

async function namesOf(cluster: Cluster): Promise<string[]> {
  const resources = await get('listConfigResources', listConfigResources(cluster, ['CLIENT_METRICS']))
  return resources.map(({name}) => name)
}

/** The configs in the order of the HashMap that Java makes of the response. */
async function configsOf(cluster: Cluster, name: string): Promise<ConfigEntry[]> {
  const [described] = await get('describeConfigs', describeConfigs(cluster, [{type: 'CLIENT_METRICS', name}]))
  if (!described || described.error) throw asJavaError(described?.error, 'describeConfigs')
  return hashOrder(described.configs, (entry) => stringHash(entry.name))
}

const send = (cluster: Cluster, name: string, steps: readonly ConfigStep[]): Promise<void> =>
  get('incrementalAlterConfigs', alterIncrementally(cluster, {type: 'CLIENT_METRICS', name}, steps))

/** How long Apache's tool waits for each answer, ms. */
const waitMs = 30_000

/** Throws what the future of this call throws, without the ExecutionException around it. */
const get = async <T>(call: string, future: Promise<T>): Promise<T> =>
  getWithin(
    waitMs,
    future.catch((error: unknown) => {
      throw asJavaError(error, call)
    }),
  )
