import {randomBytes} from 'node:crypto'
import {describe, expect, test, vi} from 'vitest'
import {InitProducerId} from '../../../src/lib/apis/init-producer-id.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {Produce} from '../../../src/lib/apis/produce.ts'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import type {OutgoingRecord} from '../../../src/lib/records/readers/record-reader.ts'
import {DeliveryError} from '../../../src/lib/records/produce/delivery-error.ts'
import {openProducer} from '../../../src/lib/records/produce/open-producer.ts'
import type {Delivery, ProducerSettings} from '../../../src/lib/records/produce/producer.ts'
import type {Batch} from '../../../src/lib/wire/records.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'
import {forEachRecord} from '../support/records.ts'

const slice = (text: string | null) => {
  const bytes = Buffer.from(text ?? '')
  return text === null ? null : {bytes, start: 0, end: bytes.length}
}
const record = (
  value: string | null,
  more: Partial<Omit<OutgoingRecord, 'key'>> & {key?: string} = {},
): OutgoingRecord => ({
  headers: [],
  timestamp: 1_700_000_000_000,
  partition: null,
  ...more,
  key: slice(more.key ?? null),
  value: slice(value),
})
const recordsOf = ({bytes}: Batch) => {
  const values: string[] = []
  forEachRecord(bytes, ({value}) => values.push(String(value)))
  return values
}
const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, at) => String(from + at))

const open = (fake: FakeLeaders, settings: Partial<ProducerSettings> = {}) =>
  openProducer(fake.cluster, {topic: 't', ...settings})

/** Small batches, so that some records make many. */
async function send(fake: FakeLeaders, values: readonly string[], settings: Partial<ProducerSettings> = {}) {
  const producer = await open(fake, {batchBytes: 100, ...settings})
  for (const value of values) await producer.add(record(value))
  await producer.flush()
  return producer.counters
}

describe('records arrive', () => {
  test('each record arrives once, in order, and is acknowledged and counted', async () => {
    const fake = await FakeLeaders.start()
    expect(await send(fake, numbers(0, 100))).toMatchObject({
      records: 100,
      bytes: 190,
      acknowledged: 100,
      failed: 0,
      retries: 0,
    })
    expect(fake.values).toEqual(numbers(0, 100))
    expect(fake.logs[0]!.batches.length).toBeGreaterThan(10)
  })

  test('key, value, headers and timestamp arrive; null is not empty', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake)
    const headers = [[Buffer.from('h'), Buffer.from('1')], [Buffer.from('h'), null]] as const // prettier-ignore
    await producer.add(record('v', {key: 'k', headers, timestamp: 12345}))
    await producer.add(record('', {key: '', timestamp: -1}))
    await producer.add(record(null))
    await producer.flush()
    expect(fake.logs[0]!.records).toEqual(['k=v', '=', '-=-'])
    expect(fake.logs[0]!.batches[0]).toMatchObject({baseTimestamp: 12345, maxTimestamp: 1_700_000_000_000})
  })

  test('a record without a timestamp gets that of the given clock', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake, {now: () => 777})
    await producer.add(record('v', {timestamp: null}))
    await producer.flush()
    expect(fake.logs[0]!.batches[0]!.baseTimestamp).toBe(777)
  })

  test('records are sent without a flush when they have lingered', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake, {lingerMs: 1})
    await producer.add(record('a'))
    await vi.waitFor(() => expect(fake.values).toEqual(['a']))
    await producer.add(record('b'))
    await vi.waitFor(() => expect(producer.counters.acknowledged).toBe(2))
  })

  test('an input buffer may be reused at once', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake)
    const shared = record('old')
    await producer.add(shared)
    shared.value!.bytes.fill(120)
    await producer.flush()
    expect(fake.values).toEqual(['old'])
  })

  test.each(['gzip', 'zstd', 'lz4', 'snappy'] as const)('records arrive compressed with %s', async (compression) => {
    const fake = await FakeLeaders.start()
    await send(fake, numbers(0, 300), {compression, batchBytes: 2000})
    expect(fake.values).toEqual(numbers(0, 300))
    expect(fake.logs[0]!.batches[0]!.compression).toBe(['none', 'gzip', 'snappy', 'lz4', 'zstd'].indexOf(compression))
  })

  test.each(['1.1.1-zk', '2.0.1-zk', '2.8.2-zk', '3.9.1-kraft', '4.3.1'])(
    'records arrive at a broker of release %s',
    async (release) => {
      const fake = await FakeLeaders.start(1, {release})
      await send(fake, numbers(0, 20))
      expect(fake.values).toEqual(numbers(0, 20))
    },
  )

  test('a record larger than a batch gets one of its own', async () => {
    const fake = await FakeLeaders.start()
    const large = 'x'.repeat(5000)
    await send(fake, ['a', large, 'b'])
    expect(fake.values).toEqual(['a', large, 'b'])
  })
})

