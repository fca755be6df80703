// Whether brokers show what was sent: a change that has not arrived must not be told as done.
import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {applyChanges, changedMeanwhile, readBackConfigs} from '../../src/lib/configs/apply-changes.ts'
import type {ConfigResource} from '../../src/lib/configs/config-resource.ts'
import type {ConfigStep} from '../../src/lib/configs/incremental.ts'
import type {PlannedConfig} from '../../src/lib/configs/plan-changes.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const orders: ConfigResource = {type: 'TOPIC', name: 'orders'}
const item = (step: ConfigStep, more: Partial<PlannedConfig> = {}): PlannedConfig => ({
  resource: orders,
  step,
  type: 'STRING',
  isSensitive: false,
  before: null,
  beforeSource: null,
  after: step.value,
  afterSource: null,
  status: 'planned',
  ...more,
})
const set = (value: string): ConfigStep => ({name: 'x', operation: 'set', value})
const list = (operation: 'append' | 'subtract', value: string): ConfigStep => ({name: 'x', operation, value})
const unset: ConfigStep = {name: 'x', operation: 'unset', value: null}

/** Kafka's numbers of sources: of the topic itself, of the broker's file, of the default, of a broker's loggers. */
const [own, file, byDefault, logger] = [1, 4, 5, 6]
interface Shown {
  readonly value: string | null
  readonly configSource: number
}
/** What the broker shows of x, look by look, and the last of it from then on; undefined: nothing. */
const showing = (...looks: (Shown | undefined)[]) => {
  let look = 0
  return on(DescribeConfigs, ({resources}) => {
    const shown = looks[Math.min(look++, looks.length - 1)]
    return {
      results: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        configs: [{name: 'other', value: '1', configSource: own}, ...(shown ? [{name: 'x', ...shown}] : [])],
      })),
    }
  })
}

test.each<[string, PlannedConfig, Shown | undefined, boolean]>([
  ['a value that is shown', item(set('7')), {value: '7', configSource: own}, true],
  ['another value', item(set('7')), {value: '6', configSource: own}, false],
  ['the value, from elsewhere', item(set('7')), {value: '7', configSource: file}, false],
  ['no value', item(set('7')), undefined, false],
  ['a secret that is set, of which brokers show no value', item(set('p'), {isSensitive: true}), {value: null, configSource: own}, true],
  ['a secret that is not set', item(set('p'), {isSensitive: true}), {value: null, configSource: byDefault}, false],
  ['a part of a list', item(list('append', 'compact'), {type: 'LIST'}), {value: 'delete,compact', configSource: own}, true],
  ['one of two parts', item(list('append', 'a,b'), {type: 'LIST'}), {value: 'a', configSource: own}, false],
  ['a list without the part', item(list('append', 'compact'), {type: 'LIST'}), {value: 'delete', configSource: own}, false],
  ['an empty list', item(list('append', 'compact'), {type: 'LIST'}), {value: null, configSource: own}, false],
  ['a part that is gone', item(list('subtract', 'compact'), {type: 'LIST'}), {value: 'delete', configSource: own}, true],
  ['a part that is still there', item(list('subtract', 'compact'), {type: 'LIST'}), {value: 'delete,compact', configSource: own}, false],
  ['a list that is gone with its last part', item(list('subtract', 'compact'), {type: 'LIST'}), undefined, true],
  ['a config that was removed', item(unset), undefined, true],
  ['one beneath which another counts', item(unset), {value: '7', configSource: byDefault}, true],
  ['one that is still there', item(unset), {value: '7', configSource: own}, false],
  ['a logger, which always has a level', item(unset, {resource: {type: 'BROKER_LOGGER', name: '1'}}), {value: 'INFO', configSource: logger}, true],
  ['a logger at another level', item(set('DEBUG'), {resource: {type: 'BROKER_LOGGER', name: '1'}}), {value: 'INFO', configSource: logger}, false],
  ['a value of an unknown type, written in the broker’s way', item(set('1s'), {type: 'UNKNOWN', before: '5'}), {value: '1000', configSource: own}, true],
  ['one of an unknown type that is as before', item(set('1s'), {type: 'UNKNOWN', before: '5'}), {value: '5', configSource: own}, false],
])('read back: %s', async (_, planned, shown, arrived) => {
  await using fake = await fakeCluster(showing(shown))
  const [seen] = await readBackConfigs(open(fake), [planned], async () => {})
  expect(seen?.arrived).toBe(arrived)
  expect(seen?.entry?.value).toBe(shown?.value)
}) // prettier-ignore

