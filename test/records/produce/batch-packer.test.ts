// Compression in another thread: whatever becomes of it, records arrive once and in order.
import {availableParallelism} from 'node:os'
import {afterEach, describe, expect, test, vi} from 'vitest'
import {BatchPacker} from '../../../src/lib/records/produce/batch-packer.ts'
import {openProducer} from '../../../src/lib/records/produce/open-producer.ts'
import type {ProducerSettings} from '../../../src/lib/records/produce/producer.ts'
import {restamp, type SealedBatch} from '../../../src/lib/records/produce/sealed-batch.ts'
import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {Lz4Thread} from '../../../src/lib/wire/lz4-aside.ts'
import {batchesIn, RecordCursor} from '../../../src/lib/wire/records.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'

const lz4 = 3
afterEach(() => vi.restoreAllMocks())
const MiB = 2 ** 20
const hasCores = availableParallelism() > 1
if (!hasCores) console.warn('SKIPPED, compression beside the main thread: there is one core only')

function sealed(values: readonly string[]): SealedBatch {
  const writer = new BatchWriter(1000)
  for (const value of values) writer.add({bytes: Buffer.from(value), start: 0, end: value.length}, null, 1)
  const weight = writer.size
  const bytes = Buffer.from(writer.seal({producerId: 7, producerEpoch: 1, baseSequence: 5, transactional: true}))
  return {bytes, records: values.length, ordinals: new Float64Array(0), place: {bytes: 0, line: 0}, weight, writer: undefined, sequence: 5, state: 'waiting', attempts: 0, takenAt: 0, lastError: undefined, maybeWritten: false, reported: false} // prettier-ignore
}

/** As brokers and consumers read it; checks the checksum. */
function read({bytes}: SealedBatch) {
  const [batch, ...others] = batchesIn(bytes)
  expect(others).toEqual([])
  const cursor = new RecordCursor().open(batch!)
  const values: string[] = []
  while (cursor.next())
    values.push(cursor.bytes.toString('latin1', cursor.valueStart, cursor.valueStart + cursor.valueLength))
  const {compression, transactional, producerId, producerEpoch, baseSequence} = batch!
  return {values, compression, transactional, producerId, producerEpoch, baseSequence}
}

describe('when another thread is used', () => {
  const never = () => {
    throw new Error('no thread')
  }

  test('not on one core, for other codecs, for small batches or little in all', () => {
    const newThread = vi.fn(never)
    const takes = (settings: {compression?: number; cores?: number}, bytes: number, times = 10) => {
      const packer = new BatchPacker({compression: lz4, level: undefined, cores: 2, newThread, ...settings})
      return Array.from({length: times}, () => packer.takes(bytes)).includes(true)
    }
    expect(takes({cores: 1}, MiB)).toBe(false)
    expect(takes({compression: 0}, MiB)).toBe(false)
    expect(takes({compression: 4}, MiB)).toBe(false)
    expect(takes({}, 10_000, 1000)).toBe(false)
    expect(takes({}, MiB, 1)).toBe(false)
    expect(newThread).not.toHaveBeenCalled()
  })

  test('where none can be had, it is asked for once', async () => {
    const newThread = vi.fn(never)
    const packer = new BatchPacker({compression: lz4, level: undefined, cores: 2, newThread})
    for (let at = 0; at < 10; at++) {
      expect(packer.takes(MiB)).toBe(false)
      await Promise.resolve()
    }
    expect(newThread).toHaveBeenCalledTimes(1)
  })

  test('one that failed is not started again', async () => {
    const threads: Lz4Thread[] = []
    const newThread = vi.fn(() => {
      const thread = new Lz4Thread("throw new Error('not here')")
      threads.push(thread)
      return thread
    })
    const packer = new BatchPacker({compression: lz4, level: undefined, cores: 2, newThread})
    while (newThread.mock.calls.length === 0) packer.takes(MiB)
    await vi.waitFor(() => expect(threads[0]?.over).toBe('failed'), 10_000)
    for (let at = 0; at < 10; at++) expect(packer.takes(MiB)).toBe(false)
    expect(newThread).toHaveBeenCalledTimes(1)
  })
})

test.each([
  ['a thread', () => new Lz4Thread()],
  [
    'a thread that fails',
    () => new Lz4Thread("require('node:worker_threads').parentPort.on('message', () => process.exit(1))"),
  ],
])('a batch that was renumbered while %s had it keeps its new numbers', async (_, newThread) => {
  const packer = new BatchPacker({compression: lz4, level: 9, cores: 2, newThread})
  await vi.waitFor(() => expect(packer.takes(MiB)).toBe(true), 10_000)
  const values = Array.from({length: 40}, (_, at) => `value ${at}`)
  const batch = sealed(values)
  const packing = packer.pack(batch)
  expect(batch.state).toBe('packing')
  restamp(batch, {id: 8, epoch: 2}, 100)
  await packing
  expect(read(batch)).toEqual({
    values,
    compression: lz4,
    transactional: true,
    producerId: 8,
    producerEpoch: 2,
    baseSequence: 100,
  })
})

describe.runIf(hasCores)('producing with lz4', () => {
  const values = Array.from({length: 12_000}, (_, at) => `${at} ${'abcdefgh'.repeat(100)}`)
  async function send(fake: FakeLeaders, settings: Partial<ProducerSettings> = {}) {
    const producer = await openProducer(fake.cluster, {
      topic: 't',
      compression: 'lz4',
      batchBytes: 100_000,
      ...settings,
    })
    for (const [at, value] of values.entries()) {
      const bytes = Buffer.from(value)
      await producer.add({headers: [], timestamp: 1, partition: at % fake.logs.length, key: null, value: {bytes, start: 0, end: bytes.length}}) // prettier-ignore
      // The thread starts meanwhile: nothing waits for it.
      if (at % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await producer.flush()
    return producer.counters
  }
  const expected = (fake: FakeLeaders) =>
    fake.logs.map((_, partition) =>
      values.filter((_, at) => at % fake.logs.length === partition).map((value) => `-=${value}`),
    )
  const got = (fake: FakeLeaders) => fake.logs.map(({records}) => records)

  test('the thread takes over, and every record arrives once and in order', async () => {
    const compress = vi.spyOn(Lz4Thread.prototype, 'compress')
    const fake = await FakeLeaders.start(2)
    expect(await send(fake)).toMatchObject({acknowledged: values.length, failed: 0})
    expect(compress.mock.calls.length).toBeGreaterThan(20)
    expect(fake.logs.flatMap(({batches}) => batches.filter(({compression}) => compression !== lz4))).toEqual([])
    expect(got(fake)).toEqual(expected(fake))
  })

  test('it fails in between: the rest is compressed here, in order', async () => {
    const {compress} = Lz4Thread.prototype
    let calls = 0
    vi.spyOn(Lz4Thread.prototype, 'compress').mockImplementation(function sometimes(this: Lz4Thread, ...given) {
      return ++calls % 5 === 0 ? Promise.reject(new Error('the thread is gone')) : compress.apply(this, given)
    })
    const fake = await FakeLeaders.start()
    expect(await send(fake)).toMatchObject({acknowledged: values.length, failed: 0})
    expect(calls).toBeGreaterThan(20)
    expect(got(fake)).toEqual(expected(fake))
  })

  test('a broker that breaks off and refuses: sent again, once and in order', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request % 9 === 4 ? 'cut' : request % 9 === 7 ? 6 : undefined)
    expect(await send(fake, {maxInFlight: 5})).toMatchObject({acknowledged: values.length, failed: 0})
    expect(got(fake)).toEqual(expected(fake))
  })
})
