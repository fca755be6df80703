// JSON to Protobuf: the bytes that protobufjs's own encoder writes, or that are written out by hand.
import protobuf from 'protobufjs'
import {describe, expect, test} from 'vitest'
import {ByteReader} from '../../../src/lib/serdes/byte-reader.ts'
import {fieldEncoder} from '../../../src/lib/serdes/field-encoder.ts'
import {Frame} from '../../../src/lib/serdes/framing.ts'
import {protobufDecoder, protobufEncoder} from '../../../src/lib/serdes/protobuf/payload.ts'
import {parseExactJson} from '../../../src/lib/text/exact-json.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'

const text = `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/any.proto";
import "google/protobuf/field_mask.proto";
import "confluent/type/decimal.proto";
message First { string a = 1; }
message Order {
  enum State { NEW = 0; PAID = 1; OFF = -1; }
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
  repeated string names = 17;
  map<bool, Line> by_flag = 18;
  uint64 big = 19;
  sint64 signed_big = 20;
  sfixed32 small = 21;
  repeated State states = 22;
  google.protobuf.Value free = 23;
  google.protobuf.Int64Value wrapped = 24;
  google.protobuf.FieldMask mask = 25;
  confluent.type.Decimal amount = 26;
  Order inner = 200;
  repeated double unpacked = 201 [packed = false];
  bool yes = 202;
  uint32 plain = 203;
  repeated bytes blobs = 204;
}`
const schema = {type: 'PROTOBUF', text, references: []} as const
const encode = async (json: string, message = 'shop.Order') =>
  (await fieldEncoder({schema, form: 'plain', message}))(json).toString('hex')

const whole = (() => {
  const all = new protobuf.Root()
  for (const name of ['timestamp', 'wrappers', 'struct', 'duration', 'any', 'field_mask'])
    all.addJSON(protobuf.common.get(`google/protobuf/${name}.proto`)?.nested ?? {})
  protobuf.parse('syntax = "proto3"; package confluent.type; message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }', all, {keepCase: true}) // prettier-ignore
  protobuf.parse(text, all, {keepCase: true})
  return all
})()
function theirs(value: object, type = 'shop.Order'): string {
  const kind = whole.lookupType(type)
  return Buffer.from(kind.encode(kind.fromObject(value)).finish()).toString('hex')
}