test('a broker that shows the change late is asked until it does', async () => {
  const before = {value: '6', configSource: own}
  await using fake = await fakeCluster(showing(before, before, {value: '7', configSource: own}))
  let pauses = 0
  const [seen] = await readBackConfigs(open(fake), [item(set('7'))], async () => void pauses++)
  expect([seen?.arrived, pauses]).toEqual([true, 2])
})

test('a broker that never shows the change is given up after twenty tries', async () => {
  await using fake = await fakeCluster(showing({value: '6', configSource: own}))
  let pauses = 0
  const [seen] = await readBackConfigs(open(fake), [item(set('7'))], async () => void pauses++)
  expect([seen?.arrived, pauses]).toEqual([false, 19])
  expect(fake.asked(DescribeConfigs)).toHaveLength(20)
})

test('a change that cannot be read back counts as not arrived, with the reason', async () => {
  const refusing = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName, errorCode: 29})),
  }))
  await using fake = await fakeCluster(refusing)
  const [seen] = await readBackConfigs(open(fake), [item(set('7'))], async () => {})
  expect(seen).toMatchObject({arrived: false, error: {codeName: 'TOPIC_AUTHORIZATION_FAILED'}})
  expect(seen?.entry).toBeUndefined()
  await expect(changedMeanwhile(open(fake), [item(set('7'))])).rejects.toMatchObject({
    codeName: 'TOPIC_AUTHORIZATION_FAILED',
  })
})

test('without a change nothing is read back', async () => {
  await using fake = await fakeCluster(showing(undefined))
  expect(await readBackConfigs(open(fake), [], async () => {})).toEqual([])
  expect(fake.requests).toEqual([])
})

test.each<[string, Shown | undefined, number]>([
  ['as it was', {value: '6', configSource: own}, 0],
  ['another value', {value: '8', configSource: own}, 1],
  ['the same value from elsewhere', {value: '6', configSource: byDefault}, 1],
  ['removed', undefined, 1],
])('a change since the plan was made is found: %s', async (_, shown, count) => {
  await using fake = await fakeCluster(showing(shown))
  const planned = item(set('7'), {before: '6', beforeSource: 'DYNAMIC_TOPIC_CONFIG'})
  expect(await changedMeanwhile(open(fake), [planned])).toHaveLength(count)
})

test('a config that did not exist and still does not has not changed', async () => {
  await using fake = await fakeCluster(showing(undefined))
  expect(await changedMeanwhile(open(fake), [item(set('7'))])).toEqual([])
})

test('a bug while a broker is changed is raised, and not reported as a refusal', async () => {
  await using fake = await fakeCluster(
    showing(undefined),
    on(IncrementalAlterConfigs, () => ({responses: []})),
  )
  const cluster = open(fake)
  const bug = new TypeError('a bug in here')
  const call = cluster.call.bind(cluster)
  cluster.call = (api: unknown, ...rest: never[]) =>
    api === IncrementalAlterConfigs ? Promise.reject(bug) : call(api as never, ...(rest as [never, never]))
  const planned = item(set('7'), {resource: {type: 'BROKER', name: '1'}})
  await expect(applyChanges(cluster, [planned], {validateOnly: false})).rejects.toBe(bug)
})