describe('partitions', () => {
  test('a record goes where Java sends its key, or to the partition that it names', async () => {
    const fake = await FakeLeaders.start(12)
    const producer = await open(fake)
    await producer.add(record('x', {key: 'a'})) // Java: 4
    await producer.add(record('y', {key: 'abc'})) // Java: 3
    await producer.add(record('z', {key: 'a', partition: 7}))
    await producer.flush()
    expect([4, 3, 7].map((index) => fake.logs[index]!.records)).toEqual([['a=x'], ['abc=y'], ['a=z']])
  })

  test('a partition that does not exist is a usage error that names the record', async () => {
    const fake = await FakeLeaders.start(2)
    const producer = await open(fake)
    await producer.add(record('x', {partition: 1}))
    const adding = () => producer.add(record('y', {partition: 2}))
    expect(adding).toThrow(UsageError)
    expect(adding).toThrow(/^record 2: topic t has partitions 0 to 1, not 2$/)
  })

  test('partitions of one broker share a request', async () => {
    const fake = await FakeLeaders.start(8)
    const producer = await open(fake, {lingerMs: 1000})
    for (let at = 0; at < 80; at++) await producer.add(record(String(at), {partition: at % 8}))
    await producer.flush()
    expect(fake.values).toHaveLength(80)
    expect(fake.requests).toBeLessThan(8)
  })

  test('the size of a request is limited', async () => {
    const fake = await FakeLeaders.start(10)
    const producer = await open(fake, {lingerMs: 1000, bufferBytes: 100_000_000, maxInFlight: 1})
    for (let at = 0; at < 20; at++) await producer.add(record('x'.repeat(800_000), {partition: at % 10}))
    await producer.flush()
    const sizes = fake.server.asked(Produce).map(({topicData}) => topicData[0]!.partitionData.reduce((sum, {records}) => sum + records!.length, 0)) // prettier-ignore
    expect(Math.max(...sizes)).toBeGreaterThan(2_000_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 1024 * 1024)
  })

  test('records without a key go to another partition with each batch', async () => {
    const fake = await FakeLeaders.start(3)
    await send(fake, numbers(0, 300))
    for (const {records} of fake.logs) expect(records.length).toBeGreaterThan(10)
    expect(fake.values.toSorted()).toEqual(numbers(0, 300).toSorted())
  })

  test('partitions added while producing are used after the next metadata', async () => {
    const fake = await FakeLeaders.start(1)
    const producer = await open(fake)
    await producer.add(record('a'))
    await producer.flush()
    fake.logs.push({leader: 1, records: [], batches: [], next: new Map(), recent: []})
    fake.interfere = ({request}) => (request === 2 ? 6 : undefined)
    await producer.add(record('b', {partition: 0}))
    await producer.flush()
    await producer.add(record('c', {partition: 1}))
    await producer.flush()
    expect(fake.logs.map(({records}) => records)).toEqual([['-=a', '-=b'], ['-=c']])
  })
})

