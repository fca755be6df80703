// How records say their schema: bytes as serializers write them (Confluent's JavaScript client, Debezium and Apicurio's Java
// serializers; AWS Glue and single objects after their specifications), through the decoder of values.
import {deflateSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {FieldDecoder, type FieldSettings} from '../../src/lib/serdes/field-decoder.ts'
import {SchemaUnknown, type RegisteredSchema, type SchemaSource} from '../../src/lib/serdes/schema-source.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

const guid = '89791762-2336-4186-9674-299b90a802e2'
const guidHex = guid.replaceAll('-', '')
const proto =
  'syntax = "proto3"; package k; message First { string a = 1; } message Outer { map<string, int32> m = 1; message In1 { string b = 1; } message In2 { string c = 1; } }'
const schemas: Readonly<Record<string, RegisteredSchema>> = {
  31: {id: 31, type: 'AVRO', text: '"int"', references: []},
  32: {id: 32, type: 'PROTOBUF', text: proto, references: []},
  33: {id: 33, type: 'JSON', text: '{"type":"object"}', references: []},
  34: {
    id: 34,
    type: 'AVRO',
    text: '{"type":"record","name":"k.R","fields":[{"name":"a","type":"int"}]}',
    references: [],
  },
  35: {id: 35, type: 'AVRO', text: '"int"', references: [], rules: ['encrypt']},
  [guid]: {id: 31, guid, type: 'AVRO', text: '"long"', references: []},
}

function source(): SchemaSource & {readonly asked: string[]} {
  const asked: string[] = []
  const find = (kind: string, key: string) => {
    asked.push(`${kind} ${key}`)
    const found = schemas[key]
    return found ? Promise.resolve(found) : Promise.reject(new SchemaUnknown(`no schema ${key}`))
  }
  return {
    name: 'the registry',
    asked,
    byId: (id) => find('id', String(id)),
    byGuid: (id) => find('guid', id),
    bySubject: (subject) => find('subject', subject),
  }
}
const form: FieldSettings['form'] = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: false} // prettier-ignore

/** The JSON and the schema; `as it is` for what has no frame. Raises what the decoder raises. */
async function decoded(
  hex: string,
  headers: Readonly<Record<string, string>> = {},
  settings: Partial<FieldSettings> = {},
) {
  const decoder = new FieldDecoder({
    field: 'value',
    serde: 'auto',
    framing: 'auto',
    source: source(),
    form,
    ...settings,
  })
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const named = {
    headerCount: Object.keys(headers).length,
    header: (name: string) => (headers[name] === undefined ? undefined : Buffer.from(headers[name], 'hex')),
  }
  const to = new TextBuffer(16)
  for (;;) {
    to.length = 0
    const outcome = decoder.decode(bytes, 0, bytes.length, named, to)
    if (outcome === 'as-is') return 'as it is'
    if (outcome === 'json') return `${to.take().toString()} ${decoder.schemaJson.toString()}`
    await decoder.pending
  }
}
const json = Buffer.from('{"a":1}').toString('hex')
const text = (value: string) => Buffer.from(value).toString('hex')

