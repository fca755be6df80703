// Ours beside Apache Avro's own classes: bytes and texts that they wrote (scripts/avro-fixtures.ts), both ways.
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import avsc from 'avsc'
import {expect, test} from 'vitest'
import {avroToJson, type AvroJsonOptions} from '../../../src/lib/serdes/avro/decode.ts'
import {jsonToAvro} from '../../../src/lib/serdes/avro/encode.ts'
import {parseAvroSchema} from '../../../src/lib/serdes/avro/schema.ts'
import {ByteReader} from '../../../src/lib/serdes/byte-reader.ts'
import {parseExactJson} from '../../../src/lib/text/exact-json.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'

interface Answer {
  readonly schema: unknown
  readonly hex: string
  readonly json?: string
  readonly meaning?: string
}

const answers = gunzipSync(
  readFileSync(
    process.env['KAFKIT_AVRO_ANSWERS'] ?? new URL('../../fixtures/serdes/avro-answers.jsonl.gz', import.meta.url),
  ),
)
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer)
const [values, meanings] = [answers.filter(({json}) => json !== undefined), answers.filter(({meaning}) => meaning)]

const plain: AvroJsonOptions = {form: 'plain', logical: true, longs: 'number'}

function decoded({schema, hex}: Answer, options: AvroJsonOptions): string {
  const bytes = Buffer.from(hex, 'hex')
  const to = new TextBuffer(16)
  const from = new ByteReader().open(bytes, 0, bytes.length)
  avroToJson(parseAvroSchema(JSON.stringify(schema)), options)(from, to)
  expect(from.left).toBe(0)
  return to.take().toString()
}

function encoded({schema}: Answer, json: string, form: 'plain' | 'standard'): string {
  const to = new TextBuffer(16)
  jsonToAvro(parseAvroSchema(JSON.stringify(schema)), {form})(parseExactJson(json), to)
  return to.take().toString('hex')
}

test('there are recordings to compare with', () => {
  expect(values.length).toBeGreaterThan(500)
  expect(meanings.length).toBeGreaterThan(80)
})

test("the standard form is, byte for byte, what Java's JsonEncoder writes", () => {
  for (const answer of values)
    expect(decoded(answer, {...plain, form: 'standard'}), JSON.stringify(answer.schema)).toBe(answer.json)
})

test("JSON of Java's encoder becomes the bytes that Java wrote", () => {
  let kept = 0
  for (const answer of values) {
    const about = JSON.stringify(answer.schema)
    const hex = encoded(answer, answer.json ?? '', 'standard')
    // Java's encoder writes the float -0 as 0.0, and no bits of a NaN: its JSON is not what the bytes were, and the length is.
    if (/"float"|"double"/.test(about) && (answer.hex.includes('00000080') || answer.json?.includes('"NaN"'))) {
      expect(hex.length, about).toBe(answer.hex.length)
      expect(decoded({...answer, hex}, {...plain, form: 'standard'}), about).toBe(answer.json)
      continue
    }
    expect(hex, about).toBe(answer.hex)
    kept++
  }
  expect(kept).toBeGreaterThan(500)
})

test("logical types are written as Java's classes for them, and read back", () => {
  for (const answer of meanings) {
    expect(decoded(answer, plain), JSON.stringify(answer.schema)).toBe(JSON.stringify(answer.meaning))
    expect(encoded(answer, JSON.stringify(answer.meaning), 'plain'), JSON.stringify(answer)).toBe(answer.hex)
  }
})

test('the plain form has the values that another implementation reads', () => {
  // avsc refuses longs beyond 2^53, so it gets the type that has them as bigint.
  const long = avsc.types.LongType.__with({
    fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
    toBuffer: () => Buffer.alloc(8),
    fromJSON: BigInt,
    toJSON: String,
    isValid: () => true,
    compare: () => 0,
  })
  for (const answer of values) {
    const type = avsc.Type.forSchema(answer.schema as avsc.Schema, {wrapUnions: 'never', registry: {long}})
    const theirs: unknown = type.fromBuffer(Buffer.from(answer.hex, 'hex'))
    const ours = JSON.parse(decoded(answer, {form: 'plain', logical: false, longs: 'string'})) as unknown
    expect(asText(ours), answer.json).toBe(asText(asPlain(theirs)))
  }
})

function asPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (Array.isArray(value)) return value.map(asPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asPlain(each)]))
}

/** With numbers as floats: theirs are floats as doubles, with digits that ours leave out. */
const asText = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Math.fround(each) : each))
