// Plans a change of configs: reads the present values, checks the change against what brokers report about their
// configs, and compares.
import type {Cluster} from '../cluster/cluster.ts'
import type {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {UsageError} from '../errors/usage-error.ts'
import {soundsSecret} from '../text/credentials.ts'
import {ownSource, type ConfigEntry, type ConfigSource, type ConfigType} from './config-entry.ts'
import {clientMetricsConfigs, familyOf, meantConfig, throttleConfigs, withoutListener} from './config-names.ts'
import type {ConfigResource} from './config-resource.ts'
import {inUnitOf, inUnitsOf} from './config-units.ts'
import {listParts, logLevel, sameValue, typedValue} from './config-values.ts'
import {describeConfigs} from './describe.ts'
import type {ConfigStep} from './incremental.ts'
import {resourceWord} from './resource-words.ts'
import {checkTopicValue} from './topic-limits.ts'

/** One config of one resource, before and after. */
export interface PlannedConfig {
  readonly resource: ConfigResource
  /** The step to send; its value may be secret. */
  readonly step: ConfigStep
  readonly type: ConfigType
  readonly isSensitive: boolean
  /** The value in effect before; for the cluster-wide defaults, the value set there. Null: none, or secret. */
  readonly before: string | null
  /** Null: nothing was set, or the broker does not report it. */
  readonly beforeSource: ConfigSource | null
  readonly after: string | null
  /** Null: the fallback is only known afterwards. */
  readonly afterSource: ConfigSource | null
  readonly status: 'planned' | 'unchanged'
}

export interface ConfigPlan {
  readonly items: readonly PlannedConfig[]
  /** Reasons not to change anything. */
  readonly problems: readonly Error[]
  readonly warnings: readonly string[]
}

export interface PlanOptions {
  /** The present values that configs must have, by name. */
  readonly expected?: ReadonlyMap<string, string> | undefined
  /** Accept configs that the broker does not list, such as those of plug-ins. */
  readonly unlisted?: boolean | undefined
  /** Names whose secret values come from the command line, where other users can see them. */
  readonly inTheOpen?: ReadonlySet<string> | undefined
}

class ConfigProblem extends ExpectedError {
  override readonly name = 'ConfigProblem'
}

/** What is known about one resource. */
interface Known {
  readonly resource: ConfigResource
  /** The configs that can be set; for the cluster-wide defaults, those of one of the brokers. */
  readonly entries: ReadonlyMap<string, ConfigEntry>
  /** The value that is set on the resource itself, or undefined. */
  own(name: string): string | null | undefined
}

/**
 * Throws UsageError for an invalid name, value or operation before anything is sent; other obstacles are in `problems`.
 */
export async function planConfigChanges(
  cluster: Cluster,
  resources: readonly ConfigResource[],
  steps: readonly ConfigStep[],
  options: PlanOptions = {},
): Promise<ConfigPlan> {
  const {known, failed} = await readResources(cluster, resources)
  const items: PlannedConfig[] = []
  const [wrong, problems, warnings]: [string[], Error[], string[]] = [[], [...failed], []]
  for (const one of known) {
    for (const step of steps) {
      try {
        items.push(plannedConfig(one, step, options, warnings))
      } catch (error) {
        if (error instanceof UsageError) wrong.push(error.message)
        else if (error instanceof ExpectedError) problems.push(error)
        else throw error
      }
    }
    for (const [name, value] of options.expected ?? []) problems.push(...unexpected(one, name, value))
  }
  // One sentence is enough for a thousand topics.
  if (wrong.length > 0) throw new UsageError([...new Set(wrong)].join('; '))
  return {items, problems, warnings}
}

async function readResources(cluster: Cluster, resources: readonly ConfigResource[]) {
  const defaults = resources.some(({type, name}) => type === 'BROKER' && name === '')
  const [broker] = defaults ? await cluster.brokers() : []
  const example: ConfigResource[] = broker ? [{type: 'BROKER', name: String(broker.id)}] : []
  const described = await describeConfigs(cluster, [...resources, ...example], {synonyms: true})
  const listed = example.length > 0 ? described.pop() : undefined
  const known: Known[] = []
  const failed: (KafkaError | ConnectionError)[] = []
  for (const each of described) {
    const {resource} = each
    const isDefault = resource.type === 'BROKER' && resource.name === ''
    // For the cluster-wide defaults a broker lists only what is set there.
    const listing = isDefault && listed ? listed : each
    if (each.error) failed.push(each.error)
    else if (listing.error) failed.push(listing.error)
    else {
      const set = byName(each.configs)
      const own = (name: string) => {
        const entry = set.get(name)
        return entry?.source === ownSource(resource) ? entry.value : undefined
      }
      known.push({resource, own, entries: byName(listing.configs)})
    }
  }
  return {known, failed}
}

const byName = (entries: readonly ConfigEntry[]) => new Map(entries.map((entry) => [entry.name, entry]))

function plannedConfig(known: Known, step: ConfigStep, options: PlanOptions, warnings: string[]): PlannedConfig {
  const {resource, entries} = known
  const {name, operation} = step
  const entry = entries.get(withoutListener(name, entries))
  const unlisted = entry ? undefined : unlistedType(resource, name)
  if (!entry && !unlisted && !options.unlisted) throw unknownConfig(known, name)
  const type = entry?.type ?? unlisted ?? 'UNKNOWN'
  const isSensitive = entry?.isSensitive ?? soundsSecret(name)
  if (isSensitive && options.inTheOpen?.has(name))
    throw new UsageError(
      `${name} is secret: other users can see a command line, and shells record it; write - in its place and give the value on standard input`,
    )
  const own = known.own(name)
  // Brokers report every unknown name as read-only, even if it was set at run time.
  if (entry?.readOnly && own === undefined) throw readOnly(resource, name)
  const value = step.value === null ? null : checkedValue(resource, name, type, step)
  const isDefault = resource.type === 'BROKER' && resource.name === ''
  const self = entries.get(name)
  const present = isDefault ? (own ?? null) : (self?.value ?? null)
  const presentSource = isDefault ? (own === undefined ? null : ownSource(resource)) : (self?.source ?? null)
  const inherited = isDefault ? undefined : inheritedBy(resource, self)
  const base = {resource, type, isSensitive, before: present, beforeSource: presentSource}
  const sent: ConfigStep = {name, operation, value}
  if (operation === 'unset') {
    if (resource.type === 'BROKER_LOGGER')
      // Loggers always have their own level, and their fallback is not reported.
      return {...base, step: sent, after: null, afterSource: null, status: 'planned'}
    const after = {after: inherited?.value ?? null, afterSource: inherited?.source ?? null}
    return {...base, step: sent, ...after, status: own === undefined ? 'unchanged' : 'planned'}
  }
  const after = operation === 'set' ? value : combined(operation, present, value ?? '')
  const unchanged = own !== undefined && !isSensitive && sameValue(type, own, after)
  if (own === undefined && !isSensitive && inherited && sameValue(type, inherited.value, after))
    warnings.push(
      `${resourceWord(resource)} already has ${name}=${after} from another level (see kafkit configs explain): set here, it stays even if that level changes`,
    )
  return {
    ...base,
    step: sent,
    after: isSensitive ? null : after,
    afterSource: ownSource(resource),
    status: unchanged ? 'unchanged' : 'planned',
  }
}

/** The type of a config that brokers list only if it is set. */
function unlistedType({type}: ConfigResource, name: string): ConfigType | undefined {
  if (type === 'BROKER' && throttleConfigs.includes(name)) return 'LONG'
  return type === 'CLIENT_METRICS' ? clientMetricsConfigs[name] : undefined
}

function checkedValue(resource: ConfigResource, name: string, type: ConfigType, {operation, value}: ConfigStep) {
  const text = value ?? ''
  if (operation === 'set') {
    if (resource.type === 'BROKER_LOGGER') return logLevel(name, text)
    const typed = typedValue(name, type, text)
    if (resource.type === 'TOPIC') checkTopicValue(name, typed)
    return typed
  }
  if (resource.type === 'BROKER_LOGGER' || (type !== 'LIST' && type !== 'UNKNOWN'))
    throw new UsageError(`${name} is not a list, so values cannot be appended or subtracted: write ${name}=VALUE`)
  return listParts(text).join(',')
}

function combined(operation: 'append' | 'subtract', present: string | null, given: string): string {
  const [have, parts] = [listParts(present ?? ''), listParts(given)]
  if (operation === 'subtract') return have.filter((part) => !parts.includes(part)).join(',')
  return [...have, ...parts.filter((part) => !have.includes(part))].join(',')
}

/** The value that applies without the resource's own one: the next synonym. */
function inheritedBy(resource: ConfigResource, entry: ConfigEntry | undefined) {
  if (!entry) return undefined
  if (entry.source !== ownSource(resource)) return {value: entry.value, source: entry.source}
  const next = entry.synonyms.find(({source}) => source !== ownSource(resource))
  return next && {value: inUnitsOf(entry.name, next.name, next.value), source: next.source}
}

function unknownConfig({resource, entries}: Known, name: string): UsageError {
  if (resource.type === 'BROKER_LOGGER' && entries.size === 0)
    return new UsageError(`${resourceWord(resource)}: the broker lists no loggers, so none can be changed`)
  const meant = meantConfig(name, entries.values())
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  return new UsageError(
    `${resourceWord(resource)} has no ${resource.type === 'BROKER_LOGGER' ? 'logger' : 'config'} '${name}'${hint}`,
  )
}

function readOnly(resource: ConfigResource, name: string): ConfigProblem {
  const [first] = familyOf(name) ?? []
  const instead = first !== undefined && first !== name ? `, or set ${first}, which can be changed at run time` : ''
  return new ConfigProblem(
    `${name} of ${resourceWord(resource)} is read-only: a broker reads it from server.properties when it starts; change it there and restart${instead}`,
  )
}

function unexpected({resource, entries, own}: Known, name: string, expected: string): Error[] {
  const entry = entries.get(name)
  const isDefault = resource.type === 'BROKER' && resource.name === ''
  if (entry?.isSensitive) throw new UsageError(`${name} is secret: brokers do not show it, so it cannot be compared`)
  const value = isDefault ? (own(name) ?? null) : (entry?.value ?? null)
  if (sameValue(entry?.type ?? 'UNKNOWN', value ?? '', inUnitOf(name, expected))) return []
  return [
    new ConfigProblem(`${name} of ${resourceWord(resource)} is ${value ?? 'not set'}, not ${expected} as expected`),
  ]
}
