import {describe, expect, test, vi} from 'vitest'
import type {Batch} from '../../../src/lib/wire/records.ts'
import {RecordCursor} from '../../../src/lib/wire/records.ts'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import type {Format} from '../../../src/lib/records/formats/format.ts'
import {ReadState} from '../../../src/lib/records/consume/read-state.ts'
import {RecordCopier} from '../../../src/lib/records/consume/record-copier.ts'
import {RecordPrinter} from '../../../src/lib/records/consume/record-printer.ts'
import {RecordWriter} from '../../../src/lib/records/consume/record-writer.ts'

interface Rec {
  readonly offsetDelta: number
  readonly timestampDelta: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: readonly [string, string][]
}

// An encoder of its own: https://kafka.apache.org/documentation/#recordformat.
function varint(value: number | bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}
const sized = (bytes: Buffer | null) => (bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]))
function encoded({offsetDelta, timestampDelta, key, value, headers = []}: Rec): Buffer {
  const pairs = headers.flatMap(([name, text]) => [sized(Buffer.from(name)), sized(Buffer.from(text))])
  const parts = [Buffer.from([0]), varint(timestampDelta), varint(offsetDelta), sized(key), sized(value)]
  const body = Buffer.concat([...parts, varint(headers.length), ...pairs])
  return Buffer.concat([varint(body.length), body])
}

/** Encoded once, because hundreds of batches are made of the same records. */
const encodings = new WeakMap<readonly Rec[], Buffer>()
function allEncoded(records: readonly Rec[]): Buffer {
  const whole = encodings.get(records) ?? Buffer.concat(records.map(encoded))
  encodings.set(records, whole)
  return Buffer.from(whole)
}

interface Scene {
  readonly records: readonly Rec[]
  readonly base?: number
  readonly baseTimestamp?: number
  readonly appendTime?: boolean
  /** What the batch says of itself, where that is not so. */
  readonly count?: number
  readonly damage?: (bytes: Buffer) => Buffer
}
function batchOf({records, base = 0, baseTimestamp = 1_700_000_000_000, appendTime = false, count, damage}: Scene) {
  const whole = allEncoded(records)
  const bytes = damage ? damage(whole) : whole
  const last = base + (records.at(-1)?.offsetDelta ?? 0)
  const batch: Batch = {
    baseOffset: base, lastOffset: last, leaderEpoch: 3, count: count ?? records.length, compression: 0, appendTime,
    baseTimestamp, maxTimestamp: baseTimestamp + 77, transactional: false, control: false, producerId: -1,
    producerEpoch: -1, baseSequence: -1, crc: 0, bytes,
  } // prettier-ignore
  return {batch, bytes}
}

interface Limits {
  readonly from?: number
  readonly end?: number
  readonly maxRecords?: number
  readonly maxPerPartition?: number
}

/** Where the batch lies: somewhere, or in the kernel's memory, as an answer that was read there. */
type Where = 'elsewhere' | 'here'

/** All that a reader sees: text in the pieces in which it is written, offsets after each, counters, the error. */
async function read(format: Format, scene: Scene, limitsOf: Limits = {}, where: Where = 'elsewhere') {
  const {from = 0, end = Infinity, ...limits} = limitsOf
  const pieces: string[] = []
  const output = {
    write: (bytes: Buffer) => {
      pieces.push(bytes.toString('latin1'))
      return Promise.resolve()
    },
  }
  const writer = new RecordWriter(output, {onFailure: (error) => expect.unreachable(error.message), now: () => 0})
  const {maxRecords = Infinity, maxPerPartition = Infinity} = limits
  const copier = new RecordCopier({format, maxRecords, maxPerPartition, fail: () => undefined}, writer)
  const {batch, bytes: made} = batchOf(scene)
  const [place] = where === 'here' ? (copier.memory?.places() ?? []) : []
  // Not at the beginning, and with something behind it: an answer has more than the records of one batch. (Not all of the
  // memory, which is new each time: touching its megabytes takes longer than the rest of a test.)
  const bytes = place ? place.fill(0xff, 0, 77 + made.length + 65_536).subarray(77, 77 + made.length) : made
  if (place) expect(made.copy(bytes)).toBe(made.length)
  const state = new ReadState('orders', 7, from)
  const offsets: number[] = []
  let failure = ''
  state.enter(batch)
  try {
    const cursor = new RecordCursor().open(batch, bytes)
    for (let more = true; more && !copier.complete && !copier.isComplete(state);) {
      more = copier.copy(state, cursor, batch.lastOffset + 1, end)
      offsets.push(state.offset)
      await writer.flush()
    }
  } catch (error) {
    failure = (error as Error).message
    offsets.push(state.offset)
  }
  await writer.flush()
  return {text: pieces, offsets, failure, taken: state.taken, ...copier.counters}
}