describe('the bytes are those of another implementation', () => {
  test.each<[string, object, object?]>([
    ['numbers', {order_id: '9007199254740993', state: 1, price: 1.1, weight: 1.1, hash: '18446744073709551615'}],
    ['signs', {order_id: '-1', deltas: [-1, 2, -3], signed_big: '-9223372036854775808', small: -5}],
    ['the largest', {big: '18446744073709551615', plain: 4294967295, signed_big: '9223372036854775807'}],
    ['messages in messages', {lines: [{sku: 'a', count: -2}, {}], inner: {inner: {card: ''}}}],
    ['maps', {stock: {x: 1, y: 0}, by_flag: {true: {sku: 'z'}, false: {}}}],
    ['an optional field with its default', {maybe: 0}],
    ['defaults are left out', {order_id: 0, price: 0, yes: false, state: 0}],
    ['a symbol below 0, and one that is no symbol', {state: -1, states: [0, 1, 77]}],
    ['numbers that are not packed', {unpacked: [1, 0, 2.5]}],
    ['text beyond ASCII', {names: ['ü', '', '\u{1f600}']}],
    ['long', {names: ['x'.repeat(300)], lines: [{sku: 'y'.repeat(20_000)}]}],
    ['times', {paid_at: '2026-11-29T21:05:26.971Z'}, {paid_at: {seconds: '1795986326', nanos: 971_000_000}}],
    ['times before 1970', {paid_at: '1969-12-31T23:59:58.5Z'}, {paid_at: {seconds: '-2', nanos: 500_000_000}}],
    ['durations', {took: '-3.500s'}, {took: {seconds: -3, nanos: -500_000_000}}],
    [
      'wrappers',
      {note: 'hi', wrapped: '9007199254740993'},
      {note: {value: 'hi'}, wrapped: {value: '9007199254740993'}},
    ],
    ['an empty wrapper', {note: ''}, {note: {}}],
    ['bytes', {token: Buffer.from('b').toString('base64')}, {token: Buffer.from('b')}],
    ['field masks', {mask: 'orderId,paidAt.x'}, {mask: {paths: ['order_id', 'paid_at.x']}}],
    ['decimals', {amount: '-12.34'}, {amount: {value: Buffer.from('fb2e', 'hex'), precision: 4, scale: 2}}],
    [
      'JSON in Protobuf',
      {extra: {a: [1, null, true], b: ':x', c: {d: 'e'}}, free: null},
      {
        extra: {
          fields: {
            a: {listValue: {values: [{numberValue: 1}, {nullValue: 0}, {boolValue: true}]}},
            b: {stringValue: ':x'},
            c: {structValue: {fields: {d: {stringValue: 'e'}}}},
          },
        },
        free: {nullValue: 0},
      },
    ],
  ])('%s', async (_, json, same = json) => {
    expect(await encode(JSON.stringify(json))).toBe(theirs(same))
  })

  test('Any contains a message of the schema, or bytes', async () => {
    const value = Buffer.from(theirs({a: 'x'}, 'shop.First'), 'hex')
    const url = 'type.googleapis.com/shop.First'
    expect(await encode(`{"any":{"@type":"${url}","a":"x"}}`)).toBe(theirs({any: {type_url: url, value}}))
    expect(await encode(`{"any":{"@type":"${url}"}}`)).toBe(theirs({any: {type_url: url}}))
    expect(await encode(`{"any":{"@type":"x/other.Type","value":"${value.toString('base64')}"}}`)).toBe(
      theirs({any: {type_url: 'x/other.Type', value}}),
    )
  })

  test('numbers in JSON keep all digits, and names are those of the file', async () => {
    expect(await encode('{"orderId":9007199254740993}')).toBe(theirs({order_id: '9007199254740993'}))
    expect(await encode('{"order_id":9007199254740993,"big":18446744073709551615}')).toBe(
      theirs({order_id: '9007199254740993', big: '18446744073709551615'}),
    )
    expect(await encode('{"price":"1.5","weight":"NaN","orderId":null}')).toBe(theirs({price: 1.5, weight: NaN}))
  })

  test('proto2 is supported: groups, extensions, zeros that were set', async () => {
    const old =
      'syntax = "proto2"; package old; message M { optional group Inner = 1 { optional int32 x = 2; } extensions 100 to 200; required string s = 3; optional int32 n = 4; } extend M { optional int32 more = 100; }'
    const encoder = await fieldEncoder({schema: {type: 'PROTOBUF', text: old, references: []}, form: 'plain'})
    expect(encoder('{"inner":{"x":5},"s":"a","n":0,"[old.more]":7}').toString('hex')).toBe('0b10050c1a01612000a00607')
    expect(() => encoder('{"n":1}')).toThrow('s: it is missing, and the schema says required')
  })
})

test('null is a value in lists of Value, and in a member of a oneof', async () => {
  const proto =
    'syntax = "proto3"; import "google/protobuf/struct.proto"; message M { repeated google.protobuf.Value vs = 1; oneof o { google.protobuf.NullValue none = 2; int32 some = 3; } }'
  const encoder = await fieldEncoder({schema: {type: 'PROTOBUF', text: proto, references: []}, form: 'plain'})
  expect(encoder('{"vs":[null,true],"none":null}').toString('hex')).toBe('0a0208000a0220011000')
})

/** Java's form, for the drop-ins: what JsonFormat takes beyond the above is in java.test.ts. */
test.each([
  ['{"orderId":"x"}', 'order_id: "x", expected an int64'],
  ['{"orderId":9223372036854775808}', 'order_id: 9223372036854775808 is beyond int64'],
  ['{"plain":-1}', 'plain: -1 is beyond uint32'],
  ['{"signedBig":"x"}', 'signed_big: "x", expected a sint64'],
  ['{"state":"PIAD"}', 'state: "PIAD" is not a value of State: is PAID meant?'],
  ['{"state":"constructor"}', 'state: "constructor" is not a value of State: NEW, PAID, OFF'],
  ['{"yes":1}', 'yes: 1, expected a boolean'],
  ['{"card":"a","token":"YQ=="}', 'card and token are both there, and only one of them can be'],
  ['{"order_id":1,"orderId":2}', 'order_id is given twice, by both of its names'],
  ['{"names":["a",null]}', 'names[1]: null in a list, which Protobuf has no place for'],
  ['{"weight":1e39}', 'weight: 1e+39 is too large for a float'],
  ['{"any":{"@type":"x/other.Type"}}', 'any: the type x/other.Type of an Any is not in the schema'],
])("Java's form: %s does not fit, and the error says why", async (json, message) => {
  const {write} = await protobufEncoder(schema, {message: 'shop.Order', framed: false, reads: 'java'})
  expect(() => write(parseExactJson(json), new TextBuffer(64))).toThrow(message)
})

