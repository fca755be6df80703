// Explains why a config has its value: every level at which it can be set, from the resource itself down to Kafka's
// default.
import type {Cluster} from '../cluster/cluster.ts'
import type {PrintedError} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {UsageError} from '../errors/usage-error.ts'
import {ownSource, type ConfigEntry, type ConfigSource, type ConfigType} from './config-entry.ts'
import {familyOf, meantConfig} from './config-names.ts'
import type {ConfigResource} from './config-resource.ts'
import {configsOf, describeConfigs} from './describe.ts'
import {resourceWord} from './resource-words.ts'

/** A level at which a config is or can be set. */
export interface ConfigLevel {
  readonly source: ConfigSource
  /** The name of the config at this level: `log.retention.ms` for a topic's `retention.ms`. */
  readonly name: string
  /** Null: not set there, or secret. */
  readonly value: string | null
  readonly isSet: boolean
  /** Sorted node ids of the brokers that have this value. */
  readonly brokers: readonly number[]
  /** Those brokers for which this level decides. */
  readonly countsFor: readonly number[]
}

export interface ExplainedConfig {
  readonly resource: ConfigResource
  readonly name: string
  readonly type: ConfigType
  readonly isSensitive: boolean
  readonly readOnly: boolean
  /** Kafka's HTML; null before Kafka 2.6. */
  readonly documentation: string | null
  /** The values in effect, with the brokers that have them: several if brokers disagree. */
  readonly effective: readonly {readonly value: string | null; readonly brokers: readonly number[]}[]
  /** From the level with the highest precedence to the lowest. */
  readonly levels: readonly ConfigLevel[]
  /** What could not be read, so that levels or brokers are missing. */
  readonly errors: readonly PrintedError[]
}

/** The answer of one broker. */
interface BrokerAnswer {
  readonly node: number
  readonly entry: ConfigEntry
  /** The broker configs in other units, in order; empty if there are none. */
  readonly family: readonly ConfigEntry[]
}

/**
 * Asks every live broker or, for a broker's config, only that broker; for `broker/*` the name of the resource is `*`.
 * Throws UsageError if there is no config of this name.
 */
