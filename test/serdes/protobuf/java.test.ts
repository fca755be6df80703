// Ours beside Google's own library: bytes and texts that it wrote (scripts/protobuf-fixtures.ts), both ways.
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import {ByteReader} from '../../../src/lib/serdes/byte-reader.ts'
import {Frame} from '../../../src/lib/serdes/framing.ts'
import type {DecodedForm, SchemaText} from '../../../src/lib/serdes/payload.ts'
import {protobufDecoder, protobufEncoder} from '../../../src/lib/serdes/protobuf/payload.ts'
import {EncodeError} from '../../../src/lib/serdes/serde-error.ts'
import {parseExactJson} from '../../../src/lib/text/exact-json.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'

interface Schema {
  readonly proto: string
  readonly message: string
}
interface Written {
  readonly hex: string
  readonly json: string
  readonly names: string
  readonly back: string
}
interface Read {
  readonly input: string
  readonly hex?: string
  readonly error?: string
}

const lines = gunzipSync(
  readFileSync(
    process.env['KAFKIT_PROTOBUF_ANSWERS'] ??
      new URL('../../fixtures/serdes/protobuf-answers.jsonl.gz', import.meta.url),
  ),
)
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Schema | Written | Read)

/** Each schema with its answers. */
const groups: {schema: Schema; answers: (Written | Read)[]}[] = []
for (const line of lines)
  if ('proto' in line) groups.push({schema: line, answers: []})
  else groups.at(-1)?.answers.push(line)

const java: DecodedForm = {form: 'standard', logical: false, longs: 'string', protoDefaults: true, protoNames: 'json', protoJava: true, validate: false} // prettier-ignore
const text = ({proto}: Schema): SchemaText => ({type: 'PROTOBUF', text: proto, references: []})

async function decoder({proto, message}: Schema, form: DecodedForm) {
  const reader = await protobufDecoder(text({proto, message}), form, message)
  const frame = new Frame('none', 'value')
  return (hex: string) => {
    const bytes = Buffer.from(hex, 'hex')
    const to = new TextBuffer(64)
    frame.read(bytes, 0, bytes.length, {headerCount: 0, header: () => undefined})
    reader.decode(new ByteReader().open(bytes, 0, bytes.length), to, frame)
    return to.take().toString()
  }
}

async function encoder(schema: Schema) {
  const {write} = await protobufEncoder(text(schema), {message: schema.message, framed: false, reads: 'java'})
  return (json: string) => {
    const to = new TextBuffer(64)
    write(parseExactJson(json), to)
    return to.take().toString('hex')
  }
}

test('there are recordings to compare with', () => {
  expect(groups.flatMap(({answers}) => answers).filter((each) => 'json' in each).length).toBeGreaterThan(600)
  expect(groups[0]?.answers.filter((each) => 'input' in each).length).toBeGreaterThan(40)
})

test("messages are, byte for byte, what Java's JsonFormat prints with defaults", async () => {
  for (const {schema, answers} of groups) {
    const read = await decoder(schema, java)
    for (const each of answers)
      if ('json' in each) expect(read(each.hex), `${schema.proto}\n${each.hex}`).toBe(each.json)
  }
})

test('and without defaults, with the names of the file', async () => {
  for (const {schema, answers} of groups) {
    const read = await decoder(schema, {...java, protoDefaults: false, protoNames: 'original'})
    for (const each of answers)
      if ('json' in each) expect(read(each.hex), `${schema.proto}\n${each.hex}`).toBe(each.names)
  }
})

test("JSON of Java's printer becomes the bytes that Java's parser makes of it", async () => {
  for (const {schema, answers} of groups) {
    const [write, read] = [await encoder(schema), await decoder(schema, java)]
    for (const each of answers) {
      if (!('json' in each)) continue
      const about = `${schema.proto}\n${each.json}`
      const bytes = write(each.json)
      expect(bytes, about).toHaveLength(each.back.length)
      // JavaScript's objects have names that are integers first: entries of a map come in another order then.
      if (!/"\d+":/.test(each.json)) expect(bytes, about).toBe(each.back)
      else expect(JSON.parse(read(bytes)), about).toEqual(JSON.parse(read(each.back)))
    }
  }
})

/** What Java takes and we do not: a list of one item for the item, and whatever stands behind the first value of a line. */
const otherwise = new Set(['{"s": [1]}', '{"i": 1} {"i": 2}'])

test('lines that people write are read, or refused, as in Java', async () => {
  for (const {schema, answers} of groups) {
    const write = await encoder(schema)
    for (const each of answers) {
      if (!('input' in each) || otherwise.has(each.input)) continue
      let hex: string | undefined
      try {
        hex = write(each.input)
      } catch (error) {
        if (!(error instanceof EncodeError || error instanceof SyntaxError)) throw error
      }
      expect.soft(hex, `${each.input} ${each.error ?? ''}`).toBe(each.hex)
    }
  }
})

test('null is a value where google.protobuf.Value is wanted, and in a map of them', async () => {
  const proto = 'syntax = "proto3"; import "google/protobuf/struct.proto"; message M { map<string, google.protobuf.Value> m = 1; google.protobuf.Value v = 2; }' // prettier-ignore
  const write = await encoder({proto, message: 'M'})
  expect(write('{"m":{"a":null},"v":null}')).toBe('0a070a016112020800' + '12020800')
})
