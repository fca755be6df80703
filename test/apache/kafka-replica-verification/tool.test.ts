// What parity does not see: replicas that differ, and one that cannot be read.
import {expect, test} from 'vitest'
import kafkaReplicaVerification from '../../../src/lib/apache/kafka-replica-verification/tool.ts'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {batch, crc32c} from '../../records/support/records.ts'
import {ctrlC, testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

const begun = '2026-03-01 12:00:00,000: verification process is started\n'
const now = new Date(2026, 2, 1, 12).getTime()
/** Only a broken test waits so long. */
const patiently = {timeout: 20_000}

const offsets = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex}) => ({partitionIndex, offset: 0})),
  })),
}))
/** Holds these batches; one by one, as a fetch of 1 byte would. */
const holding = (highWatermark: number, records: Buffer | null, errorCode = 0) =>
  on(
    Fetch,
    ({topics, replicaId}) => {
      expect(replicaId).toBe(-2)
      return {
        responses: topics.map(({topic, partitions}) => ({
          topic,
          partitions: partitions.map(({partition, fetchOffset}) => ({
            partitionIndex: partition,
            errorCode,
            highWatermark,
            records: fetchOffset === 0 ? records : null,
          })),
        })),
      }
    },
    12,
  )

async function scene(first: ReturnType<typeof holding>, second: ReturnType<typeof holding>): Promise<FakeCluster> {
  const fake = await fakeCluster({nodes: 2, topics: {orders: 1}}, offsets)
  fake.serve(first, 1)
  fake.serve(second, 2)
  return fake
}
const start = (fake: FakeCluster, ...argv: string[]) => {
  const {signal, press} = ctrlC()
  const {io, text} = testIo({now, interrupt: signal})
  const code = kafkaReplicaVerification.run(['--broker-list', fake.bootstrapServers, '--time', '-2', ...argv], io)
  return {code, text, press}
}
const two = batch(0, [{value: 'a'}, {value: 'b'}])
const other = batch(0, [{value: 'a'}, {value: 'c'}])
const three = batch(0, [{value: 'a'}, {value: 'b'}, {value: 'c'}])
const checksum = (bytes: Buffer) => crc32c(bytes.subarray(21))

test('replicas whose offsets differ end it with exit code 1', async () => {
  await using fake = await scene(holding(5, two), holding(5, three))
  const {code, text} = start(fake)
  expect(await code).toBe(1)
  expect(text().out).toBe(
    `${begun}2026-03-01 12:00:00,000: partition orders-0: replica 1's offset 1 doesn't match replica 2's offset 2\n`,
  )
})

test('a checksum that differs is a line, and the next round begins behind it', async () => {
  await using fake = await scene(holding(5, two), holding(5, other))
  const {code, text, press} = start(fake)
  await expect.poll(() => fake.asked(Fetch, 1).length, patiently).toBeGreaterThan(1)
  press()
  expect(await code).toBe(130)
  expect(text().out).toBe(
    `${begun}2026-03-01 12:00:00,000: partition orders-0 has unmatched checksum at offset 1; ` +
      `replica 1's checksum ${checksum(two)}; replica 2's checksum ${checksum(other)}\n`,
  )
  expect(fake.asked(Fetch, 1)[1]?.topics[0]?.partitions[0]?.fetchOffset).toBe(2)
})

test('a replica that cannot be read is told on stderr, once', async () => {
  await using fake = await scene(holding(5, two), holding(-1, null, 1))
  const {code, text, press} = start(fake, '--topics-include', 'orders')
  await expect.poll(() => fake.asked(Fetch, 2).length, patiently).toBeGreaterThan(2)
  press()
  expect(await code).toBe(130)
  expect(text().out).toBe(begun)
  expect(text().err.match(/WARN orders-0 on broker 2 is not verified now: .*OFFSET_OUT_OF_RANGE/g)).toHaveLength(1)
})

test('the largest lag is reported when the interval is over', async () => {
  await using fake = await scene(holding(9, two), holding(2, two))
  const {code, text, press} = start(fake, '--report-interval-ms', '-1')
  await expect.poll(() => text().out, patiently).toContain('max lag')
  press()
  expect(await code).toBe(130)
  expect(text().out.split('\n')[1]).toBe(
    '2026-03-01 12:00:00,000: max lag is 7 for partition orders-0 at offset 2 among 1 partitions',
  )
})
