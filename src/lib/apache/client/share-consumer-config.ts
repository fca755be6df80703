// Maps properties of Java's share consumer to our settings, and refuses what Java refuses.
import type {ShareReadSettings} from '../../records/share/share-consumption.ts'
import {ConfigDefError, JavaError} from '../java/errors.ts'
import {consumerKeys} from './consumer-config.ts'
import {checkConfig, isTrue} from './config-def.ts'

/** In the order of ShareConsumerConfig. */
const unsupported = [
  'auto.offset.reset',
  'enable.auto.commit',
  'group.instance.id',
  'isolation.level',
  'partition.assignment.strategy',
  'interceptor.classes',
  'session.timeout.ms',
  'heartbeat.interval.ms',
  'group.protocol',
  'group.remote.assignor',
]

export interface ShareConsumerConfig {
  readonly read: Pick<ShareReadSettings, 'groupId' | 'rackId' | 'limits' | 'metadataMaxAgeMs' | 'maxBlockedMs'>
  readonly autoCreate: boolean
}

/**
 * Throws ConfigException as JavaError for invalid properties and for those that share groups do not have, and
 * KafkaException if there is no group.
 */
export function shareConsumerConfig(properties: ReadonlyMap<string, string>): ShareConsumerConfig {
  const refused = unsupported.filter((name) => properties.has(name))
  if (refused.length > 0) throw new ConfigDefError(`${refused.join(', ')} cannot be set when using a share group.`)
  checkConfig(consumerKeys, properties)
  const text = (name: string) => properties.get(name)?.trim()
  const setting = <K extends string>(field: K, name: string) => {
    const value = text(name)
    return value === undefined ? {} : ({[field]: Number(value)} as Record<K, number>)
  }
  oneOf('share.acknowledgement.mode', text('share.acknowledgement.mode'), ['implicit', 'explicit'])
  const acquire = text('share.acquire.mode')
  oneOf('share.acquire.mode', acquire, ['batch_optimized', 'record_limit'])
  const groupId = properties.get('group.id') ?? ''
  if (groupId === '') {
    const why = 'You must provide a valid group.id in the consumer configuration.'
    const cause = new JavaError('org.apache.kafka.common.errors.InvalidGroupIdException', why)
    throw new JavaError('org.apache.kafka.common.KafkaException', 'Failed to construct Kafka share consumer', {cause})
  }
  return {
    read: {
      groupId,
      rackId: text('client.rack') || undefined,
      limits: {
        ...setting('minBytes', 'fetch.min.bytes'),
        ...setting('maxBytes', 'fetch.max.bytes'),
        ...setting('maxWaitMs', 'fetch.max.wait.ms'),
        ...setting('maxRecords', 'max.poll.records'),
        acquire: acquire?.toLowerCase() === 'record_limit' ? 'records' : 'batches',
      },
      ...setting('metadataMaxAgeMs', 'metadata.max.age.ms'),
      ...setting('maxBlockedMs', 'max.poll.interval.ms'),
    },
    autoCreate: isTrue(text('allow.auto.create.topics'), true),
  }
}

function oneOf(name: string, value: string | undefined, [one, other]: readonly [string, string]) {
  if (value === undefined || [one, other].includes(value.toLowerCase())) return
  throw new ConfigDefError(
    `Invalid value ${value} for configuration ${name}: Invalid value \`${value}\` for configuration ${name}. The value must either be '${one}' or '${other}'.`,
  )
}
