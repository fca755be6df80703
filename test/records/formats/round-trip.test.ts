import {expect, test} from 'vitest'
import {lengthFormat} from '../../../src/lib/records/formats/binary-format.ts'
import {jsonFormat} from '../../../src/lib/records/formats/json-format.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'
import {lengthReader} from '../../../src/lib/records/readers/length-reader.ts'
import {readAll, type Kept} from '../support/collect.ts'
import {batch, forEachRecord, type Given} from '../support/records.ts'

// What consume writes as JSON lines or with lengths, produce reads back as the same records, whatever bytes are in them.
const rounds = 400

test(`JSON lines out and in again are the same record (${rounds} batches of random records)`, () => {
  const random = generator(20_241_121)
  for (let round = 0; round < rounds; round++) {
    const records = Array.from({length: 1 + random(5)}, () => randomRecord(random))
    const partition = random(1000)
    const lines = new TextBuffer(32)
    const format = jsonFormat()
    const place = {topic: `t-${random(3)}"é`, partition, leaderEpoch: 0, timestampType: 'CreateTime' as const}
    forEachRecord(batch(random(2 ** 31), records), (cursor) => format(cursor, place, lines))
    const text = lines.take()
    const read = readAll(jsonReader({partitions: true}), text, 1 + random(200))
    expect(read, `round ${round}: ${text.toString()}`).toEqual(records.map((record) => expected(record, partition)))
  }
})

test(`keys and values with their lengths, out and in again (${rounds} batches of random records)`, () => {
  const random = generator(20_261_121)
  for (let round = 0; round < rounds; round++) {
    const records = Array.from({length: 1 + random(5)}, () => randomRecord(random))
    const bytes = new TextBuffer(32)
    const format = lengthFormat({key: true})
    const place = {topic: 't', partition: 0, leaderEpoch: 0, timestampType: 'CreateTime' as const}
    forEachRecord(batch(0, records), (cursor) => format(cursor, place, bytes))
    const read = readAll(lengthReader({key: true}), bytes.take(), 1 + random(50))
    const wanted = records.map((record) => expected(record, 0))
    expect(read.map(({key, value}) => ({key, value})), `round ${round}`).toEqual(wanted.map(({key, value}) => ({key, value}))) // prettier-ignore
  }
})

function expected({key = null, value = null, headers = [], timestamp = 0}: Given, partition: number): Kept {
  const text = (bytes: string | Buffer | null) => bytes && Buffer.from(bytes).toString('latin1')
  return {
    key: key === null ? null : Buffer.from(key).toString('latin1'),
    value: value === null ? null : Buffer.from(value).toString('latin1'),
    ...(headers.length > 0
      ? {headers: headers.map(([name, content]) => [Buffer.from(name).toString('latin1'), text(content)])}
      : {}),
    partition,
    timestamp,
  }
}

type Random = (below: number) => number

function randomRecord(random: Random): Given {
  return {
    key: randomBytes(random),
    value: randomBytes(random),
    headers: Array.from({length: random(4)}, () => [randomBytes(random) ?? '', randomBytes(random)]),
    timestamp: [-1, 0, 1_700_000_000_000, 253_402_300_799_999][random(4)] ?? 0,
  }
}

function randomBytes(random: Random): Buffer | null {
  const length = random(30)
  switch (random(6)) {
    case 0:
      return null
    case 1:
      return Buffer.alloc(0)
    case 2:
      return Buffer.from(Array.from({length}, () => random(256)))
    case 3: // UTF-8 cut off or with one byte wrong
      return Buffer.from(randomText(random)).subarray(0, length)
    case 4:
      return Buffer.from(Array.from({length}, () => random(128)))
    default:
      return Buffer.from(randomText(random))
  }
}

function randomText(random: Random): string {
  const of = [0x20, 0x0a, 0x22, 0x5c, 0x00, 0x7f, 0xe9, 0x2028, 0x4e16, 0x1f600, 0xfeff, 0xffff, 0x10ffff]
  return String.fromCodePoint(...Array.from({length: random(12)}, () => of[random(of.length)] ?? 0x61))
}

/** Lehmer's generator: the same records every time. */
function generator(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}