describe('acknowledgements', () => {
  test('an idempotent producer has one producer id and consecutive sequence numbers', async () => {
    const fake = await FakeLeaders.start()
    await send(fake, numbers(0, 60))
    const {batches} = fake.logs[0]!
    expect(new Set(batches.map(({producerId}) => producerId))).toEqual(new Set([101]))
    let next = 0
    for (const {baseSequence, count} of batches) {
      expect(baseSequence).toBe(next)
      next += count
    }
  })

  test.each([1, 0] as const)('acks %i needs no producer id', async (acks) => {
    const fake = await FakeLeaders.start()
    expect(await send(fake, numbers(0, 50), {acks})).toMatchObject({acknowledged: 50})
    await vi.waitFor(() => expect(fake.values).toEqual(numbers(0, 50)))
    expect(fake.server.asked(InitProducerId)).toEqual([])
    expect(fake.server.asked(Produce)[0]!.acks).toBe(acks)
    expect(fake.logs[0]!.batches[0]).toMatchObject({producerId: -1, baseSequence: -1})
  })

  test('each batch is reported with its offset and its records', async () => {
    const fake = await FakeLeaders.start(2)
    const reports: Delivery[] = []
    const producer = await open(fake, {onDelivery: (delivery) => reports.push(delivery)})
    for (const partition of [0, 1, 0]) await producer.add(record('v', {partition}))
    await producer.flush()
    await producer.add(record('v', {partition: 0}))
    await producer.flush()
    expect(reports.map(({partition, baseOffset, ordinals, error}) => [partition, baseOffset, [...ordinals], error]).toSorted()).toEqual([
      [0, 0, [1, 3], null],
      [0, 2, [4], null],
      [1, 0, [2], null],
    ]) // prettier-ignore
  })

  test('the caller is asked to wait when too much is unacknowledged', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake, {batchBytes: 1000, bufferBytes: 3000})
    let waits = 0
    for (let at = 0; at < 100; at++) {
      const wait = producer.add(record('x'.repeat(200)))
      if (wait) {
        waits++
        expect(producer.counters.acknowledged).toBeLessThan(at)
        await wait
      }
    }
    await producer.flush()
    expect(waits).toBeGreaterThan(3)
    expect(fake.values).toHaveLength(100)
  })

  test('a flush with nothing to send ends at once', async () => {
    const fake = await FakeLeaders.start()
    await (await open(fake)).flush()
    expect(fake.requests).toBe(0)
  })
})

