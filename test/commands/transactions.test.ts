// transactions over brokers whose state the test sets: what hangs, what runs, what cannot be known.
import {expect, test} from 'vitest'
import {DescribeTransactions} from '../../src/lib/apis/describe-transactions.ts'
import {InitProducerId} from '../../src/lib/apis/init-producer-id.ts'
import {ListTransactions} from '../../src/lib/apis/list-transactions.ts'
import {WriteTxnMarkers} from '../../src/lib/apis/write-txn-markers.ts'
import {errorCode} from '../../src/lib/cluster/error-codes.ts'
import {noon} from '../support/cli.ts'
import {commandsAt} from '../support/commands-at.ts'
import {on, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeOperations, operations, topic} from '../support/fake-operations.ts'

/** Producer 7 has had a transaction open since 1970 in orders-0, from offset 3 on; no coordinator knows it. */
const scene = () =>
  operations({
    live: [1],
    topics: {orders: topic(['1|1|1', '1|1|1'])},
    hanging: {'orders-0': 3},
    transactions: [
      {id: 'billing-1', producerId: 9, state: 'Empty', startedMsAgo: 0},
      {id: 'mail', producerId: 8, state: 'Ongoing', startedMsAgo: 0},
    ],
  })
const at = (fake: FakeCluster) => commandsAt(() => fake.bootstrapServers)
/** The coordinator of `mail`, which owns producer 7 as well: a transaction that wrote to these partitions. */
const mailOwns = (producerId: number, ...partitions: number[]) => [
  on(ListTransactions, () => ({
    transactionStates: [{transactionalId: 'mail', producerId: 7, transactionState: 'Ongoing'}],
  })),
  on(DescribeTransactions, ({transactionalIds}) => ({
    transactionStates: transactionalIds.map((transactionalId) => ({
      transactionalId,
      transactionState: 'Ongoing',
      transactionTimeoutMs: 60_000,
      producerId,
      producerEpoch: 4,
      topics: partitions.length === 0 ? [] : [{topic: 'orders', partitions}],
    })),
  })),
]

test('list takes names, patterns and states, and reports missing ones', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions list')).toMatchInlineSnapshot(`
    "TRANSACTIONAL-ID  STATE    PRODUCER-ID  COORDINATOR
    billing-1         Empty              9            1
    mail              Ongoing            8            1
    exit 0"
  `)
  expect(await at(fake).screen('transactions list --state ongoing -o name')).toMatchInlineSnapshot(`
    "mail
    exit 0"
  `)
  expect(await at(fake).screen('transactions list billing-* nope -o name')).toMatchInlineSnapshot(`
    "billing-1
    ! kafkit: list transactional id nope: there is none that you may see (TRANSACTIONAL_ID_NOT_FOUND)
    exit 1"
  `)
})

test('describe shows what exists, and reports what does not', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions describe billing-* nope')).toMatchInlineSnapshot(`
    "TRANSACTIONAL-ID  STATE  PRODUCER-ID  EPOCH  COORDINATOR  TIMEOUT  STARTED  PARTITIONS
    billing-1         Empty            9      0            1       1m  -        -
    ! kafkit: list transactional id nope: there is none that you may see (TRANSACTIONAL_ID_NOT_FOUND)
    exit 1"
  `)
})

test('producers shows where a transaction is open', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions producers orders --open')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  PRODUCER-ID  EPOCH  LAST-SEQUENCE  LAST-TIMESTAMP            COORDINATOR-EPOCH  OPEN-SINCE-OFFSET
    orders          0            7      2              5  1970-01-01T00:01:00.000Z                  -                  3
    exit 0"
  `)
})

