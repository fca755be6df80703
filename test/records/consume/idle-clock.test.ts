// The clock is what is tested here: the sleeps are times in which nothing arrives, or in which arriving is not idling.
import {Writable} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, test} from 'vitest'
import kafkaConsoleConsumer from '../../../src/lib/apache/kafka-console-consumer/tool.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {KafkajsRun} from '../../../src/lib/records/kafkajs/kafkajs-run.ts'
import {testIo} from '../../support/cli.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'
import {batch} from '../support/records.ts'

/** More than one buffer that is written and one that is filled. */
const large = 'x'.repeat(200_000)
const largeTopic = () =>
  FakeLogs.start({t: [partition(Array.from({length: 20}, (_, at) => batch(at, [{value: large}])))]})

/** Accepts its first write only after so long. */
function slowOutput(blockedMs: number): MemoryOutput {
  const output = new MemoryOutput()
  output.block()
  setTimeout(() => output.unblock(), blockedMs)
  return output
}

test.each([false, true])(
  '--idle with a slow reader of the output: no record is missing (--until-end: %s)',
  async (untilEnd) => {
    const output = slowOutput(1200)
    const {lines, records} = await readTopic(await largeTopic(), {output, untilEnd, idleMs: 300})
    expect([lines.length, records]).toEqual([20, 20])
  },
)

test('--timeout-ms of kafka-console-consumer with a slow reader of the output: no record is missing', async () => {
  const logs = await largeTopic()
  const {io, text} = testIo()
  let read = 0
  let waitMs = 1200
  const stdout = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      read += chunk.length
      setTimeout(done, waitMs)
      waitMs = 0
    },
  })
  const argv = ['--bootstrap-server', logs.server.bootstrapServers, '--topic', 't', '--partition', '0']
  await kafkaConsoleConsumer.run([...argv, '--from-beginning', '--timeout-ms', '500'], {...io, stdout}, openCluster)
  expect(text().err).toContain('Processed a total of 20 messages')
  expect(read).toBe(20 * (large.length + 1))
})

test('--idle while the partition has no leader: the records after the outage are printed', async () => {
  const log = partition([numbered(0, 5)])
  const logs = await FakeLogs.start({t: [log]})
  const output = new MemoryOutput()
  output.written = () => {
    if (log.epoch > 0) return
    log.epoch = 1
    log.leader = -1
    setTimeout(() => {
      log.batches.push(numbered(5, 5, {epoch: 1}))
      log.leader = 1
    }, 1200)
  }
  const {lines} = await readTopic(logs, {output, untilEnd: false, idleMs: 400})
  expect(lines).toEqual(numbers(0, 10))
})

test('--idle while the broker stays down is an error, not an end', async () => {
  const log = partition([numbered(0, 5)])
  const logs = await FakeLogs.start({t: [log]})
  const output = new MemoryOutput()
  output.written = () => (log.leader = -1)
  await expect(readTopic(logs, {output, untilEnd: false, idleMs: 300, patienceMs: 900})).rejects.toThrow(/^read t-0: /)
})

test('with kafkajs, a blocked output and unreachable brokers are not idle time either', async () => {
  const output = slowOutput(900)
  const input = {topics: ['t'], start: {from: 'beginning'}, format: textFormat(), output, idleMs: 300} as const
  const range = {
    topic: 't',
    partition: 0,
    next: 0,
    records: 0,
    end: 9,
    leaderEpoch: -1,
    timestampType: 'CreateTime',
  } as const
  const run = new KafkajsRun(input, [{...range}])
  run.watchEnd(300)
  await sleep(600)
  expect(run.over).toBe(false) // no broker has answered
  run.fetched()
  const record = {key: null, value: Buffer.from('a'), timestamp: '0', offset: '0', attributes: 0, headers: {}}
  const taken = run.take('t', 0, [record], 1)
  await sleep(200)
  expect(run.over).toBe(false)
  expect(await taken).toBe(1)
  run.fetched()
  expect(['idle', 'end']).toContain(await run.stopped)
})

test('records that the filter leaves out arrive too: --idle does not end in the middle of a log', async () => {
  const log = partition(Array.from({length: 12}, (_, at) => numbered(at, 1)))
  const logs = await FakeLogs.start({t: [log]})
  // One batch every 100 ms, of which only the last record is wanted.
  const all = log.batches.splice(0)
  log.end = 12
  const timer = setInterval(() => {
    const next = all.shift()
    if (next) log.batches.push(next)
  }, 100)
  const {lines} = await readTopic(logs, {untilEnd: false, idleMs: 600, filter: ({offset}) => offset === 11})
  clearInterval(timer)
  expect(lines).toEqual(['11'])
})
