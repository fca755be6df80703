// Protobuf: bytes that protobufjs's own encoder wrote, or written out by hand, become JSON.
import protobuf from 'protobufjs'
import {describe, expect, test} from 'vitest'
import {ByteReader} from '../../../src/lib/serdes/byte-reader.ts'
import {Frame} from '../../../src/lib/serdes/framing.ts'
import type {DecodedForm} from '../../../src/lib/serdes/payload.ts'
import {protobufDecoder} from '../../../src/lib/serdes/protobuf/payload.ts'
import {rawProtobufToJson} from '../../../src/lib/serdes/protobuf/raw.ts'
import {parseProtobuf} from '../../../src/lib/serdes/protobuf/schema.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'

const form: DecodedForm = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: false} // prettier-ignore

const shop = `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/any.proto";
message First { string a = 1; }
message Order {
  enum State { NEW = 0; PAID = 1; }
  message Line { string sku = 1; int32 count = 2; message Deep { bool yes = 1; } }
  int64 order_id = 1;
  repeated Line lines = 2;
  State state = 3;
  map<string, int32> stock = 4;
  google.protobuf.Timestamp paid_at = 5;
  oneof how { string card = 6; bytes token = 7; }
  repeated sint32 deltas = 8;
  double price = 9;
  google.protobuf.StringValue note = 10;
  google.protobuf.Struct extra = 11;
  google.protobuf.Duration took = 12;
  google.protobuf.Any any = 13;
  float weight = 14;
  fixed64 hash = 15;
  optional int32 maybe = 16;
}`

function encoded(type: string, value: object): Buffer {
  const kind = whole.lookupType(type)
  return Buffer.from(kind.encode(kind.fromObject(value)).finish())
}
const whole = (() => {
  const all = new protobuf.Root()
  for (const name of ['timestamp', 'wrappers', 'struct', 'duration', 'any'])
    all.addJSON(protobuf.common.get(`google/protobuf/${name}.proto`)?.nested ?? {})
  protobuf.parse(shop, all, {keepCase: true})
  return all
})()

async function decode(
  bytes: Buffer,
  options: {framing?: 'confluent'; form?: Partial<DecodedForm>; message?: string; schema?: string} = {},
) {
  const schema = {type: 'PROTOBUF', text: options.schema ?? shop, references: []} as const
  const decoder = await protobufDecoder(schema, {...form, ...options.form}, options.message)
  const frame = new Frame(options.framing ?? 'none', 'value')
  frame.read(bytes, 0, bytes.length, {headerCount: 0, header: () => undefined})
  const to = new TextBuffer(16)
  const name = decoder.decode(new ByteReader().open(bytes, frame.start, bytes.length), to, frame)
  return {name, json: to.take().toString()}
}
const order = async (value: object, options: Parameters<typeof decode>[1] = {}) =>
  (await decode(encoded('shop.Order', value), {message: 'shop.Order', ...options})).json

