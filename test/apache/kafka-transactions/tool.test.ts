import {expect, test} from 'vitest'
import kafkaTransactions from '../../../src/lib/apache/kafka-transactions/tool.ts'
import {DescribeProducers} from '../../../src/lib/apis/describe-producers.ts'
import {DescribeTransactions} from '../../../src/lib/apis/describe-transactions.ts'
import {InitProducerId} from '../../../src/lib/apis/init-producer-id.ts'
import {ListTransactions} from '../../../src/lib/apis/list-transactions.ts'
import {WriteTxnMarkers} from '../../../src/lib/apis/write-txn-markers.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaTransactions.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

/** Producer 7 has a transaction open since 1970 in each partition, from offset 40 on; producer 8 has none. */
const producers = on(DescribeProducers, ({topics}) => ({
  topics: topics.map(({name, partitionIndexes}) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      activeProducers: [
        {producerId: 7, producerEpoch: 2, lastSequence: 5, lastTimestamp: 60_000, coordinatorEpoch: -1, currentTxnStartOffset: 40},
        {producerId: 8, producerEpoch: 0, lastSequence: 9, lastTimestamp: 60_000, coordinatorEpoch: 4, currentTxnStartOffset: -1},
      ],
    })),
  })),
})) // prettier-ignore
const markers = on(WriteTxnMarkers, ({markers: sent}) => ({
  markers: sent.map(({producerId, topics}) => ({
    producerId,
    topics: topics.map(({name, partitionIndexes}) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({partitionIndex})),
    })),
  })),
}))
const listing = (...states: readonly {transactionalId: string; producerId: number}[]) =>
  on(ListTransactions, () => ({
    transactionStates: states.map((one) => ({...one, transactionState: 'Ongoing'})),
  }))
/** Every transaction wrote to partition 1 of orders. */
const describing = on(DescribeTransactions, ({transactionalIds}) => ({
  transactionStates: transactionalIds.map((transactionalId) => ({
    transactionalId,
    transactionState: 'Ongoing',
    transactionStartTimeMs: 60_000,
    topics: [{topic: 'orders', partitions: [1]}],
  })),
}))

test('abort by offset sends an abort marker for the producer whose transaction begins there', async () => {
  await using fake = await fakeCluster({topics: {orders: 1}}, producers, markers)
  expect(await run(fake, 'abort', '--topic', 'orders', '--partition', '0', '--start-offset', '40')).toEqual({
    out: '',
    err: '',
    code: 0,
  })
  expect(fake.asked(WriteTxnMarkers)).toMatchObject([
    {markers: [{producerId: 7, producerEpoch: 2, coordinatorEpoch: 0, transactionResult: false, topics: [{name: 'orders', partitionIndexes: [0]}]}]}, // prettier-ignore
  ])
})

test('where no transaction begins, nothing is sent', async () => {
  await using fake = await fakeCluster({topics: {orders: 1}}, producers, markers)
  expect(await run(fake, 'abort', '--topic', 'orders', '--partition', '0', '--start-offset', '41')).toEqual({
    out: '',
    err: 'Could not find any open transactions starting at offset 41 on partition orders-0\n',
    code: 1,
  })
  expect(fake.asked(WriteTxnMarkers)).toEqual([])
})

test('a transaction hangs where its coordinator does not expect it, or does not know of it', async () => {
  await using fake = await fakeCluster(
    {topics: {orders: 2}},
    producers,
    describing,
    listing({transactionalId: 'known', producerId: 7}),
  )
  const {out, code} = await run(fake, 'find-hanging', '--topic', 'orders')
  expect(code).toBe(0)
  const lines = out.split('\n').slice(1, -1)
  expect(lines.map((line) => line.split(/\s*\t/).slice(0, 7))).toEqual([['orders', '0', '7', '2', '-1', '40', '60000']])
  fake.serve(listing())
  const all = await run(fake, 'find-hanging', '--topic', 'orders')
  expect(all.out.split('\n').slice(1, -1)).toHaveLength(2)
})

test('forceTerminateTransaction fences the producer', async () => {
  await using fake = await fakeCluster(on(InitProducerId, () => ({producerId: 7, producerEpoch: 3})))
  expect(await run(fake, 'forceTerminateTransaction', '--transactionalId', 'x')).toEqual({out: '', err: '', code: 0})
  expect(fake.asked(InitProducerId)).toMatchObject([{transactionalId: 'x', producerId: -1, producerEpoch: -1}])
})

test('a refusal is told in one line, with the class of the exception', async () => {
  await using fake = await fakeCluster(on(InitProducerId, () => ({errorCode: 53, producerId: -1, producerEpoch: -1})))
  const {out, err, code} = await run(fake, 'forceTerminateTransaction', '--transactionalId', 'x')
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(/^Failed to force terminate transactionalId `x`: Transactional Id authorization failed\. .*\(org\.apache\.kafka\.common\.errors\.TransactionalIdAuthorizationException\)\n$/) // prettier-ignore
})

test('a broker that does not answer is no empty list', async () => {
  await using fake = await fakeCluster({nodes: 2}, listing({transactionalId: 'a', producerId: 1}))
  fake.serve(
    on(ListTransactions, () => ({errorCode: 31, transactionStates: []})),
    2,
  )
  const {out, err, code} = await run(fake, 'list')
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(/^Failed to list transactions: /)
})
