// Names of configs: which ones a resource has, suggestions for unknown ones, and which ones belong together.
import {nearest} from '../text/nearest.ts'
import type {ConfigEntry, ConfigType} from './config-entry.ts'

/**
 * Configs that brokers accept only at run time and list only if they are set (QuotaConfig.brokerQuotaConfigs): bytes
 * per second, LONG.
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
 * Configs of brokers for one thing in several units: the first one that is set takes effect
 * (ServerTopicConfigSynonyms). Only the first one can be changed at run time. Brokers leave the others out of the
 * synonyms of a topic's config, so that a `log.retention.hours` in server.properties looks like the default.
 */
export const unitFamilies: readonly (readonly string[])[] = [
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
]

/** The topic's config for each family, by the first name. */
const topicNames: Readonly<Record<string, string>> = {
  'log.retention.ms': 'retention.ms',
  'log.roll.ms': 'segment.ms',
  'log.roll.jitter.ms': 'segment.jitter.ms',
  'log.flush.interval.ms': 'flush.ms',
}

/** The family of a broker config, or of the topic config that depends on it; undefined if there is none. */
export const familyOf = (name: string): readonly string[] | undefined =>
  unitFamilies.find((family) => family.includes(name) || topicNames[family[0] ?? ''] === name)

/**
 * `ssl.keystore.password` for `listener.name.internal.ssl.keystore.password`, also for a name with a SASL mechanism.
 */
export function withoutListener(name: string, known: ReadonlyMap<string, unknown>): string {
  const [, base] = /^listener\.name\.[^.]+\.(.+)$/s.exec(name) ?? []
  if (base === undefined) return name
  if (known.has(base)) return base
  // listener.name.internal.scram-sha-256.sasl.jaas.config
  const bare = base.replace(/^[^.]+\./, '')
  return known.has(bare) ? bare : name
}

/** The config that was probably meant by an unknown name; undefined if no name is similar. */
export function meantConfig(name: string, entries: Iterable<ConfigEntry>): string | undefined {
  const all = [...entries]
  const names = all.map((entry) => entry.name)
  const lower = name.toLowerCase().replaceAll('_', '.')
  if (names.includes(lower)) return lower
  // `log.retention.ms` of brokers is `retention.ms` of topics, and vice versa.
  const asSynonym = all.find(({synonyms}) => synonyms.some((synonym) => synonym.name === lower))?.name
  const family = familyOf(lower)
  const ofTopic = family && topicNames[family[0] ?? '']
  const related = [...(family ?? []), ...(ofTopic === undefined ? [] : [ofTopic])].find((each) => names.includes(each))
  const longer = names.filter((each) => each.endsWith(`.${lower}`) || lower.endsWith(`.${each}`))
  return asSynonym ?? related ?? (longer.length === 1 ? longer[0] : undefined) ?? nearest(lower, names)
}