describe('a message', () => {
  test('has its fields in the order of their numbers, with all digits of 64 bits', async () => {
    const value = {
      order_id: '9007199254740993',
      lines: [{sku: 'a', count: -2}, {sku: 'b'}],
      state: 1,
      stock: {x: 1, y: 0},
      card: 'visa',
      deltas: [-1, 2, -3],
      price: 1.1,
      weight: 1.1,
      hash: '18446744073709551615',
    }
    expect(await order(value)).toBe(
      '{"orderId":9007199254740993,"lines":[{"sku":"a","count":-2},{"sku":"b"}],"state":"PAID","stock":{"x":1,"y":0},"card":"visa","deltas":[-1,2,-3],"price":1.1,"weight":1.1,"hash":18446744073709551615}',
    )
    expect(await order({order_id: '7'}, {form: {longs: 'string', protoNames: 'original'}})).toBe('{"order_id":"7"}')
  })

  test("has Google's types in their own JSON forms", async () => {
    expect(await order({paid_at: {seconds: '1795986326', nanos: 971_000_000}})).toBe(
      '{"paidAt":"2026-11-29T21:05:26.971Z"}',
    )
    expect(await order({took: {seconds: -3, nanos: -500_000_000}})).toBe('{"took":"-3.500s"}')
    expect(await order({note: {value: 'hi'}})).toBe('{"note":"hi"}')
    expect(await order({note: {}})).toBe('{"note":""}')
    const extra = {
      fields: {a: {listValue: {values: [{numberValue: 1}, {nullValue: 0}, {boolValue: true}]}}, b: {stringValue: ':x'}},
    }
    expect(await order({extra})).toBe('{"extra":{"a":[1,null,true],"b":":x"}}')
    const inner = encoded('shop.First', {a: 'x'})
    expect(await order({any: {type_url: 'type.googleapis.com/shop.First', value: inner}})).toBe(
      '{"any":{"@type":"type.googleapis.com/shop.First","a":"x"}}',
    )
    expect(await order({any: {type_url: 'x/other.Type', value: inner}})).toBe(
      `{"any":{"@type":"x/other.Type","value":"${inner.toString('base64')}"}}`,
    )
  })

  test("has the fields of a message in an Any, even if it is one of Google's", async () => {
    const proto = 'syntax = "proto3"; import "google/protobuf/any.proto"; import "google/protobuf/empty.proto"; import "google/protobuf/duration.proto"; message M { google.protobuf.Any any = 1; google.protobuf.Empty none = 2; google.protobuf.Duration some = 3; }' // prettier-ignore
    const url = Buffer.from('type.googleapis.com/google.protobuf.Empty')
    const bytes = Buffer.concat([Buffer.from([0x0a, url.length + 2, 0x0a, url.length]), url])
    expect((await decode(bytes, {schema: proto})).json).toBe(
      '{"any":{"@type":"type.googleapis.com/google.protobuf.Empty"}}',
    )
  })

  test.each([
    [{took: {seconds: 1, nanos: -1}}, 'a duration of 1 seconds and -1 nanoseconds'],
    [{took: {seconds: 1, nanos: 1_000_000_000}}, 'a duration of 1 seconds and 1000000000 nanoseconds'],
    [{took: {seconds: '315576000001'}}, 'a duration of 315576000001 seconds'],
    [{paid_at: {seconds: 1, nanos: -1}}, 'a time with -1 nanoseconds'],
    [{paid_at: {seconds: '253402300800'}}, '253402300800 seconds are beyond the calendar'],
    [{paid_at: {seconds: '-62135596801'}}, '-62135596801 seconds are beyond the calendar'],
  ])('an invalid time is an error: %j', async (value, why) => {
    await expect(order(value)).rejects.toThrow(why)
  })

  test('has missing fields with --proto-defaults, except those that can be absent', async () => {
    const json = await order({}, {form: {protoDefaults: true}})
    expect(JSON.parse(json)).toEqual({
      orderId: 0,
      lines: [],
      state: 'NEW',
      stock: {},
      deltas: [],
      price: 0,
      weight: 0,
      hash: 0,
    })
  })

  test('keeps fields and symbols that the schema does not have', async () => {
    const bytes = Buffer.from('1807 f80601 8a0702686a'.replaceAll(' ', ''), 'hex')
    expect((await decode(bytes, {message: 'shop.Order'})).json).toBe('{"state":7,"111":1,"113":"hj"}')
  })

  test('uses the last of several members of a oneof, and merges parts of a message', async () => {
    const two = Buffer.concat([encoded('shop.Order', {card: 'a'}), encoded('shop.Order', {token: Buffer.from('b')})])
    expect((await decode(two, {message: 'shop.Order'})).json).toBe('{"token":"Yg=="}')
    const parts = Buffer.concat([
      encoded('shop.Order', {paid_at: {seconds: 1}}),
      encoded('shop.Order', {paid_at: {nanos: 1000}}),
    ])
    expect((await decode(parts, {message: 'shop.Order'})).json).toBe('{"paidAt":"1970-01-01T00:00:01.000001Z"}')
  })

  test('may have unpacked numbers where packed ones are expected', async () => {
    expect((await decode(Buffer.from('40014002', 'hex'), {message: 'shop.Order'})).json).toBe('{"deltas":[-1,1]}')
  })

  test('of proto2 has groups, extensions and defaults of its own', async () => {
    const schema =
      'syntax = "proto2"; package old; message M { optional group Inner = 1 { optional int32 x = 2; } extensions 100 to 200; required string s = 3; } extend M { optional int32 more = 100; }'
    const {json} = await decode(Buffer.from('0b10050c 1a0161 a00607'.replaceAll(' ', ''), 'hex'), {schema})
    expect(json).toBe('{"inner":{"x":5},"s":"a","[old.more]":7}')
  })
})

