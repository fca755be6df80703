// Resources that have configs, and how Apache's tool checks their names.
import {ownSource, type ConfigSource} from '../../configs/config-entry.ts'
import type {ConfigResource, ConfigResourceType} from '../../configs/config-resource.ts'
import {JavaError} from '../java/errors.ts'
import {isInt, illegal} from './checks.ts'
import type {EntityType} from './entities.ts'

export type ResourceEntityType = Exclude<EntityType, 'clients' | 'users' | 'ips'>

const resourceTypes: Readonly<Record<ResourceEntityType, ConfigResourceType>> = {
  topics: 'TOPIC',
  brokers: 'BROKER',
  'broker-loggers': 'BROKER_LOGGER',
  'client-metrics': 'CLIENT_METRICS',
  groups: 'GROUP',
}

export const resourceOf = (type: ResourceEntityType, name: string): ConfigResource => ({
  type: resourceTypes[type],
  name,
})

/** The source of configs that count as dynamic; undefined if all of them do. */
export const dynamicSource = (type: ResourceEntityType, name: string): ConfigSource | undefined =>
  type === 'broker-loggers' ? undefined : ownSource(resourceOf(type, name))

/** The id of the node that the resource belongs to. */
export const nodeOf = (type: ResourceEntityType, name: string): number | undefined =>
  (type === 'brokers' && name !== '') || type === 'broker-loggers' ? Number(name) : undefined

export function checkResourceName(type: ResourceEntityType, name: string): void {
  if (name === '') return
  if (type === 'topics') checkTopicName(name)
  if ((type === 'brokers' || type === 'broker-loggers') && !isInt(name))
    throw illegal(`The entity name for ${type} must be a valid integer broker id, found: ${name}`)
}

const longestTopicName = 249

/** Topic.validate: throws InvalidTopicException as JavaError. */
export function checkTopicName(name: string): void {
  const problem = topicNameProblem(name)
  if (problem !== undefined)
    throw new JavaError('org.apache.kafka.common.errors.InvalidTopicException', `Topic name is invalid: ${problem}`)
}

function topicNameProblem(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed'
  if (name === '.' || name === '..') return `'${name}' is not allowed`
  if (name.length > longestTopicName)
    return `the length of '${name}' is longer than the max allowed length ${longestTopicName}`
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
  return undefined
}