export async function explainConfig(
  cluster: Cluster,
  resource: ConfigResource,
  name: string,
  {signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<ExplainedConfig> {
  const ofBrokers = resource.type === 'BROKER' || resource.type === 'BROKER_LOGGER'
  const one = ofBrokers && /^\d+$/.test(resource.name)
  const nodes = one ? [Number(resource.name)] : (await cluster.brokers()).map(({id}) => id)
  const family = familyOf(name) ?? []
  const asked = await Promise.all(
    nodes.map(async (node) => {
      const self: ConfigResource = ofBrokers ? {...resource, name: String(node)} : resource
      const broker: ConfigResource = {type: 'BROKER', name: String(node)}
      const names = (each: ConfigResource) => (each === broker ? family : [name])
      const options = {node, names, synonyms: true, documentation: true, signal}
      const [own, others] = await describeConfigs(cluster, family.length > 0 ? [self, broker] : [self], options)
      return {node, own, others}
    }),
  )
  const failures = new Failures()
  const said: BrokerAnswer[] = []
  for (const {node, own, others} of asked) {
    const entry = configsOf(own, failures).find((each) => each.name === name)
    if (!entry) continue
    const units = configsOf(others, failures)
    // A unit that is not visible may be the one in effect; Kafka then reports the value as the default.
    const hidden = family.length > 0 && units.length === 0 && entry.synonyms.length === 0
    said.push({
      node,
      entry: hidden ? {...entry, source: 'UNKNOWN'} : entry,
      family: family.flatMap((each) => units.find((one) => one.name === each) ?? []),
    })
  }
  const [first] = said
  if (!first) {
    // If the topic does not exist, every broker says so.
    const [error] = failures.untold
    if (error) throw error
    throw await noSuchConfig(cluster, resource, name, nodes[0])
  }
  const {type, isSensitive, readOnly, documentation} = first.entry
  return {
    resource,
    name,
    type,
    isSensitive,
    readOnly,
    documentation,
    effective: effectiveOf(said),
    levels: levelsOf(said, resource),
    errors: failures.untold,
  }
}

async function noSuchConfig(cluster: Cluster, resource: ConfigResource, name: string, node = 0): Promise<UsageError> {
  const ofBrokers = resource.type === 'BROKER' || resource.type === 'BROKER_LOGGER'
  const self = ofBrokers ? {...resource, name: String(node)} : resource
  const [listed] = await describeConfigs(cluster, [self], {synonyms: true})
  // Without the list the message has no suggestion.
  const meant = meantConfig(name, configsOf(listed, new Failures()))
  const what = resource.type === 'BROKER_LOGGER' ? 'logger' : 'config'
  return new UsageError(
    `${resourceWord(resource)} has no ${what} '${name}'${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

function effectiveOf(said: readonly BrokerAnswer[]) {
  const values = Map.groupBy(said, ({entry}) => entry.value)
  return [...values].map(([value, some]) => ({value, brokers: some.map(({node}) => node)}))
}

interface Point {
  readonly source: ConfigSource
  readonly name: string
  readonly value: string | null
}

/** Where one broker has the config set, in order of precedence. */
function chainOf({entry, family}: BrokerAnswer, own: ConfigSource): Point[] {
  if (family.length === 0) {
    const {synonyms, name, value, source} = entry
    // Without a broker config behind it, only the resource's value and the default are shown.
    return synonyms.length > 0 ? [...synonyms] : [{name, value, source}]
  }
  const self = entry.synonyms.filter(({source}) => source === own && !brokerSources.includes(source))
  // The first unit that is set anywhere takes effect; the defaults of all units come last.
  const set = family.flatMap(({name, synonyms}) => synonyms.filter((each) => each.name === name))
  return [
    ...self,
    ...set.filter(({source}) => source !== 'DEFAULT_CONFIG'),
    ...set.filter(({source, value}) => source === 'DEFAULT_CONFIG' && value !== null),
  ]
}

const brokerSources: readonly ConfigSource[] = [
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
]

function levelsOf(said: readonly BrokerAnswer[], resource: ConfigResource): ConfigLevel[] {
  const own = ownSource(resource)
  const found = new Map<string, {point: Point; brokers: number[]; countsFor: number[]}>()
  for (const each of said) {
    for (const [at, point] of chainOf(each, own).entries()) {
      const key = JSON.stringify([point.source, point.name, point.value])
      const level = found.get(key) ?? {point, brokers: [], countsFor: []}
      level.brokers.push(each.node)
      if (at === 0) level.countsFor.push(each.node)
      found.set(key, level)
    }
  }
  const set = [...found.values()].map(({point, ...brokers}): ConfigLevel => ({...point, ...brokers, isSet: true}))
  const ranks = rankOf(said, own)
  return [...set, ...unset(said, set, resource)].toSorted(
    (a, b) => ranks(a) - ranks(b) || (a.brokers[0] ?? 0) - (b.brokers[0] ?? 0),
  )
}

/** The resource's own values first, then those of brokers by unit, then the defaults. */
function rankOf(said: readonly BrokerAnswer[], own: ConfigSource): (level: ConfigLevel) => number {
  const names = said[0]?.family.map(({name}) => name) ?? []
  return ({source, name}) => {
    if (source === own && !brokerSources.includes(source)) return -1
    const place = brokerSources.indexOf(source)
    const unit = Math.max(0, names.indexOf(name))
    return source === 'DEFAULT_CONFIG' ? 1000 + unit : unit * 10 + Math.max(0, place)
  }
}

/** The levels at which the config could be set but is not set on any broker. */
function unset(said: readonly BrokerAnswer[], set: readonly ConfigLevel[], resource: ConfigResource): ConfigLevel[] {
  if (resource.type === 'BROKER_LOGGER' || resource.type === 'CLIENT_METRICS') return []
  const [first] = said
  const own = ownSource(resource)
  const ofBroker = resource.type === 'BROKER'
  // A topic or group config without a broker config behind it has only a default.
  const behind = said.flatMap(({entry}) => entry.synonyms).find(({source}) => brokerSources.includes(source))?.name
  const name = first?.family[0]?.name ?? (ofBroker ? first?.entry.name : behind)
  // A config that is only read from server.properties cannot be set at any other level.
  const fixed = ofBroker && first?.entry.readOnly === true && first.family.length === 0
  const places: [ConfigSource, string | undefined][] = [
    ...(ofBroker ? [] : [[own, first?.entry.name] as [ConfigSource, string | undefined]]),
    ...(fixed ? [] : [['DYNAMIC_BROKER_CONFIG', name] as [ConfigSource, string | undefined]]),
    ...(fixed ? [] : [['DYNAMIC_DEFAULT_BROKER_CONFIG', name] as [ConfigSource, string | undefined]]),
    ['STATIC_BROKER_CONFIG', name],
  ]
  return places.flatMap(([source, level]) =>
    level === undefined || set.some((each) => each.source === source)
      ? []
      : [{source, name: level, value: null, isSet: false, brokers: said.map(({node}) => node), countsFor: []}],
  )
}
