// What a plan of config changes says before anything is sent; the fake broker has Kafka's sources and synonyms.
import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import type {ConfigResource} from '../../src/lib/configs/config-resource.ts'
import type {ConfigStep} from '../../src/lib/configs/incremental.ts'
import {planConfigChanges, type PlannedConfig} from '../../src/lib/configs/plan-changes.ts'
import {UsageError} from '../../src/lib/errors/usage-error.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {fakeConfigs} from '../support/fake-configs.ts'
import {open} from '../support/open-cluster.ts'

const topic = (name: string): ConfigResource => ({type: 'TOPIC', name})
const orders = topic('orders')
const [broker, brokers]: ConfigResource[] = [
  {type: 'BROKER', name: '1'},
  {type: 'BROKER', name: ''},
]
const logger: ConfigResource = {type: 'BROKER_LOGGER', name: '1'}
const metrics: ConfigResource = {type: 'CLIENT_METRICS', name: 'm'}
const step = (operation: ConfigStep['operation'], name: string, value: string | null = null): ConfigStep => ({
  name,
  operation,
  value,
})

async function plan(
  before: readonly string[],
  resources: readonly (ConfigResource | undefined)[],
  steps: readonly ConfigStep[],
  options = {},
) {
  await using fake = await fakeCluster({nodes: 2, topics: {orders: 1}}, ...fakeConfigs(before).services)
  return await planConfigChanges(
    open(fake),
    resources.flatMap((each) => each ?? []),
    steps,
    options,
  )
}
const brief = ({before, beforeSource, after, afterSource, status}: PlannedConfig) =>
  [before, beforeSource, after, afterSource, status] as const
const [own, byDefault] = ['DYNAMIC_TOPIC_CONFIG', 'DEFAULT_CONFIG']

test.each<[string, string[], ConfigResource | undefined, ConfigStep, readonly (string | null)[]]>([
  ['a value over the default', [], orders, step('set', 'retention.ms', '7'), ['604800000', byDefault, '7', own, 'planned']],
  ['the value that it has', ['topic orders retention.ms=7'], orders, step('set', 'retention.ms', '7'), ['7', own, '7', own, 'unchanged']],
  ['a part more', [], orders, step('append', 'cleanup.policy', 'compact'), ['delete', byDefault, 'delete,compact', own, 'planned']],
  ['a part that is there', ['topic orders cleanup.policy=delete'], orders, step('append', 'cleanup.policy', 'delete'), ['delete', own, 'delete', own, 'unchanged']],
  ['a part less', ['topic orders cleanup.policy=delete,compact'], orders, step('subtract', 'cleanup.policy', 'compact'), ['delete,compact', own, 'delete', own, 'planned']],
  ['what is removed', ['topic orders cleanup.policy=compact'], orders, step('unset', 'cleanup.policy'), ['compact', own, 'delete', byDefault, 'planned']],
  ['what is removed from above a default in another unit, which brokers do not tell', ['topic orders retention.ms=7'], orders, step('unset', 'retention.ms'), ['7', own, null, null, 'planned']],
  ['what is not there to be removed', [], orders, step('unset', 'retention.ms'), ['604800000', byDefault, '604800000', byDefault, 'unchanged']],
  ['a default of all brokers', ['broker 1 log.cleaner.threads=4'], brokers, step('set', 'log.cleaner.threads', '2'), [null, null, '2', 'DYNAMIC_DEFAULT_BROKER_CONFIG', 'planned']],
  ['one that is set', ['brokers log.cleaner.threads=2'], brokers, step('unset', 'log.cleaner.threads'), ['2', 'DYNAMIC_DEFAULT_BROKER_CONFIG', null, null, 'planned']],
  ['a broker’s own', ['brokers log.cleaner.threads=2'], broker, step('set', 'log.cleaner.threads', '3'), ['2', 'DYNAMIC_DEFAULT_BROKER_CONFIG', '3', 'DYNAMIC_BROKER_CONFIG', 'planned']],
  ['a secret, which stays one', [], broker, step('set', 'ssl.keystore.password', 'p'), [null, byDefault, null, 'DYNAMIC_BROKER_CONFIG', 'planned']],
  ['a throttle, which brokers do not list', [], broker, step('set', 'leader.replication.throttled.rate', '1MiB'), [null, null, '1048576', 'DYNAMIC_BROKER_CONFIG', 'planned']],
  ['a level of a logger', ['logger 1 kafka=INFO'], logger, step('set', 'kafka', 'debug'), ['INFO', 'DYNAMIC_BROKER_LOGGER_CONFIG', 'DEBUG', 'DYNAMIC_BROKER_LOGGER_CONFIG', 'planned']],
  ['a logger without its level', ['logger 1 kafka=INFO'], logger, step('unset', 'kafka'), ['INFO', 'DYNAMIC_BROKER_LOGGER_CONFIG', null, null, 'planned']],
])('the plan of %s', async (_, before, resource, one, expected) => {
  const {items, problems} = await plan(before, [resource], [one])
  expect(problems).toEqual([])
  expect(items.map(brief)).toEqual([expected])
  // JSON leaves out what is undefined.
  expect(items.flatMap(brief)).not.toContain(undefined)
}) // prettier-ignore

