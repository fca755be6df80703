// offsets over brokers whose answers are those of Apache Kafka's ListOffsets: a special timestamp for each word of --at.
import {expect, test} from 'vitest'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {noon} from '../support/cli.ts'
import {commandsAt} from '../support/commands-at.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'

/** Offsets by the timestamp asked for; partition 1 has no record that qualifies. */
const answers = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex, timestamp}) =>
      partitionIndex === 1
        ? {partitionIndex, offset: -1, timestamp: -1}
        : {partitionIndex, offset: 40, timestamp: Number(timestamp) === -3 ? 1_700_000_000_000 : -1, leaderEpoch: 3},
    ),
  })),
}))

test('a row for each partition; no record is none, and not 0', async () => {
  await using fake = await fakeCluster({topics: {orders: 2}}, answers)
  const {screen} = commandsAt(() => fake.bootstrapServers)
  expect(await screen('offsets orders')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  OFFSET
    orders          0      40
    orders          1    none
    exit 0"
  `)
  expect(await screen('offsets orders --at max-timestamp')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  OFFSET  TIMESTAMP
    orders          0      40  2023-11-14T22:13:20.000Z
    orders          1    none  -
    exit 0"
  `)
})

// The numbers are those of Kafka's ListOffsetsRequest.
test.each([
  ['latest', -1],
  ['earliest', -2],
  ['max-timestamp', -3],
  ['local', -4],
  ['tiered', -5],
  ['2026-03-01T11:00:00Z', 1_772_362_800_000],
  ['-1h', 1_772_362_800_000],
])('--at %s asks for %i', async (at, timestamp) => {
  await using fake = await fakeCluster({topics: {orders: 1}}, answers)
  const {run} = commandsAt(() => fake.bootstrapServers)
  expect((await run(`offsets orders --at ${at}`, {now: noon})).code).toBe(0)
  expect(fake.asked(ListOffsets)).toMatchObject([{topics: [{partitions: [{timestamp}]}]}])
})

test('a missing topic and a refused partition are reported, and the rest is shown', async () => {
  const refusing = on(ListOffsets, ({topics}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex}) => ({
        partitionIndex,
        errorCode: partitionIndex === 1 ? 29 : 0,
        offset: 7,
        timestamp: -1,
      })),
    })),
  }))
  await using fake = await fakeCluster({topics: {orders: 2}}, refusing)
  const {screen} = commandsAt(() => fake.bootstrapServers)
  expect(await screen('offsets orders nope')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  OFFSET
    orders          0       7
    ! kafkit: list offsets of topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)
    ! kafkit: list the latest offset of orders-1: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)
    ! kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit offsets orders nope
    exit 1"
  `)
})

test('what is neither a place nor a time is a wrong command line', async () => {
  const {screen} = commandsAt(() => '127.0.0.1:1')
  expect(await screen('offsets orders --at soon')).toMatchInlineSnapshot(`
    "! kafkit: --at: 'soon' is not a time: write for example 2026-03-01T14:00:00Z, 2026-03-01, -2h (two hours ago), now, or milliseconds since 1970; or one of earliest, latest, max-timestamp, local, tiered (see kafkit offsets --help)
    exit 2"
  `)
})