test('a transaction whose producer no coordinator knows hangs, with exit code 3', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions hanging', {now: noon})).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  PRODUCER-ID  EPOCH  START-OFFSET  SILENT-FOR  TRANSACTIONAL-ID  STATE  BLOCKED  VERDICT  REASON
    orders          0            7      2             3   20513d11h  -                 -            7  hanging  no coordinator knows its producer
    exit 3"
  `)
})

test('one that its coordinator has in its list runs; one that it has not hangs', async () => {
  await using fake = await fakeOperations(scene())
  fake.serve(mailOwns(7, 0))
  expect(await at(fake).screen('transactions hanging --columns topic,transactionalId,verdict,reason'))
    .toMatchInlineSnapshot(`
    "TOPIC   TRANSACTIONAL-ID  VERDICT  REASON
    orders  mail              running  the transaction of mail is Ongoing here
    exit 0"
  `)
  fake.serve(mailOwns(7, 1))
  expect(await at(fake).screen('transactions hanging --columns topic,transactionalId,verdict,reason'))
    .toMatchInlineSnapshot(`
    "TOPIC   TRANSACTIONAL-ID  VERDICT  REASON
    orders  mail              hanging  mail is Ongoing in epoch 4, but its coordinator expects no marker here
    exit 3"
  `)
  fake.serve(mailOwns(77))
  expect(await at(fake).screen('transactions hanging --columns topic,transactionalId,verdict,reason'))
    .toMatchInlineSnapshot(`
    "TOPIC   TRANSACTIONAL-ID  VERDICT  REASON
    orders  mail              hanging  mail now has another producer, 77
    exit 3"
  `)
})

test('if transactional ids may be hidden, no transaction is called hanging, and none is aborted', async () => {
  const state = scene()
  // TRANSACTIONAL_ID_AUTHORIZATION_FAILED
  state.refused = {DescribeTransactions: 53}
  await using fake = await fakeOperations(state)
  expect(await at(fake).screen('transactions hanging --columns topic,verdict,reason')).toMatchInlineSnapshot(`
    "TOPIC   VERDICT  REASON
    orders  unknown  not every coordinator could be asked for its producer
    ! kafkit: find the transactional ids of all producers: Transactional Id authorization failed. (TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
    ! kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit transactions hanging --columns topic,verdict,reason
    exit 1"
  `)
  const {out, code} = await at(fake).run('transactions abort orders:0 --yes')
  expect({out: out.includes('refused'), code}).toEqual({out: true, code: 1})
  expect(fake.asked(WriteTxnMarkers)).toEqual([])
})

test('abort prints its three proofs, sends the marker, and shows where readers stand afterwards', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions abort orders:0 --yes', {now: noon})).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  PRODUCER-ID  EPOCH  START-OFFSET  TRANSACTIONAL-ID  LAST-STABLE-OFFSET  THEN  STATUS
    orders          0            7      2             3  -                                  3    10  aborted
    ! kafkit: looking again after 2ms
    ! kafkit: proof 1 holds: its producer has written nothing for 20513d11h; coordinators end transactions within 30m
    ! kafkit: proof 2 holds: no coordinator knows its producer
    ! kafkit: proof 3 holds: nothing has changed after another 2ms
    ! kafkit: aborted records cannot be restored: the producer has to send them again
    exit 0"
  `)
  expect(fake.asked(WriteTxnMarkers)).toMatchObject([
    {markers: [{producerId: 7, producerEpoch: 2, coordinatorEpoch: 0, transactionResult: false, topics: [{name: 'orders', partitionIndexes: [0]}]}]}, // prettier-ignore
  ])
  expect(await at(fake).screen('transactions abort orders:0 --yes', {now: noon})).toMatchInlineSnapshot(`
    "TOPIC  PARTITION  PRODUCER-ID  EPOCH  START-OFFSET  TRANSACTIONAL-ID  LAST-STABLE-OFFSET  STATUS
    ! kafkit: orders-0: no transaction is open there
    exit 1"
  `)
})

