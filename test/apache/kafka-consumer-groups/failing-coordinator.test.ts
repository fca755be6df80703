// kafka-consumer-groups at the moment when the coordinator of a group has just been killed.
import {expect, test} from 'vitest'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices} from '../../support/fake-groups.ts'

/** The coordinator describes the group, and is not ready to tell its offsets until it was asked so often. */
async function describe(failures: number, ...argv: readonly string[]) {
  const fake: FakeCluster = await fakeCluster(
    {topics: {orders: 1}},
    ...groupServices(() => fake.nodes, {billing: {state: 'Empty', committed: {'orders-0': 70}}}),
    logServices({'orders-0': [10, 100]}),
  )
  await using _ = fake
  let asked = 0
  fake.serve(
    on(
      OffsetFetch,
      ({groups}) => ({
        groups: groups.map(({groupId}) =>
          ++asked <= failures
            ? {groupId, errorCode: 15, topics: []}
            : {groupId, topics: [{name: 'orders', partitions: [{partitionIndex: 0, committedOffset: 70}]}]},
        ),
      }),
      9,
    ),
  )
  const {io, text} = testIo()
  const code = await kafkaConsumerGroups.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

test('--describe waits for the coordinator and prints the rows', async () => {
  const {out, code} = await describe(3, '--describe', '--group', 'billing')
  expect(out).toMatch(/^billing +orders +0 +70 +100 +30 /m)
  expect(code).toBe(0)
})

test('--describe of a group whose offsets are not told within --timeout is an error, not silence', async () => {
  const {out, err} = await describe(Infinity, '--describe', '--group', 'billing', '--timeout', '700')
  expect(out).toBe(
    '\nError: Executing consumer group command failed due to org.apache.kafka.common.errors.CoordinatorNotAvailableException: The coordinator is not available.\n',
  )
  expect(err).not.toBe('')
})

test('--reset-offsets --all-topics does not take offsets that are not told for none', async () => {
  const reset = ['--reset-offsets', '--group', 'billing', '--all-topics', '--to-earliest', '--dry-run']
  const {out} = await describe(Infinity, ...reset, '--timeout', '700')
  expect(out).toMatch(/^Error: .*CoordinatorNotAvailableException/m)
})
