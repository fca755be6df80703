// What goes past the reader, in bulk, must arrive as if it had gone through it.
import {Readable} from 'node:stream'
import {expect, test} from 'vitest'
import kafkaConsoleProducer from '../../../src/lib/apache/kafka-console-producer/tool.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {murmur2} from '../../../src/lib/records/produce/partitioner.ts'
import {FakeLeaders} from '../../records/support/fake-leaders.ts'
import {forEachRecord} from '../../records/support/records.ts'
import {testIo} from '../../support/cli.ts'

/** A generator of the same numbers every time. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** Cut anywhere, in characters too. */
function* pieces(bytes: Buffer, next: (below: number) => number) {
  for (let at = 0; at < bytes.length;) {
    const size = 1 + next(next(4) ? 3000 : 5)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function send(fake: FakeLeaders, stdin: Iterable<Buffer>, ...argv: string[]) {
  const {io, text} = testIo()
  const words = ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't', ...argv]
  const code = await kafkaConsoleProducer.run(
    words,
    {...io, stdin: Object.assign(Readable.from(stdin), {isTTY: false})},
    (settings) => openCluster({...settings, retryBackoffMs: 1}),
  )
  return {...text(), code}
}

/** `key=value` of each record; bytes that are not UTF-8 are an error. */
function exactly(batch: Buffer): string[] {
  const text = new TextDecoder('utf-8', {fatal: true})
  const found: string[] = []
  forEachRecord(batch, ({key, value}) =>
    found.push(`${key ? text.decode(key) : '-'}=${text.decode(value ?? undefined)}`),
  )
  return found
}

test.each([
  ['values', []],
  ['keys', ['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:']],
  ['values in small batches', ['--batch-size', '2000']],
])('random lines arrive, %s, and what is not UTF-8 with U+FFFD for each such byte', async (_, argv) => {
  const keyed = argv.includes('parse.key=true')
  const next = numbers(5)
  const fake = await FakeLeaders.start(4)
  const lines = Array.from({length: 4000}, (_each, at) => {
    const bad = next(40) === 0
    const value = `${at} ${'é€𝄞x'.repeat(next(30))}${bad ? '\u0000BAD' : ''}`
    return {key: keyed ? `k${next(300)}` : '-', value}
  })
  const ends = ['\n', '\r\n', '\r']
  const bytes = Buffer.concat(
    lines.map(({key, value}) => {
      const line = Buffer.from(`${keyed ? `${key}:` : ''}${value}${ends[next(3)]}`)
      const at = line.indexOf('\u0000BAD')
      if (at >= 0) line.set([0xff, 0xc3, 0x28, 0xfe], at) // a lead byte without its continuation, too
      return line
    }),
  )
  expect(await send(fake, pieces(bytes, next), ...argv)).toEqual({out: '', err: '', code: 0})
  const expected = lines.map(({key, value}) => `${key}=${value.replace('\u0000BAD', '\uFFFD\uFFFD(\uFFFD')}`)
  const got = fake.logs.flatMap(({batches}) => batches.flatMap(({bytes}) => exactly(bytes)))
  expect(got.toSorted()).toEqual(expected.toSorted())
  for (const [partition, {records}] of fake.logs.entries())
    if (keyed) {
      const isHere = (line: string) => (murmur2(Buffer.from(line.split('=')[0] ?? '')) & 0x7fff_ffff) % 4 === partition
      expect(records).toEqual(expected.filter(isHere))
    } else {
      const places = records.map((record) => Number(record.slice(2).split(' ')[0]))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
})

const numbered = (count: number, length: number) =>
  Array.from({length: count}, (_, at) => `${at} `.padEnd(length - (at % 50), 'v'))

test('batches grow where no size is given, and stay as large as an option or a property says', async () => {
  const input = () => [Buffer.from(`${numbered(5000, 200).join('\n')}\n`)]
  const largest = async (...argv: string[]) => {
    const fake = await FakeLeaders.start()
    await send(fake, input(), ...argv)
    expect(fake.values).toEqual(numbered(5000, 200))
    return Math.max(...fake.logs[0]!.batches.map(({bytes}) => bytes.length))
  }
  expect(await largest()).toBeGreaterThan(500_000)
  for (const argv of [
    ['--batch-size', '16384'],
    ['--max-partition-memory-bytes', '16384'],
    ['--command-property', 'batch.size=16384'],
  ]) {
    const most = await largest(...argv)
    expect(most).toBeLessThanOrEqual(16_384)
    expect(most).toBeGreaterThan(16_000)
  }
})

test('lines without a key change their partition every 16 KiB, however large batches may be', async () => {
  const fake = await FakeLeaders.start(6)
  await send(fake, [Buffer.from(`${numbered(5000, 200).join('\n')}\n`)])
  expect(fake.values.toSorted()).toEqual(numbered(5000, 200).toSorted())
  const runs = fake.logs.flatMap(({records}) => {
    const places = records.map((record) => Number(record.slice(2).split(' ')[0]))
    const starts = places.filter((place, at) => place !== (places[at - 1] ?? -2) + 1)
    return starts.map((start) => {
      let length = 1
      while (places.includes(start + length)) length++
      return length
    })
  })
  // Some 85 to 100 lines are 16 KiB; the last run is a shorter one.
  expect(runs.length).toBeGreaterThan(40)
  expect(runs.filter((length) => length < 80)).toHaveLength(1)
})

test('a line larger than max.request.size is told among many others, which arrive', async () => {
  const fake = await FakeLeaders.start()
  const lines = numbered(3000, 100)
  const input = (length: number) =>
    Buffer.from([...lines.slice(0, 1000), 'x'.repeat(length), ...lines.slice(1000)].join('\n'))
  const argv = ['--command-property', 'max.request.size=10000']
  // As AbstractRecords.estimateSizeInBytesUpperBound: 61 for the batch, 21 for the record, 1 (no key), 3 (a length), 1 (no headers).
  const {err, code} = await send(
    fake,
    pieces(input(9914), () => 2999),
    ...argv,
  )
  expect(fake.values).toEqual(lines)
  expect(err).toBe(
    'ERROR Error when sending message to topic t with key: null, value: 9914 bytes with error: org.apache.kafka.common.errors.RecordTooLargeException: ' +
      'The message is 10001 bytes when serialized which is larger than 10000, which is the value of the max.request.size configuration.\n',
  )
  expect(code).toBe(0)
  expect(
    await send(
      fake,
      pieces(input(9913), () => 2999),
      ...argv,
    ),
  ).toEqual({out: '', err: '', code: 0})
  expect(fake.values).toHaveLength(6001)
})

test.each([['all'], ['0']])(
  'a connection lost without retries, acks %s: each record is told with its sizes or arrives, and none twice',
  async (acks) => {
    const fake = await FakeLeaders.start(2)
    fake.interfere = ({request}) => (request === 3 ? 'cut' : undefined)
    // Lengths tell lines apart.
    const lines = Array.from({length: 3000}, (_, at) => `k${at % 7}:${'v'.repeat(at + 1)}`)
    const {err, code} = await send(
      fake,
      pieces(Buffer.from(`${lines.join('\n')}\n`), numbers(8)),
      ...['--batch-size', '20000', '--message-send-max-retries', '0', '--request-required-acks', acks],
      ...['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:'],
    )
    const told = [...err.matchAll(/^ERROR .* with key: 2 bytes, value: (\d+) bytes with error: /gm)].map((match) =>
      Number(match[1]),
    )
    expect(err.split('\n').filter((line) => line.startsWith('ERROR'))).toHaveLength(told.length)
    expect(told.length).toBeGreaterThan(0)
    expect(code).toBe(0)
    const arrived = fake.values.map((value) => value.length)
    // What is on its way when the connection breaks may have arrived or not; acks=0 is not told of all of it.
    if (acks === 'all') {
      expect([...new Set([...told, ...arrived])].toSorted((a, b) => a - b)).toEqual(lines.map((_, at) => at + 1))
      expect(new Set(told).size).toBe(told.length)
    }
    expect(new Set(arrived).size).toBe(arrived.length)
    expect(arrived.length).toBeGreaterThan(0)
  },
)

test('a mistake far behind is told with its line, and what was before it arrives', async () => {
  const fake = await FakeLeaders.start()
  const text = Buffer.from(`${'k:v\r\n'.repeat(12_345)}bad\nk:v\n`)
  const {err, code} = await send(
    fake,
    pieces(text, numbers(7)),
    ...['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:'],
  )
  expect(err).toBe("org.apache.kafka.common.KafkaException: No key separator found on line number 12346: 'bad'\n")
  expect(code).toBe(1)
  expect(fake.values).toHaveLength(12_345)
})