test('what may be sent and not shown: the value of a secret', async () => {
  const {items} = await plan([], [broker], [step('set', 'ssl.keystore.password', 'p')])
  expect(items).toMatchObject([{isSensitive: true, after: null, step: {value: 'p'}}])
  const inTheOpen = new Set(['ssl.keystore.password'])
  await expect(plan([], [broker], [step('set', 'ssl.keystore.password', 'p')], {inTheOpen})).rejects.toThrow(
    'ssl.keystore.password is secret',
  )
})

test.each<[ConfigResource | undefined, ConfigStep, string]>([
  [orders, step('set', 'nope.ms', '1'), 'nope.ms'],
  [orders, step('set', 'leader.replication.throttled.rate', '1'), "has no config 'leader.replication.throttled.rate'"],
  [orders, step('set', 'min.insync.replicas', '0'), 'min.insync.replicas'],
  [orders, step('append', 'retention.ms', '1'), 'is not a list'],
  [logger, step('set', 'kafka', 'loud'), 'loud'],
  [logger, step('append', 'kafka', 'INFO'), 'is not a list'],
  [orders, step('set', 'match', 'a'), "has no config 'match'"],
  [metrics, step('set', 'nope', '1'), "has no config 'nope'"],
])('%j: %j cannot be', async (resource, one, text) => {
  const asked = plan(['logger 1 kafka=INFO'], [resource], [one])
  await expect(asked).rejects.toThrow(UsageError)
  await expect(asked).rejects.toThrow(text)
})

test('a limit of topics is none of brokers', async () => {
  const {items} = await plan([], [broker], [step('set', 'min.insync.replicas', '0')])
  expect(items).toMatchObject([{after: '0', status: 'planned'}])
})

test('what is wrong with a thousand topics is said once', async () => {
  const asked = plan([], [orders, topic('b')], [step('set', 'min.insync.replicas', '0')])
  const error = await asked.catch((reason: unknown) => reason as Error)
  expect(error).toBeInstanceOf(UsageError)
  expect((error as Error).message.match(/min\.insync\.replicas/g)).toHaveLength(1)
})

test('resources that cannot be read are problems, and the others are planned', async () => {
  const resources = [orders, topic('forbidden'), topic('missing')]
  const {items, problems} = await plan([], resources, [step('set', 'retention.ms', '7')])
  expect(items.map(({resource}) => resource)).toEqual([orders])
  expect(problems).toMatchObject([{codeName: 'TOPIC_AUTHORIZATION_FAILED'}, {codeName: 'UNKNOWN_TOPIC_OR_PARTITION'}])
})

test('a config that is read only when a broker starts is a problem, and no mistake of the command line', async () => {
  const {items, problems} = await plan([], [broker], [step('set', 'node.id', '2')])
  expect(items).toEqual([])
  expect(problems.map(({message}) => message)).toEqual([
    'node.id of broker/1 is read-only: a broker reads it from server.properties when it starts; change it there and restart',
  ])
})