describe('finding the message', () => {
  const line = '0a0161'
  const head = '0000000001'
  test.each([
    ['the short form of the first', `${head}00${line}`, 'shop.First', '{"a":"a"}'],
    ['the long form of the first, as Apicurio writes it', `${head}0200${line}`, 'shop.First', '{"a":"a"}'],
    ['a nested one', `${head}040200${line}`, 'shop.Order.Line', '{"sku":"a"}'],
    ['one nested twice', `${head}060200000801`, 'shop.Order.Line.Deep', '{"yes":true}'],
    ["Apicurio's name", `${head}070a054669727374${line}`, 'shop.First', '{"a":"a"}'],
    ['an empty message', `${head}00`, 'shop.First', '{}'],
  ])('%s', async (_, hex, name, json) => {
    expect(await decode(Buffer.from(hex, 'hex'), {framing: 'confluent'})).toEqual({name, json})
  })

  test.each([
    ['an index that is not there', `${head}020a${line}`, 'message index 5, where the schema has 2 messages'],
    ['a negative index', `${head}0201${line}`, 'message index -1, where the schema has 2 messages'],
    ['a negative number of them', `${head}01${line}`, '-1 message indexes in front of the message'],
    ['half a message', `${head}000a05`, '5 bytes are announced, and 0 are left'],
  ])('%s is an error', async (_, hex, message) => {
    await expect(decode(Buffer.from(hex, 'hex'), {framing: 'confluent'})).rejects.toThrow(message)
  })
})

describe('decoding without a schema', () => {
  test('shows fields by number', () => {
    const bytes = encoded('shop.Order', {order_id: 42, lines: [{sku: 'a', count: 7}], price: 1.5, card: 'visa'})
    const to = new TextBuffer(16)
    rawProtobufToJson(bytes, 0, bytes.length, to)
    expect(to.take().toString()).toBe(
      '{"1":42,"2":{"1":"a","2":7},"6":"visa","9":{"fixed64":4609434218613702656,"double":1.5}}',
    )
  })

  test.each(['0a', '0aff', '0b', '0c', '00', 'ffffffffffffffffffff01', '0b'.repeat(2000)])('%s is an error', (hex) => {
    const bytes = Buffer.from(hex, 'hex')
    expect(() => rawProtobufToJson(bytes, 0, bytes.length, new TextBuffer(16))).toThrow(
      expect.objectContaining({name: 'DecodeError'}),
    )
  })
})

describe('a schema that cannot be used is an error with the reason', () => {
  test.each([
    ['message {', /^the Protobuf schema cannot be read: /],
    [
      'syntax = "proto3"; import "other.proto"; message A { }',
      'the Protobuf schema imports other.proto, which is neither registered with it nor built in (of a file: see --proto-path)',
    ],
    ['syntax = "proto3"; message A { Other b = 1; }', /^the Protobuf schema cannot be resolved: /],
    ['syntax = "proto3";', 'the Protobuf schema has no message'],
  ])('%s', async (schema, message) => {
    await expect(decode(Buffer.alloc(0), {schema})).rejects.toThrow(message)
  })
})

describe('the order of the fields does not change the JSON', () => {
  const shuffled = (bytes: Buffer): Buffer => {
    // Parts at the top, of this message: tag and value each.
    const reader = protobuf.Reader.create(bytes)
    const parts: Buffer[] = []
    while (reader.pos < reader.len) {
      const start = reader.pos
      reader.skipType(reader.uint32() & 7)
      parts.push(bytes.subarray(start, reader.pos))
    }
    const repeated = parts.filter((part) => part[0] === 0x12 || part[0] === 0x22)
    const others = parts.filter((part) => part[0] !== 0x12 && part[0] !== 0x22)
    return Buffer.concat([...others.toReversed(), ...repeated])
  }

  test.each<[string, object]>([
    ['scalars', {order_id: '-9007199254740993', state: 1, price: 1234.56, weight: 1.1, hash: '7', maybe: 0}],
    ['numbers with few and many digits', {price: 0.07, deltas: [-1, 64, -65], order_id: '4503599627370497'}],
    ['more numbers', {price: -1e-7, lines: [{count: -1}]}],
    ['maps and lists', {lines: [{sku: 'a"\n'}, {}, {sku: 'ü'}], stock: {b: 1, a: 0}}],
    [
      'special types',
      {paid_at: {seconds: '-62135596800'}, note: {value: 'x'}, took: {seconds: 1}, extra: {fields: {}}},
    ],
    ['one of several', {token: Buffer.from('x'), order_id: 1}],
  ])('%s', async (_, value) => {
    const bytes = encoded('shop.Order', value)
    for (const options of [{}, {longs: 'string', protoNames: 'original'}] as const) {
      const straight = await decode(bytes, {message: 'shop.Order', form: options})
      expect(await decode(shuffled(bytes), {message: 'shop.Order', form: options})).toEqual(straight)
      expect(() => JSON.parse(straight.json) as unknown).not.toThrow()
    }
  })

  test.each([
    ['an empty packed part before another', '4200 4001', '{"deltas":[-1]}'],
    ['packed parts', '420101 420102', '{"deltas":[-1,1]}'],
    ['a key of a map twice', '22050a01781001 22050a01781002', '{"stock":{"x":2}}'],
    ['an entry of a map without its key, and one without its value', '22021001 22030a0178', '{"stock":{"":1,"x":0}}'],
    ['a tag of ten bytes', '80808080808080808001 00', undefined],
    ['field 0', '0001', undefined],
    ['a message that ends in the middle', '12050a0161', undefined],
    ['a nested message that goes beyond its end', '12020a05 6162636465', undefined],
  ])('%s', async (_, hex, json) => {
    const decoding = decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'), {message: 'shop.Order'})
    if (json === undefined) await expect(decoding).rejects.toThrow(expect.objectContaining({name: 'DecodeError'}))
    else expect((await decoding).json).toBe(json)
  })
})

