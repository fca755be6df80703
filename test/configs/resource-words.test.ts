import {expect, test} from 'vitest'
import {parseConfigSelector, parseConfigType, resourceWord} from '../../src/lib/configs/resource-words.ts'

test.each([
  ['topic/orders', 'TOPIC', 'orders'],
  ['topics/orders-*', 'TOPIC', 'orders-*'],
  ['broker/1', 'BROKER', '1'],
  ['broker/*', 'BROKER', '*'],
  ['broker-default', 'BROKER', ''],
  ['broker/default', 'BROKER', ''],
  ['broker-logger/2', 'BROKER_LOGGER', '2'],
  ['group/a/b', 'GROUP', 'a/b'],
  ['client-metrics/apps', 'CLIENT_METRICS', 'apps'],
])('%s', (text, type, name) => {
  const found = parseConfigSelector(text)
  expect([found.type, found.selector.text]).toEqual([type, name])
})

test.each([
  ['topik/orders', "'topik/orders' is not a resource: it begins with topic, broker"],
  ['topik/orders', 'did you mean topic?'],
  ['orders', 'as in topic/orders or broker/1'],
  ['topic', 'which topic? Write topic/NAME'],
  ['broker', 'which broker? Write broker/1, broker/* for each of them, or broker-default'],
  ['broker/one', "'broker/one': brokers are named by their number, as in broker/1"],
  ['broker-default/1', "leave out '/1'"],
  ['user/alice', 'kafkit users and kafkit quotas'],
])('%s is refused', (text, said) => expect(() => parseConfigSelector(text)).toThrow(said))

test('types and words', () => {
  expect(parseConfigType('groups')).toBe('GROUP')
  expect(() => parseConfigType('broker-default')).toThrow('one resource')
  expect(resourceWord({type: 'BROKER', name: ''})).toBe('broker-default')
  expect(resourceWord({type: 'CLIENT_METRICS', name: 'apps'})).toBe('client-metrics/apps')
})
