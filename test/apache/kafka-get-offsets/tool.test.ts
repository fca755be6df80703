import {expect, test} from 'vitest'
import kafkaGetOffsets from '../../../src/lib/apache/kafka-get-offsets/tool.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

/** Partition 2 may not be read; the others end at 100 and their number. */
const listing = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex, timestamp}) =>
      partitionIndex === 2
        ? {partitionIndex, errorCode: 29}
        : {partitionIndex, timestamp: -1, offset: timestamp > 0 ? -1 : 100 + partitionIndex},
    ),
  })),
}))

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaGetOffsets.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

test('a partition that fails is told on stderr, and the others are printed in the order of their texts', async () => {
  await using fake = await fakeCluster({topics: {orders: 12, 'orders-1': 1}}, listing)
  const {out, err, code} = await run(fake)
  expect(out.split('\n').slice(0, 5)).toEqual(['orders:0:100', 'orders:1:101', 'orders-1:0:100', 'orders:10:110', 'orders:11:111']) // prettier-ignore
  expect(out).not.toContain('orders:2:')
  expect({err, code}).toEqual({
    err: 'Skip getting offsets for topic-partition orders-2 due to error: org.apache.kafka.common.errors.TopicAuthorizationException: Topic authorization failed.\n',
    code: 0,
  })
})

test('partitions in which no record qualifies have no line', async () => {
  await using fake = await fakeCluster({topics: {orders: 2}}, listing)
  expect(await run(fake, '--time', '1700000000000')).toEqual({out: '', err: '', code: 0})
})

test('a broker that is too old for a kind of offset is named for each partition', async () => {
  await using fake = await fakeCluster({release: '2.8.2-zk', topics: {orders: 2}}, listing)
  const {out, err, code} = await run(fake, '--time', 'earliest-local')
  expect({out, code}).toEqual({out: '', code: 0})
  expect(err.match(/^Skip getting offsets for topic-partition orders-\d due to error: .*UnsupportedVersionException: .*ListOffsets/gm)).toHaveLength(2) // prettier-ignore
})

test('numbers that no time has are left to the broker to judge', async () => {
  await using fake = await fakeCluster({topics: {orders: 1}}, listing)
  await run(fake, '--time', '-7')
  await run(fake, '--time', '9223372036854775807')
  const asked = fake.asked(ListOffsets).map(({topics}) => topics[0]?.partitions[0]?.timestamp)
  expect(asked).toEqual([-7, Number.MAX_SAFE_INTEGER])
})

test.each([
  ['--topic-partitions', 'a:0', '--topic', 'a', '--topic-partitions cannot be used with --topic or --partitions'],
  [
    '--partitions',
    '1',
    '--time',
    'soon',
    'Malformed time argument soon. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, or a specified long format timestamp',
  ],
  ['--topic', 'none', '--time', '-1', 'Could not match any topic-partitions with the specified filters'],
])('%s %s %s %s: one line', async (...words) => {
  await using fake = await fakeCluster({topics: {orders: 1}}, listing)
  const message = words.pop()
  expect(await run(fake, ...words)).toEqual({out: '', err: `Error occurred: ${message}\n`, code: 1})
})