describe('transient trouble', () => {
  // The errors that Kafka calls retriable, and those that mean that the topic is not known everywhere yet.
  test.each([3, 5, 6, 7, 9, 13, 19, 20, 56, 74, 100])(
    'after error %i batches are sent again, each record once and in order',
    async (code) => {
      const fake = await FakeLeaders.start()
      fake.interfere = ({request}) => (request === 2 || request === 3 || request === 9 ? code : undefined)
      const counters = await send(fake, numbers(0, 100))
      expect(fake.values).toEqual(numbers(0, 100))
      expect(counters).toMatchObject({acknowledged: 100, failed: 0})
      expect(counters.retries).toBeGreaterThan(1)
    },
  )

  test('the second batch does not overtake a first one that the leader refused', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 1 ? 6 : undefined)
    await send(fake, numbers(0, 100))
    expect(fake.values).toEqual(numbers(0, 100))
  })

  test.each([1, 2, 5])(
    'nothing is lost when the connection is cut at request %i, before the batch was appended',
    async (which) => {
      const fake = await FakeLeaders.start()
      fake.interfere = ({request}) => (request === which ? 'cut' : undefined)
      await send(fake, numbers(0, 100))
      expect(fake.values).toEqual(numbers(0, 100))
    },
  )

  test.each([1, 2, 5])(
    'nothing is duplicated when the connection is cut at request %i, after the batch was appended',
    async (which) => {
      const fake = await FakeLeaders.start()
      fake.interfere = ({request, log, batch}) => {
        if (request !== which) return undefined
        fake.interfere = () => undefined
        log.recent.push(`${batch.producerId} ${batch.baseSequence}`)
        log.next.set(batch.producerId, batch.baseSequence + batch.count)
        for (let at = 0; at < batch.count; at++) log.records.push(`-=${batch.baseSequence + at}`)
        return 'cut'
      }
      expect(await send(fake, numbers(0, 100))).toMatchObject({acknowledged: 100})
      expect(fake.values).toEqual(numbers(0, 100))
    },
  )

  test.each(['gzip', 'zstd', 'lz4', 'snappy'] as const)(
    'large batches compressed with %s keep their content while they wait, and when they are sent again',
    async (compression) => {
      const fake = await FakeLeaders.start()
      fake.interfere = ({request}) => (request === 3 ? 'cut' : request === 7 ? 6 : undefined)
      // Hardly compressible, so that a batch stays large enough for its buffer to be reused.
      const values = Array.from({length: 2000}, (_, at) => `${at} ${randomBytes(600).toString('base64')}`)
      await send(fake, values, {compression, batchBytes: 150_000})
      expect(fake.values).toEqual(values)
      expect(fake.logs[0]!.batches.length).toBeGreaterThan(8)
      expect(fake.logs[0]!.batches[0]!.bytes.length).toBeGreaterThan(64 * 1024)
    },
  )

  test('without idempotence a retried batch keeps its place in the order', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 3 ? 7 : undefined)
    await send(fake, numbers(0, 50), {acks: 1, maxInFlight: 1})
    expect(fake.values).toEqual(numbers(0, 50))
  })

  test('batches are sent to the new leader when the leader moves', async () => {
    const fake = await FakeLeaders.start(1, {nodes: 2})
    fake.interfere = ({request, log}) => {
      if (request === 4) log.leader = 2
      return request === 4 ? 6 : undefined
    }
    await send(fake, numbers(0, 100))
    expect(fake.values).toEqual(numbers(0, 100))
    expect(fake.server.asked(Produce, 2).length).toBeGreaterThan(0)
  })

  test('batches are sent to the new leader when the leader dies', async () => {
    const fake = await FakeLeaders.start(1, {nodes: 2})
    let stopping: Promise<void> | undefined
    fake.interfere = ({request, log}) => {
      if (request === 4 && !stopping) {
        log.leader = 2
        stopping = fake.server.stop(1)
      }
      return undefined
    }
    await send(fake, numbers(0, 100))
    expect(fake.values).toEqual(numbers(0, 100))
  })

  test('records wait for a partition that has no leader for a while', async () => {
    const fake = await FakeLeaders.start()
    fake.logs[0]!.leader = -1
    const producer = await open(fake)
    await producer.add(record('a'))
    const flushed = producer.flush()
    const before = fake.server.asked(Metadata).length
    await vi.waitFor(() => expect(fake.server.asked(Metadata).length).toBeGreaterThan(before + 2))
    fake.logs[0]!.leader = 1
    await flushed
    expect(fake.values).toEqual(['a'])
  })

  test('when the broker has forgotten the producer, it continues with a new id, numbered from 0', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 3 ? 59 : undefined)
    const producer = await open(fake, {batchBytes: 100, maxInFlight: 1})
    for (const value of numbers(0, 40)) await producer.add(record(value))
    await producer.flush()
    expect(fake.values).toEqual(numbers(0, 40))
    expect(new Set(fake.logs[0]!.batches.map(({producerId}) => producerId))).toEqual(new Set([101, 102]))
  })

  test('a batch too large for the topic is split until it fits, and later ones are smaller', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({batch}) => (batch.count > 10 ? 10 : undefined)
    const counters = await send(fake, numbers(0, 300), {batchBytes: 1000})
    expect(fake.values).toEqual(numbers(0, 300))
    expect(counters).toMatchObject({acknowledged: 300, failed: 0})
  })

  test.each(['zstd', 'none'] as const)(
    'the parts of a split batch keep keys, headers and times, compressed with %s',
    async (compression) => {
      const fake = await FakeLeaders.start()
      fake.interfere = ({batch}) => (batch.count > 1 ? 10 : undefined)
      const producer = await open(fake, {compression})
      const headers = [[Buffer.from('h'), null]] as const
      await producer.add(record('v', {key: 'k', headers, timestamp: 5}))
      await producer.add(record(null, {timestamp: 3}))
      await producer.flush()
      const [first, second] = fake.logs[0]!.batches
      expect(fake.logs[0]!.records).toEqual(['k=v', '-=-'])
      expect([first!.baseTimestamp, second!.baseTimestamp]).toEqual([5, 3])
      expect([first!.baseSequence, second!.baseSequence]).toEqual([0, 1])
    },
  )
})

