// Damaged and random bytes for every decoder: an error in words or a value, in little time and little memory, never anything else.
import {describe, expect, test} from 'vitest'
import {avroToJson} from '../../src/lib/serdes/avro/decode.ts'
import {parseAvroSchema} from '../../src/lib/serdes/avro/schema.ts'
import {ByteReader} from '../../src/lib/serdes/byte-reader.ts'
import {cborToJson} from '../../src/lib/serdes/cbor.ts'
import {Frame} from '../../src/lib/serdes/framing.ts'
import {msgpackToJson} from '../../src/lib/serdes/msgpack.ts'
import {FastMessages} from '../../src/lib/serdes/protobuf/fast.ts'
import {MessageJson} from '../../src/lib/serdes/protobuf/message-json.ts'
import {protobufDecoder} from '../../src/lib/serdes/protobuf/payload.ts'
import {rawProtobufToJson} from '../../src/lib/serdes/protobuf/raw.ts'
import {parseProtobuf} from '../../src/lib/serdes/protobuf/schema.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'
import {randomAvroSchemas, writtenAvroSchemas} from '../support/avro-schemas.ts'

/** Random numbers from 0 to 255, the same in every run. */
function randomBytes(seed: number): (length: number) => Buffer {
  let state = seed
  return (length) =>
    Buffer.from(
      Array.from({length}, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state >>> 24
      }),
    )
}

type Decode = (bytes: Buffer, to: TextBuffer) => void
const largest = 4 * 2 ** 20

/** What was decoded is JSON; anything else is a DecodeError, and took no more memory than the bytes may mean. */
function survives(decode: Decode, bytes: Buffer): void {
  const to = new TextBuffer(16)
  try {
    decode(bytes, to)
  } catch (error) {
    expect((error as Error).name, `${bytes.toString('hex')}: ${(error as Error).stack}`).toBe('DecodeError')
    expect(to.buffer.length, bytes.toString('hex')).toBeLessThan(largest)
    return
  }
  expect(() => JSON.parse(to.take().toString()) as unknown, bytes.toString('hex')).not.toThrow()
}

const plain = {form: 'plain', logical: true, longs: 'number'} as const
const decoders: [string, Decode][] = [
  ['MessagePack', (bytes, to) => msgpackToJson(bytes, 0, bytes.length, to)],
  ['CBOR', (bytes, to) => cborToJson(bytes, 0, bytes.length, to)],
  ['Protobuf without a schema', (bytes, to) => rawProtobufToJson(bytes, 0, bytes.length, to)],
]

describe('random bytes end in JSON or an error', () => {
  test.each(decoders)('%s', (_, decode) => {
    const random = randomBytes(1)
    for (let n = 0; n < 3000; n++) survives(decode, random(n % 40))
  })

  test.each(decoders)('%s: each first byte, followed by the largest numbers', (_, decode) => {
    for (let first = 0; first < 256; first++)
      for (const rest of ['', 'ff'.repeat(9), '7f'.repeat(9), '00'.repeat(9), `${'ff'.repeat(8)}01`])
        survives(decode, Buffer.from(first.toString(16).padStart(2, '0') + rest, 'hex'))
  })

  test.each(decoders)('%s: 100,000 levels', (_, decode) => {
    for (const byte of [0x91, 0x81, 0xd9, 0xc1, 0x0b, 0x0a, 0x9f, 0xbf, 0x80, 0xa1])
      survives(decode, Buffer.alloc(100_000, byte))
  })

  test('Avro by schemas of all kinds', () => {
    const random = randomBytes(2)
    for (const schema of [...writtenAvroSchemas, ...randomAvroSchemas(20)]) {
      const write = avroToJson(parseAvroSchema(JSON.stringify(schema)), plain)
      const reader = new ByteReader()
      for (let n = 0; n < 200; n++)
        survives((bytes, to) => write(reader.open(bytes, 0, bytes.length), to), random(n % 50))
    }
  })

  test('Protobuf by a schema, with frames', async () => {
    const text =
      'syntax = "proto3"; import "google/protobuf/any.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/timestamp.proto"; message N { N n = 1; repeated N ns = 2; map<string, N> m = 3; google.protobuf.Any a = 4; google.protobuf.Value v = 5; google.protobuf.Timestamp t = 6; repeated int32 i = 7; string s = 8; bytes b = 9; double d = 10; }'
    const form = {...plain, protoDefaults: false, protoNames: 'json', validate: false} as const
    const decoder = await protobufDecoder({type: 'PROTOBUF', text, references: []}, form)
    const random = randomBytes(3)
    const reader = new ByteReader()
    const frame = new Frame('confluent', 'value')
    const decode: Decode = (bytes, to) => {
      frame.read(bytes, 0, bytes.length, {headerCount: 0, header: () => undefined})
      decoder.decode(reader.open(bytes, frame.start, bytes.length), to, frame)
    }
    for (let n = 0; n < 3000; n++) {
      const payload = random(n % 60)
      for (let at = 0; at < payload.length; at += 7) payload[at] = ((payload[at] as number) % 10) * 8 + 2 // more fields that there are
      survives(decode, Buffer.concat([Buffer.from('000000000100', 'hex'), payload]))
    }
    survives(decode, Buffer.concat([Buffer.from('000000000100', 'hex'), Buffer.alloc(60_000, 0x0a)]))
  })

  test('the fast and the slow decoder of Protobuf give the same JSON, or the same error', async () => {
    const text =
      'syntax = "proto3"; message N { N n = 1; repeated N ns = 2; map<string, int32> m = 3; oneof o { string s = 4; int64 i = 5; } repeated sint32 r = 6; double d = 7; bool b = 8; enum E { A = 0; B = 1; } E e = 9; }'
    const {root, messages} = await parseProtobuf({type: 'PROTOBUF', text, references: []})
    const form = {longs: 'number', logical: true, protoDefaults: false, protoNames: 'json'} as const
    const lookup = (name: string) => root.lookupType(name)
    const fast = new FastMessages(form, () => '')
    const slow = new MessageJson(form, lookup)
    const [type] = messages
    if (!type) throw new Error('the schema has a message')
    const random = randomBytes(4)
    const reader = new ByteReader()
    let done = 0
    for (let n = 0; n < 20_000; n++) {
      // Few fields with small values: more than half of these are messages.
      const bytes = Buffer.concat(
        Array.from({length: n % 5}, (_, at) => {
          const [field = 0, value = 0] = random(2)
          const number = n % 2 === 0 ? at + 1 + (field % 3) * 2 : 1 + (field % 9)
          const [head, body] = shapes[number] ?? ['', '']
          return Buffer.from(head + body.replace('VV', (value & 0x7f).toString(16).padStart(2, '0')), 'hex')
        }),
      )
      const to = new TextBuffer(16)
      const went = fast.write(type, reader.open(bytes, 0, bytes.length), to)
      if (!went) {
        expect(to.length).toBe(0)
        continue
      }
      done++
      expect(to.take().toString(), bytes.toString('hex')).toBe(slow.reset().text(type, bytes, 0, bytes.length))
    }
    expect(done).toBeGreaterThan(3000)
  })
})

/** Fields of that schema by their numbers: the tag, and a value with a byte of its own. */
const shapes: Readonly<Record<number, readonly [tag: string, value: string]>> = {
  1: ['0a', '0228VV'],
  2: ['12', '0240VV'],
  3: ['1a', '050a016110VV'],
  4: ['22', '01VV'],
  5: ['28', 'VV'],
  6: ['32', '02VV01'],
  7: ['39', '00000000000000VV'],
  8: ['40', 'VV'],
  9: ['48', 'VV'],
}