/** The same format without its pieces, which is written record by record. */
const oneByOne =
  (format: Format): Format =>
  (record, place, to) =>
    format(record, place, to)

async function sameWay(format: Format, scene: Scene, limits: Limits = {}) {
  const expected = await read(oneByOne(format), scene, limits)
  expect(await read(format, scene, limits)).toEqual(expected)
  expect(await read(format, scene, limits, 'here')).toEqual(expected)
  return expected
}

const plain = (count: number, length = 20): Rec[] =>
  Array.from({length: count}, (_, i) => ({
    offsetDelta: i, timestampDelta: i, key: Buffer.from(`k${i}`), value: Buffer.from(`${i}`.padStart(length, '-')),
  })) // prettier-ignore

const formats: [string, Format][] = [
  ['values', textFormat()],
  ['nothing', textFormat({value: false})],
  ['keys and values', textFormat({key: true})],
  ['all fields', textFormat({topic: true, timestamp: true, partition: true, offset: true, key: true})],
  ['long separators', textFormat({key: true, keySeparator: ' => '.repeat(30), lineSeparator: '\n\n', nullLiteral: ''})],
  ['a template', templateFormat('%t/%p/%o/%e %T %k(%K) %v(%V)\\0', 'NULL')],
  ['a template of text alone', templateFormat('.\\n')],
  ['every part four times', templateFormat('%k%k%v%v\\n')],
]

test('the kernel prints a format of pieces: the expected output, written down', async () => {
  const records: Rec[] = [
    {offsetDelta: 0, timestampDelta: 0, key: null, value: Buffer.from('first')},
    {offsetDelta: 1, timestampDelta: -5, key: Buffer.from('k'), value: null},
    {offsetDelta: 5, timestampDelta: 86_400_000 * 40, key: Buffer.alloc(0), value: Buffer.from('wörld')},
    ...plain(200).map((each) => ({...each, offsetDelta: each.offsetDelta + 6})),
  ]
  const format = textFormat({topic: true, timestamp: true, partition: true, offset: true, key: true})
  expect(format.pieces).toBeDefined()
  const printed = vi.spyOn(RecordPrinter.prototype, 'print')
  const {text, records: count, bytes} = await read(format, {records, base: 9_007_199_254_740_000})
  const lines = Buffer.from(text.join(''), 'latin1').toString().split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'orders\tCreateTime:1700000000000\tPartition:7\tOffset:9007199254740000\tnull\tfirst',
    'orders\tCreateTime:1699999999995\tPartition:7\tOffset:9007199254740001\tk\tnull',
    'orders\tCreateTime:1703456000000\tPartition:7\tOffset:9007199254740005\t\twörld',
    'orders\tCreateTime:1700000000000\tPartition:7\tOffset:9007199254740006\tk0\t-------------------0',
  ])
  expect(lines).toHaveLength(204)
  expect(printed.mock.results.map(({value}) => value as number)).toEqual([203])
  expect(count).toBe(203)
  expect(bytes).toBe(5 + 1 + 6 + 200 * 20 + 10 * 2 + 90 * 3 + 100 * 4)
})

