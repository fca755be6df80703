// Malformed keys and values for every decoder of a format, with and without a frame. The right result is JSON or a
// DecodeError.
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {ByteReader} from '../../src/lib/serdes/byte-reader.ts'
import {Frame} from '../../src/lib/serdes/framing.ts'
import {plainDecoder} from '../../src/lib/serdes/field-decoder.ts'
import {payloadDecoder} from '../../src/lib/serdes/payload-decoder.ts'
import type {DecodedForm, PayloadDecoder, SchemaText} from '../../src/lib/serdes/payload.ts'
import {jsonToCbor, jsonToMsgpack} from '../../src/lib/serdes/self-describing-bytes.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'
import type {Random, Target} from './fuzz.ts'

const plain: DecodedForm = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: false} // prettier-ignore
const java: DecodedForm = {...plain, form: 'standard', logical: false, longs: 'string', protoDefaults: true, protoJava: true} // prettier-ignore

/** Lines that the Java libraries wrote. */
const answers = (name: string): Record<string, unknown>[] =>
  gunzipSync(readFileSync(new URL(`../fixtures/serdes/${name}-answers.jsonl.gz`, import.meta.url)))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Every format. */
export async function payloadTargets(): Promise<Target[]> {
  return [avro(), await protobuf(), ...(await withoutSchema()), await json(), frames()]
}

const bytesOf = ({hex}: Record<string, unknown>) => Buffer.from(hex as string, 'hex')

function avro(): Target {
  const lines = answers('avro').filter((_, index) => index % 7 === 0)
  const known = new Map<string, Promise<PayloadDecoder>>()
  return withSchemas('Avro payloads', lines.map(bytesOf), (random) => {
    const text = JSON.stringify(lines[random(lines.length)]?.['schema'])
    const form = random(2) === 0 ? plain : java
    const key = `${text} ${form === java}`
    let decoder = known.get(key)
    if (!decoder) known.set(key, (decoder = payloadDecoder({type: 'AVRO', text, references: []}, form)))
    return decoder
  })
}

/** Two schemas that refer to themselves and to Google's types, and what Java wrote by schemas of all kinds. */
async function protobuf(): Promise<Target> {
  const own =
    'syntax = "proto3"; import "google/protobuf/any.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto"; import "confluent/type/decimal.proto"; message N { N n = 1; repeated N ns = 2; map<string, N> m = 3; google.protobuf.Any a = 4; google.protobuf.Value v = 5; google.protobuf.Timestamp t = 6; repeated int32 i = 7; string s = 8; bytes b = 9; double d = 10; google.protobuf.Duration u = 11; confluent.type.Decimal c = 12; }'
  const schemas: SchemaText[] = [{type: 'PROTOBUF', text: own, references: []}]
  const seeds: Buffer[] = []
  for (const each of answers('protobuf'))
    if ('proto' in each) schemas.push({type: 'PROTOBUF', text: each['proto'] as string, references: []})
    else if ('hex' in each) seeds.push(bytesOf(each))
  const decoders = await Promise.all(
    schemas.flatMap((schema) => [payloadDecoder(schema, plain), payloadDecoder(schema, java)]),
  )
  return withSchemas('Protobuf payloads', seeds, (random) => decoders[random(decoders.length)] as PayloadDecoder)
}

async function withoutSchema(): Promise<Target[]> {
  const value = {a: [1, -1, 2 ** 40, 1.5, null, true], b: {c: 'x'.repeat(40), ü: ''}, d: Array(20).fill('y')}
  const made = [jsonToMsgpack, jsonToCbor].map((write) => {
    const to = new TextBuffer(64)
    write(value, to)
    return to.take()
  })
  const [msgpack, cbor, raw] = await Promise.all([
    plainDecoder('msgpack'),
    plainDecoder('cbor'),
    plainDecoder('protobuf-raw'),
  ])
  const seeds = [made[0], made[1], ...answers('protobuf').filter((each) => 'hex' in each).slice(0, 50).map(bytesOf)] // prettier-ignore
  return Object.entries({'MessagePack payloads': msgpack, 'CBOR payloads': cbor, 'Protobuf without a schema': raw}).map(
    ([name, decode]) => ({
      name,
      seeds: seeds.filter((each) => each !== undefined),
      read: (input: Buffer) => isJson((to) => decode?.(input, 0, input.length, to)),
      mayBecome: textOf,
    }),
  )
}

async function json(): Promise<Target> {
  const schema = {
    type: 'JSON',
    text: '{"type":"object","properties":{"a":{"type":"integer"}}}',
    references: [],
  } as const
  const decoders = await Promise.all([
    payloadDecoder(schema, plain),
    payloadDecoder(schema, {...plain, validate: true}),
  ])
  const seeds = ['{"a":1}', '{"a":"x","b":[1,2,{"c":null}]}', '"ü"'].map((each) => Buffer.from(each))
  return withSchemas('JSON payloads', seeds, (random) => decoders[random(2)] as PayloadDecoder)
}

/** Frames in front of payloads, and in headers. */
function frames(): Target {
  const seeds = ['000000000102', '0000000000000000012202', '0100112233445566778899aabbccddeeff0204', '030500112233445566778899aabbccddeeff789c', 'c3010102030405060708'].map((each) => Buffer.from(each, 'hex')) // prettier-ignore
  const framings = ['auto', 'confluent', 'confluent-header', 'apicurio8', 'apicurio-headers', 'glue', 'single-object'] as const // prettier-ignore
  return {
    name: 'frames of payloads',
    seeds,
    read(input, random) {
      const frame = new Frame(framings[random(framings.length)] ?? 'auto', 'value')
      const header = random(2) === 0 ? undefined : input
      frame.read(input, 0, input.length, {headerCount: header ? 1 : 0, header: () => header})
      if (frame.start > input.length) throw new Error(`the payload begins at ${frame.start} of ${input.length}`)
    },
  }
}

function withSchemas(
  name: string,
  seeds: readonly Buffer[],
  decoderOf: (random: Random) => PayloadDecoder | Promise<PayloadDecoder>,
): Target {
  const reader = new ByteReader()
  const frame = new Frame('none', 'value')
  return {
    name,
    seeds,
    async read(input, random) {
      const decoder = await decoderOf(random)
      frame.read(input, 0, input.length, {headerCount: 0, header: () => undefined})
      return isJson((to) => decoder.decode(reader.open(input, 0, input.length), to, frame))
    },
    mayBecome: textOf,
  }
}

/** The number of bytes of the text; throws if it is not JSON. */
function isJson(decode: (to: TextBuffer) => void): number {
  const to = new TextBuffer(16)
  let refused: unknown
  try {
    decode(to)
  } catch (error) {
    refused = error
  }
  if (to.buffer.length > mostText) throw new Error(`${to.buffer.length} bytes were taken`)
  if (refused) throw refused as Error
  const {length} = to
  JSON.parse(to.take().toString())
  return length
}

/** One byte may select one of several names, and a record of no bytes may have many defaults. */
const textOf = (input: Buffer): number => 2 ** 20 * 17 + input.length * 1000
const mostText = 2 ** 20 * 64
