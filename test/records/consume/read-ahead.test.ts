import {expect, test} from 'vitest'
import {ReadAhead} from '../../../src/lib/records/consume/read-ahead.ts'
import {compressionNames} from '../../../src/lib/wire/compression.ts'
import {CorruptData} from '../../../src/lib/wire/corrupt-data.ts'
import {batchesIn, RecordCursor} from '../../../src/lib/wire/records.ts'
import {batch} from '../support/records.ts'

const large = (from: number, compression: string) =>
  batch(from, Array.from({length: 50}, (_, at) => ({value: noise(from * 50 + at)})), {compression: compressionNames.indexOf(compression)}) // prettier-ignore
/** Does not compress away: small batches are not worth another thread. */
const noise = (seed: number) => {
  let state = seed * 7919 + 1
  return Buffer.from(Array.from({length: 4000}, () => (state = (state * 48_271) % 2_147_483_647) & 0xff))
}
const values = (cursor: RecordCursor) => {
  const found: string[] = []
  while (cursor.next()) found.push(cursor.value!.toString('hex'))
  return found
}

test.each(['gzip', 'zstd', 'lz4', 'snappy', 'none'])(
  '%s: the same records, whoever decompressed them',
  async (codec) => {
    const batches = [...batchesIn(Buffer.concat(Array.from({length: 9}, (_, at) => large(at * 50, codec))))]
    const ahead = new ReadAhead(batches)
    const unpacked: (Buffer | undefined)[] = []
    for (const each of batches) {
      const records = await ahead.unpacked(each)
      unpacked.push(records)
      expect(values(new RecordCursor().open(each, records))).toEqual(values(new RecordCursor().open(each)))
    }
    expect(unpacked.every((each) => (each !== undefined) === ['gzip', 'zstd'].includes(codec))).toBe(true)
    expect(ahead.idle).toBe(true)
  },
)

test('batches may be left out; a thread that is still at work is reported', async () => {
  const batches = [...batchesIn(Buffer.concat(Array.from({length: 9}, (_, at) => large(at * 50, 'zstd'))))]
  const ahead = new ReadAhead(batches)
  await ahead.unpacked(batches[0]!)
  expect(ahead.idle).toBe(false)
  const records = await ahead.unpacked(batches[7]!)
  expect(values(new RecordCursor().open(batches[7]!, records)).length).toBe(50)
  await expect.poll(() => ahead.idle).toBe(true)
})

test('a broken batch fails when its turn comes, not before', async () => {
  const bytes = Buffer.concat([large(0, 'zstd'), large(50, 'zstd')])
  bytes[bytes.length - 10]! ^= 0xff
  const batches = [...batchesIn(bytes)]
  const ahead = new ReadAhead(batches)
  expect(await ahead.unpacked(batches[0]!)).toBeInstanceOf(Buffer)
  await expect(ahead.unpacked(batches[1]!)).rejects.toThrow(CorruptData)
  await expect(new ReadAhead(batches).unpacked(batches[1]!)).rejects.toThrow(
    'record batch at offset 50: wrong checksum',
  )
})
