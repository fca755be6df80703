// What is told about single records.
import {expect, test, vi} from 'vitest'
import {DeliveryLog} from '../../../src/lib/records/produce/delivery-log.ts'
import {LineNumbers} from '../../../src/lib/records/readers/line-numbers.ts'
import {lineReader} from '../../../src/lib/records/readers/line-reader.ts'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'
import {OutputClosed} from '../../../src/lib/records/output.ts'
import {produceRecords, type ProduceInput} from '../../../src/lib/records/produce/produce.ts'
import type {Delivery} from '../../../src/lib/records/produce/producer.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'
import {MemoryOutput} from '../support/memory-output.ts'

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
async function logged(fake: FakeLeaders, input: Pick<ProduceInput, 'reader' | 'chunks'> & Partial<ProduceInput>) {
  const [report, rejected] = [new MemoryOutput(), new MemoryOutput()]
  const said: string[] = []
  const lines = new LineNumbers()
  const log = new DeliveryLog(lines, {report, rejected, say: (sentence) => said.push(sentence)})
  const produced = await produceRecords(fake.cluster, {
    topic: 't',
    onError: 'continue',
    lines,
    onDelivery: (delivery) => log.delivered(delivery),
    onMalformed: (problem) => log.malformed(problem),
    ...input,
  })
  await log.settled()
  const json = ({text}: MemoryOutput) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as object)
  return {report: json(report), rejected: json(rejected), said, produced}
}

test('the report says where each record is', async () => {
  const fake = await FakeLeaders.start(2)
  fake.logs[1]!.records.push('before=1')
  const {report} = await logged(fake, {
    reader: lineReader({partitionSeparator: '|'}),
    chunks: chunks('0|a\n1|b\n', '0|c\n'),
  })
  expect(report.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
    {line: 1, partition: 0, offset: 0},
    {line: 2, partition: 1, offset: 1},
    {line: 3, partition: 0, offset: 1},
  ])
})

