import {expect, test} from 'vitest'
import {ListConfigResources} from '../../src/lib/apis/list-config-resources.ts'
import {UnsupportedApi} from '../../src/lib/cluster/errors.ts'
import {listConfigResources} from '../../src/lib/configs/list-resources.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const listing = on(ListConfigResources, () => ({
  configResources: [
    {resourceName: 'b', resourceType: 16},
    {resourceName: 'a', resourceType: 32},
    {resourceName: 'x', resourceType: 64},
  ],
}))

test('resources keep the broker’s order, without types that this program does not know', async () => {
  await using fake = await fakeCluster(listing)
  expect(await listConfigResources(open(fake), ['CLIENT_METRICS', 'GROUP'])).toEqual([
    {type: 'CLIENT_METRICS', name: 'b'},
    {type: 'GROUP', name: 'a'},
  ])
  expect(fake.asked(ListConfigResources)).toEqual([{resourceTypes: [16, 32]}])
})

test('before Kafka 4.1 a broker lists only client metrics subscriptions', async () => {
  await using fake = await fakeCluster(
    {release: '4.0.0'},
    on(ListConfigResources, () => ({configResources: [{resourceName: 'b'}]})),
  )
  const cluster = open(fake)
  expect(await listConfigResources(cluster, ['CLIENT_METRICS'])).toEqual([{type: 'CLIENT_METRICS', name: 'b'}])
  await expect(listConfigResources(cluster, ['GROUP'])).rejects.toThrow(UnsupportedApi)
})
