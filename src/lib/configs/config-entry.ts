/** Where a value comes from; Kafka's ConfigEntry.ConfigSource. A broker newer than us may say `UNKNOWN`. */
export type ConfigSource = (typeof sources)[number]
const sources = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
] as const

/** What values look like; Kafka's ConfigEntry.ConfigType. `UNKNOWN` before Kafka 2.6 (DescribeConfigs v3). */
export type ConfigType = (typeof types)[number]
const types = ['UNKNOWN', 'BOOLEAN', 'STRING', 'INT', 'SHORT', 'LONG', 'DOUBLE', 'LIST', 'CLASS', 'PASSWORD'] as const

/** One config of a resource. `value` is null where it is sensitive or not set. */
export interface ConfigEntry {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
  readonly readOnly: boolean
  readonly isSensitive: boolean
  readonly type: ConfigType
  /** From the value in force down to the default; empty unless asked for. */
  readonly synonyms: readonly ConfigSynonym[]
  /** HTML as Kafka wrote it; null unless asked for, and before Kafka 2.6. */
  readonly documentation: string | null
}
export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

export const configSource = (code: number): ConfigSource => sources[code] ?? 'UNKNOWN'
export const configType = (code: number): ConfigType => types[code] ?? 'UNKNOWN'

/** Whether somebody set it: on the topic, on the broker, for all brokers, or in server.properties. */
export const isOverridden = ({source}: Pick<ConfigEntry, 'source'>): boolean => source !== 'DEFAULT_CONFIG'