test('rejected records can be produced again with their key, value, headers and time', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = ({batch}) => (batch.bytes.includes('bad') ? 10 : undefined)
  const good = {key: 'k', value: 'good', headers: [], timestamp: 1_700_000_000_000}
  const bad = {
    key: null,
    value: '/2JhZA==', // \xff and bad
    valueEncoding: 'base64',
    headers: [{key: 'h', value: null}],
    timestamp: 1_700_000_000_001,
  }
  const input = () => chunks(`${JSON.stringify(good)}\n\n`, `${JSON.stringify(bad)}\n`)
  fake.interfere = ({batch}) => (batch.bytes.includes('good') ? undefined : 10)
  const {report, rejected, said, produced} = await logged(fake, {reader: jsonReader(), chunks: input(), batchBytes: 80})
  expect(produced).toMatchObject({records: 2, acknowledged: 1, failed: 1})
  expect(report).toEqual([
    {line: 1, partition: 0, offset: 0},
    {line: 3, partition: 0, error: 'MESSAGE_TOO_LARGE', message: expect.stringContaining('record 2 (line 3) to t-0')},
  ])
  expect(rejected).toMatchObject([{...bad, line: 3, error: 'MESSAGE_TOO_LARGE'}])
  expect(said).toEqual([expect.stringMatching(/^left out: line 3: produce record 2 \(line 3\) to t-0: the record \(\d+ bytes\) is larger than the topic's max.message.bytes: raise that, or leave the record out \(MESSAGE_TOO_LARGE\)$/)]) // prettier-ignore
})

test('lines that are not records are left out, and later lines keep their numbers', async () => {
  const fake = await FakeLeaders.start()
  const {report, rejected, said, produced} = await logged(fake, {
    reader: lineReader({keySeparator: '='}),
    chunks: chunks('a=1\nno key\nb=2\n', 'nor here\nc=3\n'),
  })
  expect(fake.values).toEqual(['1', '2', '3'])
  expect(produced).toMatchObject({records: 3, malformed: 2, failed: 0})
  expect(report).toEqual([
    {line: 1, partition: 0, offset: 0},
    {line: 3, partition: 0, offset: 1},
    {line: 5, partition: 0, offset: 2},
  ])
  expect(rejected).toEqual([
    {line: 2, error: 'no key', message: expect.stringContaining('line 2: no key separator'), input: 'no key'},
    {line: 4, error: 'no key', message: expect.stringContaining('line 4: no key separator'), input: 'nor here'},
  ])
  expect(said).toHaveLength(2)
})

test('a record for a partition that does not exist is left out', async () => {
  const fake = await FakeLeaders.start(2)
  const {said, produced} = await logged(fake, {
    reader: lineReader({partitionSeparator: '|'}),
    chunks: chunks('0|a\n7|b\n1|c\n'),
  })
  expect(fake.values).toEqual(['a', 'c'])
  expect(produced).toMatchObject({records: 2, malformed: 1})
  expect(said).toEqual(['left out: line 2: topic t has partitions 0 to 1, not 7'])
})

test('the number of sentences about rejected records is limited', async () => {
  const fake = await FakeLeaders.start()
  const {said, rejected} = await logged(fake, {
    reader: lineReader({keySeparator: '='}),
    chunks: chunks('no key\n'.repeat(100)),
  })
  expect(said).toHaveLength(20)
  expect(rejected).toHaveLength(100)
})

test('a report whose reader ends early (| head) is not a failure', async () => {
  const fake = await FakeLeaders.start()
  let written = 0
  const log = new DeliveryLog(new LineNumbers(), {
    report: {
      write: async () => {
        if (++written > 1) throw new OutputClosed()
      },
    },
  })
  const onDelivery = (delivery: Delivery) => log.delivered(delivery)
  const input = {topic: 't', reader: lineReader(), chunks: chunks('a\nb\nc\nd\n'), sync: true, onDelivery}
  expect(await produceRecords(fake.cluster, input)).toMatchObject({acknowledged: 4})
  await log.settled()
  expect(written).toBe(2)
})

test('a report that is not read delays the input, instead of filling the memory', async () => {
  const fake = await FakeLeaders.start()
  const gate = Promise.withResolvers<void>()
  const log = new DeliveryLog(new LineNumbers(), {report: {write: () => gate.promise}})
  let asked = 0
  async function* many() {
    for (; asked < 5; asked++) yield Buffer.from(`${asked}\n`)
  }
  const ordinals = Float64Array.from({length: 200_000}, (_, at) => at + 1)
  log.delivered({topic: 't', partition: 0, baseOffset: 0, records: ordinals.length, ordinals, error: null})
  const room = log.room()
  expect(room).toBeInstanceOf(Promise)
  const producing = produceRecords(fake.cluster, {topic: 't', reader: lineReader(), chunks: many(), wait: () => log.room()}) // prettier-ignore
  await vi.waitFor(() => expect(fake.requests + fake.server.requests.length).toBeGreaterThan(0))
  expect(asked).toBeLessThanOrEqual(1)
  gate.resolve()
  await room
  expect(await producing).toMatchObject({records: 5, acknowledged: 5})
  expect(log.room()).toBeUndefined()
})

/** The report and the rejected records of a run that an error ends, and the counts. */
async function endedBy(fake: FakeLeaders, input: Partial<ProduceInput>) {
  const [report, rejected] = [new MemoryOutput(), new MemoryOutput()]
  const said: string[] = []
  const lines = new LineNumbers()
  const log = new DeliveryLog(lines, {report, rejected, say: (sentence) => said.push(sentence)})
  let counters: object = {}
  const error = await produceRecords(fake.cluster, {
    topic: 't',
    onError: 'continue',
    reader: lineReader({partitionSeparator: '|'}),
    chunks: chunks('0|a\n1|b\n0|c\n'),
    lines,
    onDelivery: (delivery) => log.delivered(delivery),
    onProgress: (now) => (counters = {...now}),
    ...input,
  }).catch((reason: unknown) => reason as Error)
  await log.settled()
  const json = ({text}: MemoryOutput) => text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
  return {error, counters, report: json(report), rejected: json(rejected), said}
}

test('a broker that is frozen and thaws: records are not called refused, since they may be in the topic', async () => {
  const fake = await FakeLeaders.start(2)
  fake.frozen = true
  const {error, counters, report, rejected, said} = await endedBy(fake, {deliveryTimeoutMs: 500})
  // They are.
  expect(fake.values).toEqual(['a', 'c', 'b'])
  expect(error).toMatchObject({message: expect.stringMatching(/not acknowledged within 500 ms, and may have been written/)}) // prettier-ignore
  expect(counters).toMatchObject({records: 3, acknowledged: 0, failed: 3, unanswered: 3})
  const open = {error: 'without an answer', message: expect.stringMatching(/^may have been written: /) as string}
  expect(report).toEqual([
    {line: 1, partition: 0, ...open},
    {line: 3, partition: 0, ...open},
    {line: 2, partition: 1, ...open},
  ])
  expect(rejected).toMatchObject([
    {value: 'a', line: 1, ...open},
    {value: 'c', line: 3, ...open},
    {value: 'b', line: 2, ...open},
  ])
  expect(said).toEqual([
    expect.stringMatching(/^without an answer: lines 1 and 3: may have been written: /),
    expect.stringMatching(/^without an answer: line 2: may have been written: /),
  ])
})

test('records that were never sent are reported as such, and not as unanswered', async () => {
  const fake = await FakeLeaders.start(2)
  // A partition without a leader gets nothing.
  fake.logs[1]!.leader = -1
  const {counters, report, said} = await endedBy(fake, {deliveryTimeoutMs: 500})
  expect(counters).toMatchObject({records: 3, acknowledged: 2, failed: 0, unanswered: 0})
  expect(report).toMatchObject([
    {line: 1, partition: 0, offset: 0},
    {line: 3, partition: 0, offset: 1},
    {line: 2, partition: 1, error: 'not sent'},
  ])
  expect(said).toEqual([expect.stringMatching(/^not sent: line 2: /)])
})

test('NOT_ENOUGH_REPLICAS_AFTER_APPEND until the end: the records may have been written', async () => {
  const fake = await FakeLeaders.start(2)
  fake.interfere = () => 20
  const {counters} = await endedBy(fake, {deliveryTimeoutMs: 500})
  expect(counters).toMatchObject({failed: 3, unanswered: 3})
})

test('the lines left out are exactly those that were malformed: 3 and 6, not 3 to 6', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = ({batch}) => {
    const rejected = [2, 5].filter((at) => batch.count > at)
    return batch.count > 2 && batch.bytes.includes('no')
      ? {errorCode: 87, recordErrors: rejected.map((batchIndex) => ({batchIndex, batchIndexErrorMessage: 'no key'}))}
      : undefined
  }
  const {said, produced} = await logged(fake, {
    reader: lineReader(),
    chunks: chunks('a\nb\nno\nc\nd\nno\ne\n'),
  })
  expect(produced).toMatchObject({records: 7, acknowledged: 5, failed: 2})
  expect(said).toEqual(['left out: lines 3 and 6: produce records 3 and 6 to t-0: no key (INVALID_RECORD)'])
})
