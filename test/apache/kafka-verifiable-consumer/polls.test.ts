// The events are those of Apache's tool, in form and order of fields.
import {expect, test} from 'vitest'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {Polls, type PollsInput} from '../../../src/lib/apache/kafka-verifiable-consumer/polls.ts'
import type {RecordCursor} from '../../../src/lib/wire/records.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'
import {open} from '../../support/open-cluster.ts'

async function polls(input: Partial<PollsInput>, errorCode = 0) {
  const server = await fakeCluster(
    {},
    on(OffsetCommit, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode})),
      })),
    })),
  )
  const {io, text} = testIo({now: 7})
  const settings = {verbose: false, maxMessages: -1, maxPolled: 500, commits: true, finished: () => undefined}
  const made = new Polls(open(server), {...settings, ...input}, io)
  made.member = {groupId: 'g', memberId: 'm', generation: 1, instanceId: null, protocol: 'classic'}
  const to = new TextBuffer()
  const take = (partition: number, offset: number, value: string | null = null) => {
    const bytes = value === null ? null : Buffer.from(value)
    const place = {topic: 't', partition, leaderEpoch: 0, timestampType: 'CreateTime'} as const
    made.format({offset, key: null, value: bytes} as RecordCursor, place, to)
  }
  return {made, take, to, lines: () => text().out.trimEnd().split('\n')}
}

/** Offsets are in the order of a HashMap of TopicPartition: t-1 has the hash 1108, bucket 4; t-0 has 1077, bucket 5. */
test('what was read is summed up for each partition, and committed', async () => {
  const {made, take, lines} = await polls({})
  for (const [partition, offset] of [[1, 5], [0, 3], [1, 8]] as const) take(partition, offset) // prettier-ignore
  await made.handOn()
  await made.handOn()
  expect(lines()).toEqual([
    '{"timestamp":7,"name":"records_consumed","count":3,"partitions":[{"topic":"t","partition":1,"count":2,"minOffset":5,"maxOffset":8},{"topic":"t","partition":0,"count":1,"minOffset":3,"maxOffset":3}]}',
    '{"timestamp":7,"name":"offsets_committed","offsets":[{"topic":"t","partition":1,"offset":9},{"topic":"t","partition":0,"offset":4}],"success":true}',
  ])
})

test('the last record that is wanted ends it: the count is that of the poll, as in Apache', async () => {
  let finished = 0
  const {made, take, lines} = await polls({maxMessages: 2, verbose: true, commits: false, finished: () => finished++})
  for (const offset of [0, 1, 2]) take(0, offset, `v${offset}`)
  await made.handOn()
  take(0, 3)
  await made.handOn()
  expect(lines()).toEqual([
    '{"timestamp":7,"name":"record_data","key":null,"value":"v0","topic":"t","partition":0,"offset":0}',
    '{"timestamp":7,"name":"record_data","key":null,"value":"v1","topic":"t","partition":0,"offset":1}',
    '{"timestamp":7,"name":"records_consumed","count":3,"partitions":[{"topic":"t","partition":0,"count":2,"minOffset":0,"maxOffset":1}]}',
  ])
  expect([finished, made.isFinished]).toEqual([1, true])
})

test('a commit that is refused is told', async () => {
  const {made, take, lines} = await polls({}, 25)
  take(0, 0)
  await made.handOn()
  expect(lines()[1]).toBe(
    '{"timestamp":7,"name":"offsets_committed","offsets":[{"topic":"t","partition":0,"offset":1}],"error":"The coordinator is not aware of this member.","success":false}',
  )
})

test('a member that was fenced ends', async () => {
  const {made, take} = await polls({}, 82)
  take(0, 0)
  await expect(made.handOn()).rejects.toThrow('FENCED_INSTANCE_ID')
})

test('a poll has as many records as max.poll.records: then the buffer is full', async () => {
  const {take, to} = await polls({maxPolled: 4})
  for (const offset of [0, 1, 2]) take(0, offset)
  expect(to.length).toBeLessThan(1024 * 1024)
  take(0, 3)
  expect(to.length).toBeGreaterThanOrEqual(1024 * 1024)
})
