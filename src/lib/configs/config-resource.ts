/** What has configs; Kafka's ConfigResource.Type. */
export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'BROKER_LOGGER' | 'CLIENT_METRICS' | 'GROUP'

/** `name` is a topic, a node id, a group, or '' for what all brokers take unless they have their own. */
export interface ConfigResource {
  readonly type: ConfigResourceType
  readonly name: string
}

/** Kafka's number of a resource type. */
export const configResourceCode: Readonly<Record<ConfigResourceType, number>> = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
}
