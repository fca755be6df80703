// Parses resources as they are typed: `topic/orders`, `broker/1`, `broker/*`, `broker-default`, `group/billing`.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nameSelector, type NameSelector} from '../text/name-selector.ts'
import {nearest} from '../text/nearest.ts'
import type {ConfigResource, ConfigResourceType} from './config-resource.ts'

/** One resource, or several of a type by a pattern of their names (`topic/orders-*`, `broker/*`). */
export interface ConfigSelector {
  readonly text: string
  readonly type: ConfigResourceType
  /** The name is '' for `broker-default`. */
  readonly selector: NameSelector
}

const words: Readonly<Record<ConfigResourceType, string>> = {
  TOPIC: 'topic',
  BROKER: 'broker',
  BROKER_LOGGER: 'broker-logger',
  CLIENT_METRICS: 'client-metrics',
  GROUP: 'group',
}
const types = Object.keys(words) as ConfigResourceType[]
export const brokerDefault = 'broker-default'

const otherWords: Readonly<Record<string, ConfigResourceType | typeof brokerDefault>> = {
  topics: 'TOPIC',
  brokers: 'BROKER',
  'broker-loggers': 'BROKER_LOGGER',
  logger: 'BROKER_LOGGER',
  groups: 'GROUP',
  'consumer-group': 'GROUP',
  'client-metric': 'CLIENT_METRICS',
  'broker-defaults': brokerDefault,
  'brokers-default': brokerDefault,
  'default-broker': brokerDefault,
}

/** Entities of kafka-configs that other commands of kafkit are for. */
const elsewhere: Readonly<Record<string, string>> = {
  user: 'passwords and quotas of users are not configs: use kafkit users and kafkit quotas',
  users: 'passwords and quotas of users are not configs: use kafkit users and kafkit quotas',
  client: 'quotas of clients are not configs: use kafkit quotas',
  clients: 'quotas of clients are not configs: use kafkit quotas',
  ip: 'quotas of IP addresses are not configs: use kafkit quotas',
  ips: 'quotas of IP addresses are not configs: use kafkit quotas',
}

/** The resource as it is typed: `topic/orders`, `broker-default`. */
export const resourceWord = ({type, name}: ConfigResource): string =>
  type === 'BROKER' && name === '' ? brokerDefault : `${words[type]}/${name}`

/** `topic`, `broker-logger`: the word before the slash. */
export const typeWord = (type: ConfigResourceType): string => words[type]

/** Throws UsageError for a text that cannot be a resource. */
export function parseConfigSelector(text: string): ConfigSelector {
  const slash = text.indexOf('/')
  const word = (slash < 0 ? text : text.slice(0, slash)).toLowerCase()
  const type = typeOf(text, word)
  const name = slash < 0 ? '' : text.slice(slash + 1)
  if (type === brokerDefault || (type === 'BROKER' && name.toLowerCase() === 'default')) {
    if (type === brokerDefault && slash >= 0)
      throw new UsageError(`${brokerDefault} is one resource, for all brokers together: leave out '/${name}'`)
    return {text, type: 'BROKER', selector: {text: '', name: ''}}
  }
  if (name === '') throw new UsageError(`which ${word}? Write ${example(type)}`)
  const selector = nameSelector(name)
  if ((type === 'BROKER' || type === 'BROKER_LOGGER') && 'name' in selector && !isNodeId(name))
    throw new UsageError(`'${text}': brokers are named by their number, as in ${words[type]}/1`)
  return {text, type, selector}
}

const isNodeId = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) < 2 ** 31

/** A resource type by its word. Throws UsageError if there is no such type; `broker-default` is not a type. */
export function parseConfigType(text: string): ConfigResourceType {
  const type = typeOf(text, text.toLowerCase())
  if (type === brokerDefault) throw new UsageError(`${brokerDefault} is one resource, not a type`)
  return type
}

function typeOf(text: string, word: string): ConfigResourceType | typeof brokerDefault {
  const type = types.find((each) => words[each] === word) ?? otherWords[word]
  if (type !== undefined) return type
  if (word === brokerDefault) return brokerDefault
  const other = elsewhere[word]
  if (other !== undefined) throw new UsageError(`'${text}': ${other}`)
  const all = [...Object.values(words), brokerDefault]
  const guess = nearest(word, all)
  throw new UsageError(
    `'${text}' is not a resource: it begins with ${listed(all)}, as in topic/orders or broker/1${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

function example(type: ConfigResourceType): string {
  if (type === 'BROKER') return `broker/1, broker/* for each of them, or ${brokerDefault} for what all have in common`
  if (type === 'BROKER_LOGGER') return 'broker-logger/1'
  return `${words[type]}/NAME`
}
