// Names of configs: which a resource has, what was meant by one that it does not have, and which belong together.
import {nearest} from '../text/nearest.ts'
import type {ConfigEntry, ConfigType} from './config-entry.ts'

/**
 * Configs that brokers take at run time only and list only where they are set (QuotaConfig.brokerQuotaConfigs): bytes a
 * second, LONG.
 */
export const throttleConfigs: readonly string[] = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
  'replica.alter.log.dirs.io.max.bytes.per.second',
]

/** KIP-714. Brokers before Kafka 4.0 list none of them for a subscription that does not exist yet. */
export const clientMetricsConfigs: Readonly<Record<string, ConfigType>> = {
  'interval.ms': 'INT',
  metrics: 'LIST',
  match: 'LIST',
}

/**
 * Configs of brokers for one thing in several units: the first that is set counts (ServerTopicConfigSynonyms). Only the
 * first can be changed at run time. Brokers leave the others out of the synonyms of a topic's config, so that a
 * `log.retention.hours` of server.properties looks like the default.
 */
export const unitFamilies: readonly (readonly string[])[] = [
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
]

/** The topic's config for each of them, by the first. */
const topicNames: Readonly<Record<string, string>> = {
  'log.retention.ms': 'retention.ms',
  'log.roll.ms': 'segment.ms',
  'log.roll.jitter.ms': 'segment.jitter.ms',
  'log.flush.interval.ms': 'flush.ms',
}

/** The family of a config of brokers, or of the topics' config that it decides; undefined if it has none. */
export const familyOf = (name: string): readonly string[] | undefined =>
  unitFamilies.find((family) => family.includes(name) || topicNames[family[0] ?? ''] === name)

/** `ssl.keystore.password` of `listener.name.internal.ssl.keystore.password`, and of the same for one SASL mechanism. */
export function withoutListener(name: string, known: ReadonlyMap<string, unknown>): string {
  const [, base] = /^listener\.name\.[^.]+\.(.+)$/s.exec(name) ?? []
  if (base === undefined) return name
  if (known.has(base)) return base
  // listener.name.internal.scram-sha-256.sasl.jaas.config
  const bare = base.replace(/^[^.]+\./, '')
  return known.has(bare) ? bare : name
}

/** The config that was probably meant by a name that does not exist; undefined if nothing comes near. */
export function meantConfig(name: string, entries: Iterable<ConfigEntry>): string | undefined {
  const all = [...entries]
  const names = all.map((entry) => entry.name)
  const lower = name.toLowerCase().replaceAll('_', '.')
  if (names.includes(lower)) return lower
  // What brokers call `log.retention.ms` is `retention.ms` of a topic, and the reverse.
  const asSynonym = all.find(({synonyms}) => synonyms.some((synonym) => synonym.name === lower))?.name
  const family = familyOf(lower)
  const ofTopic = family && topicNames[family[0] ?? '']
  const related = [...(family ?? []), ...(ofTopic === undefined ? [] : [ofTopic])].find((each) => names.includes(each))
  const longer = names.filter((each) => each.endsWith(`.${lower}`) || lower.endsWith(`.${each}`))
  return asSynonym ?? related ?? (longer.length === 1 ? longer[0] : undefined) ?? nearest(lower, names)
}
