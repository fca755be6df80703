import type {ConfigSource} from '../../configs/config-entry.ts'

const words: Readonly<Record<ConfigSource, string>> = {
  DYNAMIC_TOPIC_CONFIG: 'topic',
  DYNAMIC_BROKER_CONFIG: 'broker, set at run time',
  DYNAMIC_DEFAULT_BROKER_CONFIG: 'all brokers, set at run time',
  STATIC_BROKER_CONFIG: 'server.properties',
  DEFAULT_CONFIG: 'default',
  DYNAMIC_BROKER_LOGGER_CONFIG: 'logger',
  DYNAMIC_CLIENT_METRICS_CONFIG: 'client metrics',
  DYNAMIC_GROUP_CONFIG: 'group',
  UNKNOWN: 'unknown',
}

/** Where a value comes from, in words for people. */
export const sourceText = (source: ConfigSource): string => words[source]