describe('lasting trouble', () => {
  test('a record too large for the topic is an error with its number and size', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({batch}) => (batch.bytes.length > 1000 ? 10 : undefined)
    const producer = await open(fake)
    for (const value of ['a', 'b', 'x'.repeat(2000), 'c']) await producer.add(record(value))
    const error = (await producer.flush().catch((reason: unknown) => reason)) as DeliveryError
    expect(error).toBeInstanceOf(DeliveryError)
    expect(error.message).toMatch(/^produce record 3 to t-0: the record \(20\d\d bytes\) is larger than the topic's max.message.bytes: raise that, or leave the record out \(MESSAGE_TOO_LARGE\)$/) // prettier-ignore
    expect([...error.ordinals]).toEqual([3])
    expect(producer.counters).toMatchObject({acknowledged: 2, failed: 1})
    expect(() => producer.add(record('d'))).toThrow(error)
  })

  test.each([
    [29, 'TOPIC_AUTHORIZATION_FAILED'],
    [44, 'POLICY_VIOLATION'],
    [87, 'INVALID_RECORD'],
  ])('error %i ends the producer, and names the records', async (code, name) => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 1 ? code : undefined)
    const producer = await open(fake, {lingerMs: 1000})
    for (const value of ['a', 'b', 'c']) await producer.add(record(value))
    await expect(producer.flush()).rejects.toMatchObject({codeName: name, message: expect.stringContaining('produce records 1 to 3 to t-0: ')}) // prettier-ignore
    expect(producer.counters).toMatchObject({records: 3, acknowledged: 0, failed: 3})
  })

  test('the error names the record that the broker names', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = () => ({errorCode: 87, recordErrors: [{batchIndex: 1, batchIndexErrorMessage: 'key is missing'}]})
    const producer = await open(fake, {lingerMs: 1000})
    for (const value of ['a', 'b', 'c']) await producer.add(record(value))
    await expect(producer.flush()).rejects.toThrow('produce record 2 to t-0: key is missing (INVALID_RECORD)')
  })

  test('with onError continue, rejected records are counted and reported, and the rest arrives in order', async () => {
    const fake = await FakeLeaders.start()
    const refused: Delivery[] = []
    fake.interfere = ({batch}) => {
      let bad = false
      for (const each of ['13', '14', '57']) bad ||= batch.bytes.includes(`\x04${each}`)
      return bad ? 87 : undefined
    }
    const counters = await send(fake, numbers(10, 99), {
      onError: 'continue',
      onDelivery: (delivery) => {
        if (delivery.error) refused.push(delivery)
      },
    })
    const missing = refused.flatMap(({ordinals}) => [...ordinals].map((ordinal) => String(ordinal + 9)))
    expect(missing).toEqual(expect.arrayContaining(['13', '14', '57']))
    expect(missing.length).toBeLessThan(20) // those in the same batches, not all that came behind
    expect(fake.values).toEqual(numbers(10, 99).filter((value) => !missing.includes(value)))
    expect(counters).toMatchObject({failed: missing.length, acknowledged: 89 - missing.length})
  })

  test('with onError continue, only the rejected records of a batch are left out', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({batch}) => {
      const wrong = recordsOf(batch).flatMap((value, batchIndex) => (value.includes('bad') ? [batchIndex] : []))
      const recordErrors = wrong.map((batchIndex) => ({batchIndex, batchIndexErrorMessage: 'no key'}))
      return wrong.length > 0 ? {errorCode: 87, recordErrors} : undefined
    }
    const deliveries: Delivery[] = []
    const onDelivery = (delivery: Delivery) => deliveries.push({...delivery, ordinals: delivery.ordinals.slice()})
    const values = ['a', 'bad 1', 'b', 'bad 2', 'c', ...numbers(0, 50)]
    const counters = await send(fake, values, {batchBytes: 400, onError: 'continue', onDelivery})
    expect(fake.values).toEqual(['a', 'b', 'c', ...numbers(0, 50)])
    expect(counters).toMatchObject({records: 55, acknowledged: 53, failed: 2})
    const told = deliveries.flatMap(({ordinals, error}) => [...ordinals].map((each) => [each, error?.message]))
    expect(told.toSorted(([a], [b]) => Number(a) - Number(b)).slice(0, 6)).toEqual([
      [1, undefined],
      [2, 'produce records 2 and 4 to t-0: no key (INVALID_RECORD)'],
      [3, undefined],
      [4, 'produce records 2 and 4 to t-0: no key (INVALID_RECORD)'],
      [5, undefined],
      [6, undefined],
    ])
  })

  test('the error at the delivery timeout names the last failure', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = () => 19
    const producer = await open(fake, {deliveryTimeoutMs: 30, lingerMs: 1000})
    for (const value of ['a', 'b']) await producer.add(record(value))
    await expect(producer.flush()).rejects.toThrow(
      // A request may be under way when the time is over.
      /^produce records 1 to 2 to t-0: not acknowledged within 30 ms(?:, and may have been written)?; last: produce to t-0: .*\(NOT_ENOUGH_REPLICAS\) \(REQUEST_TIMED_OUT\)$/,
    )
  })

  test('a caller that waits for room gets the error', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = () => 29
    const producer = await open(fake, {batchBytes: 100, bufferBytes: 200})
    const feed = async () => {
      for (;;) await producer.add(record('x'.repeat(50)))
    }
    await expect(feed()).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED')
  })

  test('it is an error that acknowledged records are missing', async () => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 2 ? 45 : undefined)
    const producer = await open(fake, {maxInFlight: 1})
    await producer.add(record('a'))
    await producer.flush()
    await producer.add(record('b'))
    await expect(producer.flush()).rejects.toThrow('data was lost in the cluster (OUT_OF_ORDER_SEQUENCE_NUMBER)')
  })

  test('it is an error that the topic is deleted and created again', async () => {
    const fake = await FakeLeaders.start()
    const producer = await open(fake)
    await producer.add(record('a'))
    await producer.flush()
    fake.id = 'A'.repeat(21) + 'Q'
    await producer.add(record('b'))
    await expect(producer.flush()).rejects.toThrow(
      'produce to topic t: the topic was deleted and created again: what was sent before is lost (UNKNOWN_TOPIC_ID)',
    )
  })
})