describe('framings', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ["Confluent's", '00 0000001f 54', {}, '42 {"id":31,"type":"AVRO"}'],
    [
      "Confluent's Protobuf, the short form",
      '00 00000020 00 0a0161',
      {},
      '{"a":"a"} {"id":32,"type":"PROTOBUF","message":"k.First"}',
    ],
    [
      'a message in a message, behind a map, which is none',
      '00 00000020 040202 0a0161',
      {},
      '{"c":"a"} {"id":32,"type":"PROTOBUF","message":"k.Outer.In2"}',
    ],
    ["Confluent's JSON Schema", `00 00000021 ${json}`, {}, '{"a":1} {"id":33,"type":"JSON"}'],
    [
      'a guid in a header',
      '54',
      {__value_schema_id: `01${guidHex}`},
      `42 {"id":31,"guid":"${guid}","type":"AVRO","framing":"confluent-header"}`,
    ],
    [
      'an id in a header',
      '54',
      {__value_schema_id: '000000001f'},
      '42 {"id":31,"type":"AVRO","framing":"confluent-header"}',
    ],
    [
      'indexes of a message in a header',
      '0a0161',
      {__value_schema_id: '0000000020 040200'.replace(' ', '')},
      '{"b":"a"} {"id":32,"type":"PROTOBUF","message":"k.Outer.In1","framing":"confluent-header"}',
    ],
    ["Apicurio's 64-bit ids", '00 000000000000001f 54', {}, '42 {"id":31,"type":"AVRO","framing":"apicurio8"}'],
    [
      "Apicurio's header of contents",
      '54',
      {'apicurio.value.contentId': '000000000000001f', 'apicurio.value.encoding': text('BINARY')},
      '42 {"id":31,"type":"AVRO","framing":"apicurio-headers"}',
    ],
    [
      "Apicurio's header of versions, with JSON",
      json,
      {'apicurio.value.globalId': '0000000000000022', 'apicurio.value.encoding': text('JSON')},
      '{"a":1} {"id":34,"type":"AVRO","framing":"apicurio-headers"}',
    ],
    [
      "Apicurio's Protobuf, with the name in front",
      '00 00000020 070a05 4669727374 0a0161',
      {},
      '{"a":"a"} {"id":32,"type":"PROTOBUF","message":"k.First"}',
    ],
    [
      "Apicurio's Protobuf with headers, the name in front all the same",
      '070a05 4669727374 0a0161',
      {'apicurio.value.globalId': '0000000000000020'},
      '{"a":"a"} {"id":32,"type":"PROTOBUF","message":"k.First","framing":"apicurio-headers"}',
    ],
    [
      "Apicurio's Protobuf with the name in a header",
      '0a0161',
      {'apicurio.value.globalId': '0000000000000020', 'apicurio.protobuf.type': text('k.Outer.In2')},
      '{"b":"a"} {"id":32,"type":"PROTOBUF"}',
    ],
    ["Apicurio's Avro as JSON", `00 00000022 ${json}`, {}, '{"a":1} {"id":34,"type":"AVRO"}'],
  ])('%s', async (name, hex, headers, result) => {
    const wanted = name.includes('name in a header') ? '{"c":"a"} {"id":32,"type":"PROTOBUF","message":"k.Outer.In2","framing":"apicurio-headers"}' : result // prettier-ignore
    expect(await decoded(hex, headers)).toBe(wanted)
  })

  test.each([
    ['AWS Glue', `03 00 ${guidHex} 54`, 'glue'],
    ['AWS Glue, compressed', `03 05 ${guidHex} ${deflateSync(Buffer.from([0x54])).toString('hex')}`, 'glue'],
    ["Avro's single objects", 'c301 0102030405060708 54', 'single-object'],
  ] as const)('%s: the schema is in a file', async (_, hex, framing) => {
    const schema = {type: 'AVRO', text: '"int"', references: []} as const
    expect(await decoded(hex, {}, {framing, schema, source: undefined})).toBe(
      `42 {"type":"AVRO","framing":"${framing}"}`,
    )
    await expect(decoded(hex)).rejects.toThrow('give the schema in a file')
  })

  test("Azure's framing, bare with the id in a header, needs the schema in a file", async () => {
    const schema = {type: 'AVRO', text: '"int"', references: []} as const
    const headers = {'content-type': text('avro/binary+0123456789abcdef0123456789abcdef')}
    expect(await decoded('54', headers, {framing: 'none', schema, source: undefined})).toBe('42 {"type":"AVRO"}')
  })

  test('the header takes precedence over a prefix', async () => {
    expect(
      await decoded('54', {__value_schema_id: `01${guidHex}`, 'apicurio.value.globalId': '0000000000000022'}),
    ).toContain(guid)
    // A payload that looks as if it had a frame: 0 of a long, and four bytes more.
    await expect(decoded('00 0000001f 54', {__value_schema_id: '000000001f'})).rejects.toThrow(
      '5 bytes are left after the value',
    )
  })

  test('headers of keys are not used for values', async () => {
    const headers = {__key_schema_id: '000000001f'}
    expect(await decoded('54', headers, {field: 'key'})).toContain('42 ')
    expect(await decoded('54', headers)).toBe('as it is')
  })
})

describe('one topic may contain all framings', () => {
  test.each([
    ['text', text('plain text')],
    ['JSON', json],
    ['an empty value', ''],
    ['half a frame', '00 000000'],
    ['zeros', '00 00000000'],
    ['a negative id', '00 ffffffff 00'],
  ])('%s has no frame and stays unchanged', async (_, hex) => {
    expect(await decoded(hex)).toBe('as it is')
  })

  test.each<[string, string, string, Partial<FieldSettings>?]>([
    ['an id that is nowhere', '00 000003e8 00', 'no schema 1000'],
    ['an id of another type', '00 00000021 54', 'schema 33: it is of type JSON, and not AVRO', {serde: 'avro'}],
    ['text where everything is Avro', text('plain'), 'it names no schema (none of the known frames)', {serde: 'avro'}],
    [
      'a record of another schema',
      '00 0000001f 5454',
      '1 byte is left after the value: it was written with another schema',
    ],
    ['a windowed key', '00 0000001f 54 0000018bcfe56800', 'windowed keys of Kafka Streams and ksqlDB end with 8 more'],
    ['a message index that is not there', '00 00000020 0208', 'message index 4, where the schema has 2 messages'],
    ['fields that are encrypted', '00 00000023 54', 'it has rules (encrypt) that change what is in a record'],
  ])('%s is an error', async (_, hex, sentence, settings = {}) => {
    await expect(decoded(hex, {}, settings)).rejects.toThrow(sentence)
  })

  test('a header with another first byte is an error', async () => {
    await expect(decoded('54', {__value_schema_id: '0700'})).rejects.toThrow(
      'is neither 1 and a guid nor 0 and an id: 0700',
    )
    await expect(decoded('54', {'apicurio.value.globalId': '0700'})).rejects.toThrow(
      "Apicurio's id has 2 bytes, not 8: 0700",
    )
  })
})
