import {expect, test} from 'vitest'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {shown} from '../support/cli.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {groupServices} from '../support/fake-groups.ts'

/** `orders` ends at 10; with `lastStable` below that, a transaction is open from there on. */
async function lagOf(committed: number, lastStable: number): Promise<string> {
  await using fake = await fakeCluster({topics: {orders: 1}})
  fake.serve([
    ...groupServices(() => fake.nodes, {billing: {state: 'Empty', committed: {'orders-0': committed}}}),
    on(ListOffsets, ({topics, isolationLevel}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex, timestamp}) => ({
          partitionIndex,
          offset: timestamp === -2 ? 0 : isolationLevel === 1 ? lastStable : 10,
        })),
      })),
    })),
  ])
  return await shown(['groups', 'lag', 'billing', '--no-age', '-b', fake.bootstrapServers])
}
const told = 'group billing may be blocked by an open transaction at offset 4 of orders-0'

test('a group that waits at an open transaction is shown with that transaction and with what to type', async () => {
  const text = await lagOf(4, 4)
  expect(text).toContain(told)
  expect(text).toContain('kafkit transactions hanging orders')
  expect(text).toMatch(/exit 0$/)
})

test('nothing is noted about a group that can still read, has no lag, or has no transaction in the way', async () => {
  for (const [committed, lastStable] of [
    [3, 4],
    [10, 4],
    [4, 10],
  ] as const) {
    const text = await lagOf(committed, lastStable)
    expect(text).toMatch(/billing +Empty[^]*exit 0$/)
    expect(text).not.toContain('blocked')
  }
})
