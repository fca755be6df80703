import {UsageError} from '../cluster/errors.ts'

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

/** Who knows and changes them: the broker itself for its own, any broker for the rest. UsageError if a broker's name is no node id. */
export function configTarget({type, name}: ConfigResource): number | 'any' {
  if ((type !== 'BROKER' && type !== 'BROKER_LOGGER') || (type === 'BROKER' && name === '')) return 'any'
  if (/^\d+$/.test(name)) return Number(name)
  throw new UsageError(`'${name}' is not a node id: brokers are named by their number`)
}

/** For messages: `topic orders`, `broker 1`, `all brokers`. */
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
