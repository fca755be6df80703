import {AlterConfigs} from '../apis/alter-configs.ts'
import {IncrementalAlterConfigs} from '../apis/incremental-alter-configs.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'
import {inTurn, mostRecords, weighed, type InTurnOptions} from '../cluster/batches.ts'
import {KafkaError, throwIfError, UsageError} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {ownSource, type ConfigEntry} from './config-entry.ts'
import {configResourceCode, configTarget, resourceText, type ConfigResource} from './config-resource.ts'
import {describeConfigs} from './describe.ts'
import {alterEachIncrementally, alterIncrementally, type ConfigStep} from './incremental.ts'

/** `append` and `subtract` apply to configs whose values are comma-separated lists, such as `cleanup.policy`. */
export interface ConfigChanges {
  readonly set?: Readonly<Record<string, string>> | undefined
  readonly unset?: readonly string[] | undefined
  readonly append?: Readonly<Record<string, string>> | undefined
  readonly subtract?: Readonly<Record<string, string>> | undefined
}

export interface AlterConfigsOptions {
  readonly validateOnly?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface AlteredConfigs {
  readonly resource: ConfigResource
  /**
   * `AlterConfigs` is used for brokers before Kafka 2.3, which can only replace all configs of a resource: they are
   * read, changed and written back, so changes that others make in between are lost.
   */
  readonly api: 'IncrementalAlterConfigs' | 'AlterConfigs'
  readonly validateOnly: boolean
}

/**
 * Changes the configs of one resource, all or none. Throws KafkaError with the broker's message if it refuses (unknown
 * config name, invalid value, unknown topic), and UsageError if a config is named twice, or none is named.
 */
export async function alterConfigs(
  cluster: Cluster,
  resource: ConfigResource,
  changes: ConfigChanges,
  options: AlterConfigsOptions = {},
): Promise<AlteredConfigs> {
  const {validateOnly = false, signal} = options
  const steps = stepsOf(resource, changes)
  const node = configTarget(resource)
  const to: Target = node === 'any' ? 'any' : {node}
  const incremental = await cluster.supports(IncrementalAlterConfigs)
  if (incremental) {
    await alterIncrementally(cluster, resource, steps, {validateOnly, to, signal})
  } else {
    await asAWhole(cluster, {resource, steps, validateOnly, to, signal})
  }
  return {resource, api: incremental ? 'IncrementalAlterConfigs' : 'AlterConfigs', validateOnly}
}

/**
 * Makes the same changes to many topics, in as many consecutive requests as necessary. Returns an outcome per topic, in
 * the same order: null, or why it was refused. Before Kafka 2.3 topic by topic, see AlteredConfigs.
 */
export async function alterConfigsOfTopics(
  cluster: Cluster,
  topics: readonly string[],
  changes: ConfigChanges,
  options: AlterConfigsOptions & InTurnOptions = {},
): Promise<(KafkaError | null)[]> {
  const {validateOnly = false, signal, onProgress} = options
  const resources = topics.map((name): ConfigResource => ({type: 'TOPIC', name}))
  const [first] = resources
  if (!first) return []
  const steps = stepsOf(first, changes)
  const incremental = await cluster.supports(IncrementalAlterConfigs)
  const one = async (resource: ConfigResource) =>
    asAWhole(cluster, {resource, steps, validateOnly, to: 'any', signal}).then(
      () => null,
      (error: unknown) => {
        if (error instanceof KafkaError) return error
        throw error
      },
    )
  return inTurn<ConfigResource, KafkaError | null>(
    incremental ? weighed(resources, () => steps.length, mostRecords) : chunks(resources, 1),
    (piece) =>
      incremental
        ? alterEachIncrementally(cluster, piece, steps, {validateOnly, to: 'any', signal})
        : Promise.all(piece.map(one)),
    (resource, code, text) => new KafkaError(code, whatOf(resource), text),
    {onProgress},
  )
}

interface Alteration {
  readonly resource: ConfigResource
  readonly steps: readonly ConfigStep[]
  readonly validateOnly: boolean
  readonly to: Target
  readonly signal: AbortSignal | undefined
}

function stepsOf(
  resource: ConfigResource,
  {set = {}, unset = [], append = {}, subtract = {}}: ConfigChanges,
): ConfigStep[] {
  const valued = (operation: ConfigStep['operation'], values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]): ConfigStep => ({name, operation, value}))
  const steps: ConfigStep[] = [
    ...valued('set', set),
    ...unset.map((name): ConfigStep => ({name, operation: 'unset', value: null})),
    ...valued('append', append),
    ...valued('subtract', subtract),
  ]
  const seen = new Set<string>()
  for (const {name} of steps) {
    if (name === '') throw new UsageError(`alter configs of ${resourceText(resource)}: a config name is empty`)
    if (seen.has(name)) throw new UsageError(`alter configs of ${resourceText(resource)}: '${name}' is given twice`)
    seen.add(name)
  }
  if (steps.length === 0) throw new UsageError(`alter configs of ${resourceText(resource)}: no configs were given`)
  return steps
}

const whatOf = (resource: ConfigResource) => `alter configs of ${resourceText(resource)}`

/** AlterConfigs resets every config that is not in the request, so the unchanged ones have to be sent as well. */
async function asAWhole(cluster: Cluster, {resource, steps, validateOnly, to, signal}: Alteration) {
  const what = whatOf(resource)
  const [described] = await describeConfigs(cluster, [resource], {signal})
  if (!described || described.error) throw described?.error ?? new Error('no answer')
  const own = described.configs.filter(({source}) => source === ownSource(resource))
  const changed = new Set(steps.map(({name}) => name))
  const secret = own.find(({name, isSensitive}) => isSensitive && !changed.has(name))
  if (secret) {
    throw new UsageError(
      `${what}: this broker (before Kafka 2.3) can only replace all configs together, and '${secret.name}' is secret and ` +
        `cannot be read: set it as well to keep it`,
    )
  }
  const values = new Map(own.map(({name, value}) => [name, value]))
  for (const step of steps) {
    if (step.operation === 'unset') values.delete(step.name)
    else
      values.set(
        step.name,
        newValue(
          step,
          described.configs.find(({name}) => name === step.name),
        ),
      )
  }
  const {responses} = await cluster.call(
    AlterConfigs,
    {
      resources: [
        {
          resourceType: configResourceCode[resource.type],
          resourceName: resource.name,
          configs: [...values].map(([name, value]) => ({name, value})),
        },
      ],
      validateOnly,
    },
    {what, to, signal, errors: (response) => response.responses.map(({errorCode}) => errorCode)},
  )
  for (const {errorCode, errorMessage} of responses) throwIfError(errorCode, what, errorMessage)
}

function newValue({operation, value}: ConfigStep, present: ConfigEntry | undefined): string | null {
  if (operation === 'set') return value
  const list = (text: string | null | undefined) => (text ? text.split(',').map((each) => each.trim()) : [])
  const have = list(present?.value)
  const given = list(value)
  if (operation === 'append') return [...have, ...given.filter((each) => !have.includes(each))].join(',')
  return have.filter((each) => !given.includes(each)).join(',')
}
