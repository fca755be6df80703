import type {ConfigResource} from './config-resource.ts'

/** Where a value comes from; Kafka's ConfigEntry.ConfigSource. `UNKNOWN` stands for sources that newer brokers may send. */
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

/** The type of a value; Kafka's ConfigEntry.ConfigType. `UNKNOWN` before Kafka 2.6 (DescribeConfigs v3). */
export type ConfigType = (typeof types)[number]
const types = ['UNKNOWN', 'BOOLEAN', 'STRING', 'INT', 'SHORT', 'LONG', 'DOUBLE', 'LIST', 'CLASS', 'PASSWORD'] as const

/** One config of a resource. `value` is null if it is sensitive or not set. */
export interface ConfigEntry {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
  readonly readOnly: boolean
  readonly isSensitive: boolean
  readonly type: ConfigType
  /** From the value in effect down to the default; empty unless requested. */
  readonly synonyms: readonly ConfigSynonym[]
  /** Kafka's HTML; null unless requested, and before Kafka 2.6. */
  readonly documentation: string | null
}
export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

export const configSource = (code: number): ConfigSource => sources[code] ?? 'UNKNOWN'
export const configType = (code: number): ConfigType => types[code] ?? 'UNKNOWN'

/** The source of values that are set on the resource itself and not inherited. */
export function ownSource({type, name}: ConfigResource): ConfigSource {
  switch (type) {
    case 'TOPIC':
      return 'DYNAMIC_TOPIC_CONFIG'
    case 'BROKER':
      return name === '' ? 'DYNAMIC_DEFAULT_BROKER_CONFIG' : 'DYNAMIC_BROKER_CONFIG'
    case 'BROKER_LOGGER':
      return 'DYNAMIC_BROKER_LOGGER_CONFIG'
    case 'CLIENT_METRICS':
      return 'DYNAMIC_CLIENT_METRICS_CONFIG'
    case 'GROUP':
      return 'DYNAMIC_GROUP_CONFIG'
  }
}

/**
 * Whether the value is not a default: it was set on the topic, on the broker, for all brokers, or in server.properties.
 */
export const isOverridden = ({source}: Pick<ConfigEntry, 'source'>): boolean => source !== 'DEFAULT_CONFIG'