describe.each(formats)('%s: printing many at once gives the same as one by one', (_, format) => {
  test('usual records', () => sameWay(format, {records: plain(5000)}))
  test('one timestamp for all (LogAppendTime)', () => sameWay(format, {records: plain(300), appendTime: true}))
  test('more text than a buffer holds', async () => {
    const {offsets} = await sameWay(format, {records: plain(9000, 200)})
    expect(offsets.at(-1)).toBe(9000)
  })
  test('records of every size', () =>
    sameWay(format, {
      records: [0, 1, 7, 8, 9, 63, 64, 1023, 1024, 1025, 60_000, 65_500, 66_000, 200_000, 3, 2].flatMap((size, i) =>
        plain(size < 10_000 ? 70 : 10, size).map((each) => ({...each, offsetDelta: i * 70 + each.offsetDelta, key: Buffer.alloc(size % 300, 107)})),
      ),
    })) // prettier-ignore
  test('a record for which the text has to grow, and usual ones after it', () =>
    sameWay(format, {
      records: [10, 1_700_000, 10, 10].flatMap((size, i) =>
        plain(i === 1 ? 1 : 3000, size).map((each) => ({...each, offsetDelta: i * 3000 + each.offsetDelta})),
      ),
    }))
  test('nulls, empty keys and values, headers, gaps left by compaction', () =>
    sameWay(format, {
      records: plain(600).map((each, i) => ({
        ...each,
        offsetDelta: i * 3,
        ...(i % 2 === 0 ? {key: null} : {}),
        ...(i % 3 === 0 ? {value: null} : i % 5 === 0 ? {value: Buffer.alloc(0)} : {}),
        ...(i % 7 === 0 ? {headers: [['trace', 'x'.repeat(i)]] as const} : {}),
      })),
    }))
  test('timestamps before 1970, far apart, and none', async () => {
    await sameWay(format, {records: plain(100), baseTimestamp: -50})
    await sameWay(format, {records: plain(100), baseTimestamp: -1})
    const years = plain(200).map((each, i) => ({
      ...each,
      timestampDelta: (i % 2 === 0 ? 1 : -1) * i * 86_400_000 * 365,
    }))
    await sameWay(format, {records: years})
  })
  test.each<[string, Limits]>([
    ['from the middle of a batch', {from: 150}],
    ['to the middle of a batch', {end: 150}],
    ['a range inside', {from: 70, end: 130}],
    ['a range of nothing', {from: 70, end: 70}],
    ['so many records', {maxRecords: 77}],
    ['exactly all', {maxRecords: 300}],
    ['so many of the partition', {from: 10, maxPerPartition: 1}],
  ])('%s', async (__, limits) => {
    await sameWay(format, {records: plain(300)}, limits)
  })

  test('damaged records: the same text up to there, and the same error', async () => {
    const records = plain(300)
    const whole = allEncoded(records)
    let complaints = 0
    let state = 20_261
    const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
    for (let i = 0; i < 400; i++) {
      const [at, value, kind] = [next(whole.length), next(256), next(4)]
      const {failure} = await sameWay(format, {
        records,
        damage: (bytes) => {
          if (kind === 0) return bytes.subarray(0, at)
          if (kind === 1) return Buffer.concat([bytes, Buffer.alloc(1 + (at % 9), value)])
          bytes[at] = value
          if (kind === 2) bytes[Math.min(at + 1, bytes.length - 1)] = 0xff
          return bytes
        },
      })
      if (failure) complaints++
    }
    expect(complaints).toBeGreaterThan(200)
  })
  test('the batch claims more records, or fewer', async () => {
    const {failure} = await sameWay(format, {records: plain(300), count: 301})
    expect(failure).toContain('record batch at offset 0')
    expect((await sameWay(format, {records: plain(300), count: 299})).failure).toContain('after the last record')
  })
})

test('a format that needs more than pieces is written record by record', () => {
  for (const format of [textFormat({headers: true}), textFormat({visible: true}), templateFormat('%h'), templateFormat('%v{hex}')])
    expect(format.pieces).toBeUndefined()
}) // prettier-ignore
