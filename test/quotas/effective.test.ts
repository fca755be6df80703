// The precedence of DefaultQuotaCallback (ClientQuotaManager.java of Kafka 4.3.1), level by level.
import {expect, test} from 'vitest'
import type {QuotaDescription} from '../../src/lib/quotas/describe.ts'
import {effectiveQuotas} from '../../src/lib/quotas/effective.ts'
import {quotaEntityText, type QuotaEntity} from '../../src/lib/quotas/quota-entity.ts'
import {checkQuotaKey, parseQuota} from '../../src/lib/quotas/quota-keys.ts'

const user = (name: string | null) => ({type: 'user', name}) as const
const client = (name: string | null) => ({type: 'client-id', name}) as const
const ip = (name: string | null) => ({type: 'ip', name}) as const

/** In Kafka's order, each with its number as the value. */
const levels: readonly QuotaEntity[] = [
  [user('alice'), client('app')],
  [user('alice'), client(null)],
  [user('alice')],
  [user(null), client('app')],
  [user(null), client(null)],
  [user(null)],
  [client('app')],
  [client(null)],
]
const described = (entities: readonly QuotaEntity[], key = 'producer_byte_rate'): QuotaDescription[] =>
  entities.map((entity) => ({entity: entity.toReversed(), quotas: [{key, value: levels.indexOf(entity) + 1}]}))

const producer = (entities: readonly QuotaEntity[], asked: {user: string; clientId: string}) => {
  const [first] = effectiveQuotas(described(entities), {...asked, ip: null})
  return {decides: first?.decides?.value ?? null, overruled: first?.overruled.map(({value}) => value)}
}

test.each(levels.map((_, at) => at))('with the first %d levels gone, the next one counts', (gone) => {
  const left = levels.map((_, at) => at + 1).slice(gone)
  expect(producer(levels.slice(gone), {user: 'alice', clientId: 'app'})).toEqual({
    decides: left[0],
    overruled: left.slice(1),
  })
})

test.each([
  ['another client of alice', {user: 'alice', clientId: 'other'}, {decides: 2, overruled: [3, 5, 6, 8]}],
  ['another user', {user: 'bob', clientId: 'app'}, {decides: 4, overruled: [5, 6, 7, 8]}],
  ['a stranger', {user: 'bob', clientId: 'other'}, {decides: 5, overruled: [6, 8]}],
  // findQuota: an empty client id is looked for among the quotas of users alone.
  ['alice without a client id', {user: 'alice', clientId: ''}, {decides: 3, overruled: [6]}],
  ['bob without a client id', {user: 'bob', clientId: ''}, {decides: 6, overruled: []}],
])('%s', (_, asked, expected) => expect(producer(levels, asked)).toEqual(expected))

test('each quota is found separately, and without one there is no limit', () => {
  const all = [...described([levels[2] ?? []], 'request_percentage'), ...described([levels[7] ?? []])]
  const found = effectiveQuotas(all, {user: 'alice', clientId: 'app', ip: null})
  expect(found.map(({key, decides}) => [key, decides && quotaEntityText(decides.entity)])).toEqual([
    ['producer_byte_rate', 'the default client-id'],
    ['consumer_byte_rate', null],
    ['request_percentage', 'user alice'],
    ['controller_mutation_rate', null],
  ])
})

test('an address takes precedence over the default, however it is written', () => {
  const all: QuotaDescription[] = [
    {entity: [ip(null)], quotas: [{key: 'connection_creation_rate', value: 1}]},
    {entity: [ip('0:0:0:0:0:0:0:1')], quotas: [{key: 'connection_creation_rate', value: 2}]},
  ]
  const last = (address: string) => effectiveQuotas(all, {user: 'a', clientId: '', ip: address}).at(-1)
  expect(last('::1')).toMatchObject({decides: {value: 2}, overruled: [{value: 1}]})
  expect(last('10.0.0.7')).toMatchObject({decides: {value: 1}, overruled: []})
})

test.each([
  ['producer_byte_rate', '1048576', 1_048_576],
  ['producer_byte_rate', '10MiB', 10_485_760],
  ['producer_byte_rate', '1.5MB/s', 1_500_000],
  ['producer_byte_rate', '1e6', 1_000_000],
  ['request_percentage', '200%', 200],
  ['request_percentage', '0.5', 0.5],
  ['connection_creation_rate', '10/s', 10],
])('%s=%s is %d', (key, text, value) => expect(parseQuota(key, text)).toBe(value))

test.each([
  ['producer_byte_rate', 'fast', 'that is not a number of bytes per second; write for example 1048576 or 10MiB'],
  ['producer_byte_rate', '', 'that is not a number of bytes per second; write for example 1048576 or 10MiB'],
  ['producer_byte_rate', 'NaN', 'that is not a number of bytes per second; write for example 1048576 or 10MiB'],
  ['producer_byte_rate', '0', 'a quota must be greater than 0; kafkit quotas unset removes a limit'],
  ['producer_byte_rate', '-5', 'a quota must be greater than 0; kafkit quotas unset removes a limit'],
  ['producer_byte_rate', '1.5', 'bytes per second must be a whole number'],
  ['producer_byte_rate', '1e300', 'that is more than brokers support'],
  ['request_percentage', '10MiB', 'that is not a percentage of a thread; write for example 200'],
  ['connection_creation_rate', 'Infinity', 'that is not a number per second; write for example 10'],
])('%s=%s is refused', (key, text, why) => expect(() => parseQuota(key, text)).toThrow(`${key}=${text}: ${why}`))

test.each([
  ['producer_byte_rate', [ip('10.0.0.7')], 'producer_byte_rate is a quota of users and clients; ips have connection_creation_rate'],
  ['connection_creation_rate', [user('a')], 'connection_creation_rate is a quota of ips; users and clients have producer_byte_rate, consumer_byte_rate, request_percentage and controller_mutation_rate'],
  ['producer_byte_rat', [user('a')], "there is no quota 'producer_byte_rat': users and clients have producer_byte_rate, consumer_byte_rate, request_percentage and controller_mutation_rate; did you mean producer_byte_rate?"],
] as const)('%s is no quota of %j', (key, entity, why) => expect(() => checkQuotaKey(key, entity)).toThrow(why)) // prettier-ignore