test('what is decoded is encoded to the same bytes', async () => {
  const form = {form: 'plain', logical: true, longs: 'number', protoDefaults: false, protoNames: 'json', validate: false} as const // prettier-ignore
  const decoder = await protobufDecoder(schema, form, 'shop.Order')
  const hex = theirs({order_id: '-7', lines: [{sku: 'a'}], stock: {b: 2, a: 1}, paid_at: {seconds: 5}, inner: {deltas: [1]}, blobs: [Buffer.from([0, 255])]}) // prettier-ignore
  const bytes = Buffer.from(hex, 'hex')
  const to = new TextBuffer(16)
  decoder.decode(new ByteReader().open(bytes, 0, bytes.length), to, new Frame('none', 'value'))
  expect(await encode(to.take().toString())).toBe(hex)
})

describe('the payload begins with an id and the indexes of its message', () => {
  const registered = {...schema, id: 31} as const
  test.each([
    ['shop.First', '000000001f000a0161', '{"a":"a"}'],
    [undefined, '000000001f000a0161', '{"a":"a"}'],
    ['shop.Order', '000000001f020208 07'.replace(' ', ''), '{"orderId":7}'],
    ['shop.Order.Line', '000000001f0402000a0161', '{"sku":"a"}'],
    ['shop.Order.Line.Deep', '000000001f060200000801', '{"yes":true}'],
  ])('%s', async (message, hex, json) => {
    expect((await fieldEncoder({schema: registered, form: 'plain', message}))(json).toString('hex')).toBe(hex)
  })

  test('a message of an imported file, and a missing one, are refused', async () => {
    await expect(fieldEncoder({schema: registered, form: 'plain', message: 'google.protobuf.Any'})).rejects.toThrow(
      'google.protobuf.Any is of an imported file',
    )
    await expect(fieldEncoder({schema, form: 'plain', message: 'shop.None'})).rejects.toThrow(
      'the schema has no message shop.None; it has shop.First, shop.Order, shop.Order.Line, shop.Order.Line.Deep',
    )
  })
})

test.each([
  ['{"orderId":"x"}', 'order_id: "x", expected an int64'],
  ['{"orderId":9223372036854775808}', 'order_id: 9223372036854775808 does not fit into an int64 of 64 bits'],
  ['{"plain":-1}', 'plain: -1, expected a uint32'],
  ['{"plain":4294967296}', 'plain: 4294967296 is more than a uint32 holds'],
  ['{"lines":[{"sku":"a"},{"sku":7}]}', 'lines[1].sku: 7, expected a string'],
  ['{"stock":{"x":"y"}}', 'stock.x: "y", expected an int32'],
  ['{"state":"GONE"}', 'state: "GONE" is not a symbol of State: NEW, PAID, OFF'],
  ['{"card":"a","token":"YQ=="}', 'card and token are both there, and only one of them can be'],
  ['{"ordrId":1}', "Order has no field 'ordrId': is orderId meant?"],
  ['{"111":1}', 'field 111 is not in the schema of Order: JSON does not say how to write it back'],
  ['{"names":["a",null]}', 'names[1]: null in a list, which Protobuf has no place for'],
  ['{"paidAt":"yesterday"}', 'paid_at: "yesterday", expected a time (2026-03-01T10:15:30.123456789Z)'],
  ['{"weight":1e39}', 'weight: 1e+39 is too large for a float'],
  ['[1]', 'an array, expected an object (Order)'],
  ['{"order_id":1,"orderId":2}', 'order_id is given twice, by both of its names'],
  ['{"stock":{"x":null}}', 'stock.x: null in a map, which Protobuf has no place for'],
  ['{"state":"constructor"}', '"constructor" is not a symbol of State: NEW, PAID, OFF'],
  ['{"took":"315576000001s"}', 'took: "315576000001s" is more than 10,000 years'],
  ['{"any":{"a":1}}', 'any: "@type" is missing, which says what it is'],
  ['{"extra":{"a":[1,"\\ud800"]}}', 'extra.a[1]: a string with half a character, which is not UTF-8'],
  ['{"token":"?"}', 'token: "?", expected bytes in base64'],
])('%s does not fit, and the error says why', async (json, message) => {
  await expect(encode(json)).rejects.toThrow(message)
})