describe('schemas of all kinds', () => {
  const read = async (
    schema: string,
    hex: string,
    references: Parameters<typeof protobufDecoder>[0]['references'] = [],
  ) => {
    const decoder = await protobufDecoder({type: 'PROTOBUF', text: schema, references}, form)
    const bytes = Buffer.from(hex, 'hex')
    const to = new TextBuffer(16)
    decoder.decode(new ByteReader().open(bytes, 0, bytes.length), to, new Frame('none', 'value'))
    return to.take().toString()
  }

  test.each([
    [
      'edition 2023, with presence and groups of its own',
      'edition = "2023"; message M { int32 a = 1; In b = 2 [features.message_encoding = DELIMITED]; } message In { int32 x = 1; }',
      '0800 13080514',
      '{"a":0,"b":{"x":5}}',
    ],
    [
      "Google's common types",
      'syntax = "proto3"; import "google/type/money.proto"; import "google/type/date.proto"; message M { google.type.Money m = 1; google.type.Date d = 2; }',
      '0a070a0345555210 05 120508ea0f1001',
      '{"m":{"currencyCode":"EUR","units":5},"d":{"year":2026,"month":1}}',
    ],
    [
      "Confluent's, with options that say nothing of the payload",
      'syntax = "proto3"; import "confluent/meta.proto"; import "confluent/type/decimal.proto"; message M { confluent.type.Decimal d = 1 [(confluent.field_meta).doc = "x"]; }',
      '0a080a02fb2e10041802',
      '{"d":"-12.34"}',
    ],
    [
      'public imports and weak ones',
      'syntax = "proto3"; import public "google/protobuf/empty.proto"; message M { google.protobuf.Empty e = 1; }',
      '0a00',
      '{"e":{}}',
    ],
  ])('%s', async (_, schema, hex, json) => {
    expect(await read(schema, hex.replaceAll(' ', ''))).toBe(json)
  })

  test('schemas registered beside it are found, two levels deep', async () => {
    const leaf = {
      name: 'leaf.proto',
      subject: 'l',
      version: 1,
      text: 'syntax = "proto3"; package l; message Leaf { int32 n = 1; }',
      references: [],
    }
    const mid = {
      name: 'mid.proto',
      subject: 'm',
      version: 1,
      text: 'syntax = "proto3"; package m; import "leaf.proto"; message Mid { l.Leaf leaf = 1; }',
      references: [leaf],
    }
    const schema =
      'syntax = "proto3"; import "mid.proto"; import "leaf.proto"; message M { m.Mid mid = 1; l.Leaf leaf = 2; }'
    expect(await read(schema, '0a040a020801 12020802'.replace(' ', ''), [mid, leaf])).toBe(
      '{"mid":{"leaf":{"n":1}},"leaf":{"n":2}}',
    )
  })
})

test.each([
  ['AAAA', 'the Protobuf schema is neither text nor a compiled file: '],
  ['CgFhEgFh', 'the Protobuf schema has no message'],
])('%s, registered as a compiled file, is an error with the reason', async (text, words) => {
  await expect(parseProtobuf({type: 'PROTOBUF', text, references: []})).rejects.toThrow(words)
})