test.each<[string, string[], ConfigResource | undefined, readonly [string, string], string[]]>([
  ['as it is', ['topic orders retention.ms=7'], orders, ['retention.ms', '7'], []],
  ['a broker’s, from the defaults of all', ['brokers log.cleaner.threads=7'], broker, ['log.cleaner.threads', '7'], []],
  ['another value', ['topic orders retention.ms=8'], orders, ['retention.ms', '7'], ['retention.ms of topic/orders is 8, not 7 as expected']],
  ['a default of all brokers that is not set', ['broker 1 log.cleaner.threads=7'], brokers, ['log.cleaner.threads', '7'], ['is not set, not 7 as expected']],
])('expected: %s', async (_, before, resource, expected, texts) => {
  const name = expected[0]
  const {problems} = await plan(before, [resource], [step('set', name, '9')], {expected: new Map([expected])})
  expect(problems.map(({message}) => message)).toEqual(texts.map((text) => expect.stringContaining(text) as string))
}) // prettier-ignore

test('a value that counts already from elsewhere is set all the same, and said', async () => {
  const {items, warnings} = await plan(['brokers log.cleanup.policy=compact'], [orders], [step('set', 'cleanup.policy', 'compact')]) // prettier-ignore
  expect(items).toMatchObject([{status: 'planned'}])
  expect(warnings).toEqual([expect.stringContaining('topic/orders has cleanup.policy=compact already, from elsewhere')])
  expect((await plan([], [orders], [step('set', 'cleanup.policy', 'compact')])).warnings).toEqual([])
})

test('a broker that may not be read says nothing of the defaults of all brokers', async () => {
  const refusing = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      errorCode: resourceName === '' ? 0 : 31,
    })),
  }))
  await using fake = await fakeCluster({nodes: 2}, refusing)
  const {items, problems} = await planConfigChanges(
    open(fake),
    [brokers ?? orders],
    [step('set', 'log.cleaner.threads', '2')],
  )
  expect(items).toEqual([])
  expect(problems).toMatchObject([{codeName: 'CLUSTER_AUTHORIZATION_FAILED'}])
})

test('a secret cannot be expected: brokers do not show it', async () => {
  const expected = new Map([['ssl.keystore.password', 'p']])
  const asked = plan([], [broker], [step('set', 'ssl.keystore.password', 'p')], {expected})
  await expect(asked).rejects.toThrow('brokers do not show it, so it cannot be compared')
})

test('a config of a plug-in, which brokers do not list, is planned where that is wanted', async () => {
  const {items} = await plan([], [broker], [step('set', 'my.plugin.password', 'p')], {unlisted: true})
  expect(items).toMatchObject([{type: 'UNKNOWN', isSensitive: true, after: null}])
  const [listed] = (await plan([], [broker], [step('append', 'my.plugin.list', 'a')], {unlisted: true})).items
  expect(listed).toMatchObject({type: 'UNKNOWN', isSensitive: false, after: 'a'})
})

test('client metrics that a broker before Kafka 4.0 does not list have their types, and so have throttles', async () => {
  const silent = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName})),
  }))
  await using fake = await fakeCluster(silent)
  const cluster = open(fake)
  const steps = [step('set', 'interval.ms', '1m'), step('append', 'match', 'client_id=a')]
  const {items} = await planConfigChanges(cluster, [metrics], steps)
  expect(items.map(({type, after}) => [type, after])).toEqual([
    ['INT', '60000'],
    ['LIST', 'client_id=a'],
  ])
  const throttle = step('set', 'leader.replication.throttled.rate', '1')
  expect((await planConfigChanges(cluster, [{type: 'BROKER', name: '1'}], [throttle])).items).toMatchObject([
    {type: 'LONG'},
  ])
})

test('a broker that tells of no loggers is told as that, and a word that is like none has no hint', async () => {
  await expect(plan([], [logger], [step('set', 'kafka', 'INFO')])).rejects.toThrow(
    'the broker lists no loggers, so none can be changed',
  )
  await expect(plan([], [orders], [step('set', 'qqqqqqqqqqqq', '1')])).rejects.toThrow(
    /^topic\/orders has no config 'qqqqqqqqqqqq'$/,
  )
})

test('client metrics that no broker lists yet have their types', async () => {
  const {items} = await plan([], [metrics], [step('set', 'interval.ms', '1m'), step('append', 'match', 'client_id=a')])
  expect(items.map(({type, after}) => [type, after])).toEqual([
    ['INT', '60000'],
    ['LIST', 'client_id=a'],
  ])
})
