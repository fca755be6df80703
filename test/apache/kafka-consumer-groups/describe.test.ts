// What users saw of kafka-consumer-groups --describe, and what Apache's tool says there.
import {expect, test} from 'vitest'
import {consumerGroupProblem} from '../../../src/lib/apache/shared/group-failures.ts'
import {offsetsTable} from '../../../src/lib/apache/kafka-consumer-groups/tables.ts'
import {groupLag} from '../../../src/lib/groups/lag/lag.ts'
import {fakeCluster, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'
import {open} from '../../support/open-cluster.ts'
import {opened} from '../../support/opened.ts'

const groups: Record<string, FakeGroup> = {
  g: {state: 'Empty', committed: {'orders-0': 5, 'orders-1': -1, 'emptied-0': 5}},
  sr: {protocolType: 'sr', members: {s: []}},
}
async function lagOf(id: string) {
  const fake: FakeCluster = await fakeCluster(
    {topics: {orders: 2, emptied: 1}},
    ...groupServices(() => fake.nodes, groups),
    logServices({'orders-0': [0, 9], 'orders-1': [0, 9], 'emptied-0': [8, 8]}),
  )
  await using _ = fake
  return (await opened(groupLag(open(fake), [id]))).groups[0]
}

test('a partition in which -1 is committed is left out of the table: Apache’s has a row with -', async () => {
  const lag = await lagOf('g')
  expect(lag && offsetsTable(lag, false)).toMatchInlineSnapshot(`
    "
    GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
    g               emptied         0          5               8               3               -               -               -
    g               orders          0          5               9               4               -               -               -
    g               orders          1          -               9               -               -               -               -
    "
  `)
})

test('--describe of a schema registry’s or Connect’s group names the protocol, as Apache’s client does', async () => {
  const lag = await lagOf('sr')
  expect(consumerGroupProblem('sr', lag?.group, undefined)).toMatchObject({
    javaClass: 'java.lang.IllegalArgumentException',
    message: 'GroupId sr is not a consumer group (sr).',
  })
})
