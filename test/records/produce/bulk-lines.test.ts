import {crc32} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {lineReader, type LineFormat} from '../../../src/lib/records/readers/line-reader.ts'
import {withConstants} from '../../../src/lib/records/readers/constant-fields.ts'
import {murmur2} from '../../../src/lib/records/produce/partitioner.ts'
import {produceRecords, type ProduceInput} from '../../../src/lib/records/produce/produce.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'
import {forEachRecord} from '../support/records.ts'

/** A generator of the same numbers every time. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** In pieces of any size. */
async function* pieces(text: Buffer, next: (below: number) => number) {
  for (let at = 0; at < text.length;) {
    const size = 1 + next(next(4) ? 3000 : 5)
    yield text.subarray(at, at + size)
    at += size
  }
}
const send = (fake: FakeLeaders, input: Partial<ProduceInput>) =>
  produceRecords(fake.cluster, {topic: 't', reader: lineReader(), chunks: pieces(Buffer.alloc(0), () => 0), ...input})

describe('bulk lines', () => {
  test.each([
    ['values', {}, 'murmur2', 1],
    ['values, \\n only', {lineEnd: 'lf'}, 'murmur2', 1],
    ['keys', {keySeparator: ':'}, 'murmur2', 7],
    ['keys, a long separator, nulls', {keySeparator: '::', nullMarker: 'n'}, 'murmur2', 5],
    ['keys, crc32', {keySeparator: ':', nullMarker: ''}, 'crc32', 7],
  ] as const)('random lines with %s arrive as they are', async (_, format: LineFormat, partitioner, partitions) => {
    const fake = await FakeLeaders.start(partitions)
    const next = numbers(17)
    const lines = Array.from({length: 3000}, (_each, at) => {
      const separator = format.keySeparator
      const value = next(9) === 0 ? 'n' : next(9) === 0 ? '' : `${at} é${'xy:'.repeat(next(4) * next(300))}`
      const key = next(9) === 0 ? 'n' : next(9) === 0 ? '' : `k${next(200)}`
      return separator ? key + separator + value : value
    })
    const ends = format.lineEnd === 'lf' ? ['\n', '\r\n'] : ['\n', '\r\n', '\r']
    // A lone \r must not meet an empty line that ends in \n.
    const chosen = lines.map((_line, at) => (lines[at + 1] === '' ? '\n' : (ends[next(ends.length)] ?? '\n')))
    const text = Buffer.from(lines.map((line, at) => line + chosen[at]).join(''))
    const produced = await send(fake, {
      reader: lineReader(format),
      chunks: pieces(text, next),
      batchBytes: 4000,
      lingerMs: 0,
      partitioner,
    })
    expect(produced).toMatchObject({records: lines.length, acknowledged: lines.length})

    const none = (part: string) => (format.nullMarker !== undefined && part === format.nullMarker ? '-' : part)
    const expected = fake.logs.map((): string[] => [])
    const free: string[] = []
    let bytes = 0
    for (const [at, line] of lines.entries()) {
      const full = format.lineEnd === 'lf' && chosen[at] === '\r\n' ? `${line}\r` : line
      const cut = format.keySeparator ? full.indexOf(format.keySeparator) : -1
      const key = cut < 0 ? '-' : none(full.slice(0, cut))
      const value = none(cut < 0 ? full : full.slice(cut + (format.keySeparator ?? '').length))
      for (const part of [key, value]) bytes += part === '-' ? 0 : Buffer.byteLength(part)
      const sent = `${key}=${value}`
      if (key === '-' || (key === '' && partitioner === 'crc32')) free.push(sent)
      else {
        const hash = partitioner === 'crc32' ? crc32(key) : murmur2(Buffer.from(key)) & 0x7fffffff
        expected[hash % partitions]?.push(sent)
      }
    }
    expect(produced.bytes).toBe(bytes)
    // Records without key go anywhere: what is left in each log is in order and complete.
    const isFree = new Set(free)
    expect(fake.logs.flatMap(({records}) => records.filter((record) => isFree.has(record))).toSorted()).toEqual(
      free.toSorted(),
    )
    for (const [partition, log] of fake.logs.entries())
      expect(log.records.filter((record) => !isFree.has(record))).toEqual(expected[partition])
  })
})

test('constant keys and headers are written with every line', async () => {
  const fake = await FakeLeaders.start(3)
  const headers = [
    [Buffer.from('source'), Buffer.from('replay')],
    [Buffer.from('x'.repeat(200)), null],
  ] as const
  const reader = withConstants(lineReader(), {key: 'same', headers})
  await send(fake, {reader, chunks: pieces(Buffer.from('a\nb\n\nc'), numbers(3)), now: () => 1_700_000_000_000})
  const found: object[] = []
  for (const {batches} of fake.logs)
    for (const batch of batches)
      forEachRecord(batch.bytes, (record) =>
        found.push({
          key: String(record.key),
          value: String(record.value),
          timestamp: record.timestamp,
          headers: record.headers().map(([name, content]) => [String(name), content === null ? null : String(content)]),
        }),
      )
  const each = {key: 'same', timestamp: 1_700_000_000_000, headers: [['source', 'replay'], ['x'.repeat(200), null]]} // prettier-ignore
  expect(found).toEqual(['a', 'b', '', 'c'].map((value) => ({...each, value})))
})

test('lines larger than batches and than the input of the kernel arrive; larger than allowed is an error', async () => {
  const fake = await FakeLeaders.start()
  const lines = ['a', 'b'.repeat(5000), 'c', 'd'.repeat(100_000), 'e', 'f'.repeat(700_000), 'g', 'h'.repeat(3000)]
  const chunks = pieces(Buffer.from(`${lines.join('\n')}\n`), () => 2999)
  await send(fake, {chunks, batchBytes: 4000})
  expect(fake.values).toEqual(lines)
  const reader = lineReader({maxLineBytes: 50})
  const tooLong = send(fake, {reader, chunks: pieces(Buffer.from(`i\nj\n${'k'.repeat(51)}\nl\n`), numbers(5))})
  await expect(tooLong).rejects.toThrow('line 3: longer than 50 bytes')
  expect(fake.values).toEqual([...lines, 'i', 'j'])
})

test('the line of a mistake is counted correctly after many others', async () => {
  const fake = await FakeLeaders.start()
  const text = Buffer.from(`${'k:v\r\n'.repeat(12_345)}bad\nk:v\n`)
  const sent = send(fake, {reader: lineReader({keySeparator: ':'}), chunks: pieces(text, numbers(7))})
  await expect(sent).rejects.toThrow(/^line 12346: no key separator .* \("bad"\)$/)
  expect(fake.values).toHaveLength(12_345)
})

test('records that cannot be delivered are named by their number', async () => {
  const fake = await FakeLeaders.start(2)
  fake.interfere = ({partition}) => (partition === 1 ? 87 : undefined)
  const keys = Array.from({length: 300}, (_, at) => `k${at}`)
  const refused: number[] = []
  const produced = await send(fake, {
    reader: lineReader({keySeparator: ':'}),
    chunks: pieces(Buffer.from(keys.map((key) => `${key}:v\n`).join('')), numbers(11)),
    batchBytes: 500,
    onError: 'continue',
    onDelivery: ({error, ordinals}) => error && refused.push(...ordinals),
  })
  const wanted = keys.flatMap((key, at) => ((murmur2(Buffer.from(key)) & 0x7fffffff) % 2 === 1 ? [at + 1] : []))
  expect(refused).toEqual(wanted)
  expect(produced).toMatchObject({records: 300, failed: wanted.length, acknowledged: 300 - wanted.length})
})
