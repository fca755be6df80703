// Sends a plan, either for validation only, or to change the configs and read them back.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi, UsageError} from '../cluster/errors.ts'
import {alterConfigs, alterConfigsOfTopics, type ConfigChanges} from './alter.ts'
import {ownSource, type ConfigEntry} from './config-entry.ts'
import type {ConfigResource} from './config-resource.ts'
import {listParts, sameValue} from './config-values.ts'
import {describeConfigs} from './describe.ts'
import type {ConfigStep} from './incremental.ts'
import type {PlannedConfig} from './plan-changes.ts'

type Refusal = KafkaError | ConnectionError | UnsupportedApi | UsageError

/**
 * Sends the plan with one request for each resource (topics with the same changes share one); with `validateOnly` the
 * brokers only validate. Returns the resources that were refused: all configs of a resource are changed, or none.
 */
export async function applyChanges(
  cluster: Cluster,
  items: readonly PlannedConfig[],
  {validateOnly}: {readonly validateOnly: boolean},
): Promise<ReadonlyMap<ConfigResource, Refusal>> {
  const planned = items.filter(({status}) => status === 'planned')
  const byResource = Map.groupBy(planned, ({resource}) => resource)
  const refused = new Map<ConfigResource, Refusal>()
  const topics = new Map<string, ConfigResource[]>()
  const others: ConfigResource[] = []
  for (const [resource, own] of byResource) {
    if (resource.type !== 'TOPIC') others.push(resource)
    else {
      const key = JSON.stringify(own.map(({step}) => step))
      topics.set(key, [...(topics.get(key) ?? []), resource])
    }
  }
  for (const same of topics.values()) {
    const [first] = same
    const changes = changesOf((first && byResource.get(first)) ?? [])
    const names = same.map(({name}) => name)
    const outcomes = await alterConfigsOfTopics(cluster, names, changes, {validateOnly})
    for (const [at, error] of outcomes.entries()) {
      const resource = same[at]
      if (resource && error) refused.set(resource, error)
    }
  }
  await Promise.all(
    others.map(async (resource) => {
      try {
        await alterConfigs(cluster, resource, changesOf(byResource.get(resource) ?? []), {validateOnly})
      } catch (error) {
        if (!isRefusal(error)) throw error
        refused.set(resource, error)
      }
    }),
  )
  return refused
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof KafkaError ||
  error instanceof ConnectionError ||
  error instanceof UnsupportedApi ||
  error instanceof UsageError

function changesOf(items: readonly PlannedConfig[]): ConfigChanges {
  const valued = (operation: ConfigStep['operation']) =>
    Object.fromEntries(
      items.flatMap(({step}) => (step.operation === operation ? [[step.name, step.value ?? ''] as const] : [])),
    )
  return {
    set: valued('set'),
    append: valued('append'),
    subtract: valued('subtract'),
    unset: items.flatMap(({step}) => (step.operation === 'unset' ? [step.name] : [])),
  }
}

/** What a broker shows for a config afterwards; `entry` undefined: it no longer lists this name. */
export interface SeenConfig {
  readonly item: PlannedConfig
  readonly entry: ConfigEntry | undefined
  /** Whether it shows the value that was sent. */
  readonly arrived: boolean
  /** Why it could not be read. */
  readonly error?: Error
}

const tries = 20

/**
 * Waits until the brokers show the changes: they usually follow the controller within 100 ms. `pause` waits between two
 * tries.
 */
export async function readBackConfigs(
  cluster: Cluster,
  items: readonly PlannedConfig[],
  pause: () => Promise<void>,
): Promise<SeenConfig[]> {
  for (let left = tries; ; left--) {
    const seen = await lookAt(cluster, items)
    if (left <= 1 || seen.every(({arrived}) => arrived)) return seen
    await pause()
  }
}

async function lookAt(cluster: Cluster, items: readonly PlannedConfig[]): Promise<SeenConfig[]> {
  if (items.length === 0) return []
  const resources = [...new Set(items.map(({resource}) => resource))]
  const names = new Set(items.map(({step}) => step.name))
  const described = await describeConfigs(cluster, resources, {keep: (name) => names.has(name), synonyms: true})
  const found = new Map(described.map((each) => [each.resource, each]))
  return items.map((item) => {
    const description = found.get(item.resource)
    if (!description || description.error)
      return {item, entry: undefined, arrived: false, ...(description?.error && {error: description.error})}
    const entry = description.configs.find(({name}) => name === item.step.name)
    return {item, entry, arrived: hasArrived(item, entry)}
  })
}

function hasArrived(
  {resource, step, type, isSensitive, before}: PlannedConfig,
  entry: ConfigEntry | undefined,
): boolean {
  const {operation} = step
  const own = entry?.source === ownSource(resource) ? entry : undefined
  if (resource.type === 'BROKER_LOGGER' && operation === 'unset') return true
  if (operation === 'unset') return own === undefined
  if (operation === 'subtract') {
    const left = listParts(entry?.value ?? '')
    return !listParts(step.value ?? '').some((part) => left.includes(part))
  }
  if (!own) return false
  if (isSensitive) return true
  if (operation === 'append') {
    const have = listParts(own.value ?? '')
    return listParts(step.value ?? '').every((part) => have.includes(part))
  }
  // A config of unknown type may show its value in another form; then any change counts.
  return sameValue(type, own.value, step.value) || (type === 'UNKNOWN' && own.value !== before)
}

/** The configs that have changed since the plan was made. */
export async function changedMeanwhile(
  cluster: Cluster,
  items: readonly PlannedConfig[],
): Promise<readonly PlannedConfig[]> {
  const seen = await lookAt(cluster, items)
  return seen.flatMap(({item, entry, error}) => {
    if (error) throw error
    const same = (entry?.value ?? null) === item.before && (entry?.source ?? null) === item.beforeSource
    return same ? [] : [item]
  })
}