describe('before anything is sent', () => {
  test('zstd is refused for a broker that is too old for it', async () => {
    const fake = await FakeLeaders.start(1, {}, 6)
    const sent = send(fake, ['a'], {compression: 'zstd'})
    await expect(sent).rejects.toThrow(
      /^zstd: the broker .* is older than Kafka 2.1 and does not support it: choose lz4/,
    )
    expect(fake.requests).toBe(0)
    expect(await send(fake, ['a'], {compression: 'lz4'})).toMatchObject({acknowledged: 1})
  })

  test('an unknown topic is an error', async () => {
    const fake = await FakeLeaders.start()
    fake.exists = false
    await expect(open(fake)).rejects.toThrow(
      'produce to topic t: there is no such topic (or it may not be seen) (UNKNOWN_TOPIC_OR_PARTITION)',
    )
    expect(fake.server.asked(Metadata).every(({allowAutoTopicCreation}) => !allowAutoTopicCreation)).toBe(true)
  })

  test('a topic that the broker may create is waited for', async () => {
    const fake = await FakeLeaders.start()
    fake.exists = false
    const opening = open(fake, {autoCreate: true})
    await vi.waitFor(() =>
      expect(fake.server.asked(Metadata).some(({allowAutoTopicCreation}) => allowAutoTopicCreation)).toBe(true),
    )
    fake.exists = true
    const producer = await opening
    await producer.add(record('a'))
    await producer.flush()
    expect(fake.values).toEqual(['a'])
  })

  test.each([
    [{acks: 2}, 'acks must be -1 (all), 0 or 1, not 2'],
    [{acks: 1, idempotent: true}, 'idempotence needs acks=all (-1), but acks is 1: choose one of the two'],
    [{maxInFlight: 6}, 'idempotence allows 5 requests in flight, not 6'],
    [{compression: 'brotli'}, "unknown compression 'brotli'; choose one of none, gzip, snappy, lz4, zstd"],
    [{batchBytes: 0}, 'batchBytes must be a whole number from 1 on, not 0'],
    [{partitioner: 'x'}, "unknown partitioner 'x'; there are murmur2, crc32, sticky, round-robin, random"],
  ])('the settings %j are refused', async (settings, message) => {
    const fake = await FakeLeaders.start()
    await expect(open(fake, settings as Partial<ProducerSettings>)).rejects.toThrow(new UsageError(message))
  })
})
