import {UsageError} from '../cluster/errors.ts'

/** The types of resources that have configs; Kafka's ConfigResource.Type. */
export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'BROKER_LOGGER' | 'CLIENT_METRICS' | 'GROUP'

/** `name` is a topic, a node id, a group, or '' for the cluster-wide defaults of all brokers. */
export interface ConfigResource {
  readonly type: ConfigResourceType
  readonly name: string
}

/** Kafka's code of each resource type. */
export const configResourceCode: Readonly<Record<ConfigResourceType, number>> = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
}

/**
 * The node to ask: the broker itself for BROKER and BROKER_LOGGER, any broker otherwise. Throws UsageError if a
 * broker's name is not a node id.
 */
export function configTarget({type, name}: ConfigResource): number | 'any' {
  if ((type !== 'BROKER' && type !== 'BROKER_LOGGER') || (type === 'BROKER' && name === '')) return 'any'
  if (/^\d+$/.test(name)) return Number(name)
  throw new UsageError(`'${name}' is not a node id: brokers are named by their number`)
}

/** The resource in messages: `topic orders`, `broker 1`, `all brokers`. */
export function resourceText({type, name}: ConfigResource): string {
  if (type === 'BROKER' && name === '') return 'all brokers'
  return `${words[type]} ${name}`
}
const words: Readonly<Record<ConfigResourceType, string>> = {
  TOPIC: 'topic',
  BROKER: 'broker',
  BROKER_LOGGER: 'the loggers of broker',
  CLIENT_METRICS: 'client metrics subscription',
  GROUP: 'group',
}