test('a transaction that runs is refused, and a dry run sends nothing', async () => {
  await using fake = await fakeOperations(scene())
  expect((await at(fake).run('transactions abort orders:0 --dry-run', {now: noon})).code).toBe(0)
  fake.serve(mailOwns(7, 0))
  expect(await at(fake).screen('transactions abort orders:0 --yes', {now: noon})).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  PRODUCER-ID  EPOCH  START-OFFSET  TRANSACTIONAL-ID  LAST-STABLE-OFFSET  STATUS
    orders          0            7      2             3  mail                               3  refused
    ! kafkit: proof 1 holds: its producer has written nothing for 20513d11h; coordinators end transactions within 16m
    ! kafkit: proof 2 is missing: the transaction of mail is Ongoing here
    ! kafkit: orders-0: there is no proof that the transaction hangs: the transaction of mail is Ongoing here
    exit 1"
  `)
  expect(fake.asked(WriteTxnMarkers)).toEqual([])
})

test('one that was ended between two looks is refused', async () => {
  const state = scene()
  await using fake = await fakeOperations(state)
  const {err, code} = await at(fake).run('transactions abort orders:0 --yes', {
    onErr: (text) => {
      if (text.includes('looking again')) delete state.hanging['orders-0']
    },
  })
  expect(err).toContain('proof 3 is missing: it was ended within 2ms')
  expect(code).toBe(1)
  expect(fake.asked(WriteTxnMarkers)).toEqual([])
})

test('a refused marker is reported, and the transaction is still there', async () => {
  const state = scene()
  // CLUSTER_AUTHORIZATION_FAILED
  state.refused = {WriteTxnMarkers: 31}
  await using fake = await fakeOperations(state)
  const {err, out, code} = await at(fake).run('transactions abort orders:0 --yes')
  expect(err).toContain('CLUSTER_AUTHORIZATION_FAILED')
  expect({out: out.includes('failed'), code}).toEqual({out: true, code: 1})
})

test('one partition has to be named', async () => {
  const {screen} = commandsAt(() => '127.0.0.1:1')
  expect(await screen('transactions abort orders')).toMatchInlineSnapshot(`
    "! kafkit: 'orders' is not one partition: write for instance orders:0 (see kafkit transactions abort --help)
    exit 2"
  `)
})

test('fence shows whose transaction it ends, ends it, and reads the new epoch back', async () => {
  await using fake = await fakeOperations(scene())
  const dry = await at(fake).run('transactions fence mail --dry-run -o csv')
  expect(dry.out.split('\n')[1]).toMatch(/^mail,8,0,Ongoing,.*planned/)
  const done = await at(fake).run('transactions fence mail --yes -o csv')
  expect(done.out.split('\n')[1]).toMatch(/^mail,8,0,Ongoing,,1,Empty,fenced/)
  expect(done.err).toContain('aborted records cannot be restored')
  expect(done.code).toBe(0)
})

test('a producer that has the epoch that it had is not fenced, whatever the broker said', async () => {
  await using fake = await fakeOperations(scene())
  fake.serve(on(InitProducerId, () => ({producerId: 8, producerEpoch: 0})))
  const {err, code} = await at(fake).run('transactions fence mail --yes')
  expect(err).toContain('its producer still has epoch 0')
  expect(code).toBe(1)
})

test('an id that does not exist spares the others', async () => {
  await using fake = await fakeOperations(scene())
  const {err, code} = await at(fake).run('transactions fence mail nope --yes')
  expect(err).toContain('TRANSACTIONAL_ID_NOT_FOUND')
  expect(err).toContain('no producer was fenced')
  expect(code).toBe(1)
  expect(fake.asked(InitProducerId)).toEqual([])
})

test('fence takes a pattern: it shows the matching producers, fences them, and spares the others', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions fence billing-* --dry-run')).toMatchInlineSnapshot(`
    "TRANSACTIONAL-ID  PRODUCER-ID  EPOCH  STATE  PARTITIONS  STATUS
    billing-1                   9      0  Empty  -           planned
    exit 0"
  `)
  expect(fake.asked(InitProducerId)).toEqual([])
  const done = await at(fake).run('transactions fence /^bill/ --yes -o csv')
  expect(done.out.trim().split('\n').slice(1)).toEqual(['billing-1,9,0,Empty,,1,Empty,fenced,'])
  expect(fake.asked(InitProducerId).map(({transactionalId}) => transactionalId)).toEqual(['billing-1'])
})

test('fence with a pattern that matches nothing fences no producer', async () => {
  await using fake = await fakeOperations(scene())
  expect(await at(fake).screen('transactions fence mail nope-* --yes')).toMatchInlineSnapshot(`
    "TRANSACTIONAL-ID  PRODUCER-ID  EPOCH  STATE    PARTITIONS  STATUS
    mail                        8      0  Ongoing  -           planned
    ! kafkit: list transactional id nope-*: there is none that you may see (TRANSACTIONAL_ID_NOT_FOUND)
    ! kafkit: no producer was fenced
    exit 1"
  `)
  expect(fake.asked(InitProducerId)).toEqual([])
})

test('fence with a pattern fences no producer if a broker does not list its transactions, since one may match there', async () => {
  await using fake = await fakeOperations({...scene(), refused: {ListTransactions: errorCode.coordinatorNotAvailable}})
  expect(await at(fake).screen('transactions fence billing-* --yes --timeout 300ms')).toMatchInlineSnapshot(`
    "TRANSACTIONAL-ID  PRODUCER-ID  EPOCH  STATE  PARTITIONS  STATUS
    ! kafkit: list the transactions of broker 1: The coordinator is not available. (COORDINATOR_NOT_AVAILABLE)
    ! kafkit: list transactional id billing-*: there is none that you may see (TRANSACTIONAL_ID_NOT_FOUND)
    exit 1"
  `)
  expect(fake.asked(InitProducerId)).toEqual([])
  // A list is not needed for names, and brokers before Kafka 3.0 have none.
  expect((await at(fake).run('transactions fence mail --yes')).code).toBe(0)
})
