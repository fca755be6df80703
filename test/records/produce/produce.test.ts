import {expect, test} from 'vitest'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'
import {lineReader} from '../../../src/lib/records/readers/line-reader.ts'
import {produceRecords, type ProduceInput} from '../../../src/lib/records/produce/produce.ts'
import type {ProducerCounters} from '../../../src/lib/records/produce/producer.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
const send = (fake: FakeLeaders, input: Partial<ProduceInput>) =>
  produceRecords(fake.cluster, {topic: 't', reader: lineReader(), chunks: chunks(), ...input})

test('lines across chunks, and a last one without a line end, are produced', async () => {
  const fake = await FakeLeaders.start()
  const produced = await send(fake, {chunks: chunks('one\ntw', 'o\n\nfo', 'ur')})
  expect(fake.values).toEqual(['one', 'two', '', 'four'])
  expect(produced).toMatchObject({records: 4, acknowledged: 4, failed: 0, stoppedBy: 'end'})
})

test('an empty input produces nothing', async () => {
  const fake = await FakeLeaders.start()
  expect(await send(fake, {})).toMatchObject({records: 0, stoppedBy: 'end'})
})

test('JSON lines can name their partitions', async () => {
  const fake = await FakeLeaders.start(3)
  await send(fake, {
    reader: jsonReader({partitions: true}),
    chunks: chunks('{"key":"a","value":"x","partition":2}\n{"key":null,"value":null,"partition":1}\n'),
  })
  expect(fake.logs.map(({records}) => records)).toEqual([[], ['-=-'], ['a=x']])
})

test('a malformed line ends producing; the records before it are acknowledged and counted', async () => {
  const fake = await FakeLeaders.start()
  let last: ProducerCounters | undefined
  const sent = send(fake, {
    reader: lineReader({keySeparator: ':'}),
    chunks: chunks('a:1\nb:2\nplain\nc:3\n'),
    onProgress: (counters) => (last = counters),
  })
  await expect(sent).rejects.toThrow('line 3: no key separator ":" in it')
  expect(fake.logs[0]!.records).toEqual(['a=1', 'b=2'])
  expect(last).toMatchObject({records: 2, acknowledged: 2})
})

test('an input that fails ends producing with its error', async () => {
  const fake = await FakeLeaders.start()
  async function* broken() {
    yield Buffer.from('one\n')
    throw new Error('EISDIR')
  }
  await expect(send(fake, {chunks: broken()})).rejects.toThrow('EISDIR')
  expect(fake.values).toEqual(['one'])
})

test('a signal ends reading; complete lines are sent, an incomplete one is not', async () => {
  const fake = await FakeLeaders.start()
  const stop = new AbortController()
  async function* interrupted() {
    yield Buffer.from('one\ntwo\nthr')
    stop.abort()
  }
  expect(await send(fake, {chunks: interrupted(), signal: stop.signal})).toMatchObject({
    records: 2,
    acknowledged: 2,
    stoppedBy: 'signal',
  })
  expect(fake.values).toEqual(['one', 'two'])
})

test('the records before one for a partition that does not exist are sent', async () => {
  const fake = await FakeLeaders.start(2)
  const sent = send(fake, {reader: lineReader({partitionSeparator: '|'}), chunks: chunks('0|a\n1|b\n7|c\n0|d\n')})
  await expect(sent).rejects.toThrow('line 3: topic t has partitions 0 to 1, not 7')
  expect(fake.values).toEqual(['a', 'b'])
})

test('with sync each record is acknowledged before the next is sent', async () => {
  const fake = await FakeLeaders.start()
  await send(fake, {chunks: chunks('a\nb\nc\n'), sync: true})
  expect(fake.logs[0]!.batches.map(({count}) => count)).toEqual([1, 1, 1])
})

test('the first rejected record ends producing', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = ({batch}) => (batch.bytes.includes('bad') ? 87 : undefined)
  const sent = send(fake, {chunks: chunks('a\n', 'bad\n', 'c\n'), sync: true})
  await expect(sent).rejects.toThrow('produce record 2 to t-0')
  expect(fake.values).toEqual(['a'])
})
