// The plain form, as a user reads and writes it, and what is wrong in words.
import {describe, expect, test} from 'vitest'
import {avroToJson, type AvroJsonOptions} from '../../../src/lib/serdes/avro/decode.ts'
import {jsonToAvro} from '../../../src/lib/serdes/avro/encode.ts'
import {parseAvroSchema} from '../../../src/lib/serdes/avro/schema.ts'
import {ByteReader} from '../../../src/lib/serdes/byte-reader.ts'
import {parseExactJson} from '../../../src/lib/text/exact-json.ts'
import {TextBuffer} from '../../../src/lib/text/text-buffer.ts'

const plain: AvroJsonOptions = {form: 'plain', logical: true, longs: 'number'}

function decode(schema: unknown, hex: string, options: Partial<AvroJsonOptions> = {}): string {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const to = new TextBuffer(16)
  const type = parseAvroSchema(JSON.stringify(schema))
  avroToJson(type, {...plain, ...options})(new ByteReader().open(bytes, 0, bytes.length), to)
  return to.take().toString()
}

function encode(schema: unknown, json: string, form: 'plain' | 'standard' = 'plain'): string {
  const to = new TextBuffer(16)
  jsonToAvro(parseAvroSchema(JSON.stringify(schema)), {form})(parseExactJson(json), to)
  return to.take().toString('hex')
}

const record = (fields: Readonly<Record<string, unknown>>, name = 'shop.Order') => ({
  type: 'record',
  name,
  fields: Object.entries(fields).map(([field, type]) => ({name: field, type})),
})
const withDefaults = {
  type: 'record',
  name: 'D',
  fields: [
    {name: 'a', type: 'int'},
    {name: 'b', type: ['null', 'string'], default: null},
    {name: 'c', type: ['string', 'null'], default: 'x'},
    {name: 'd', type: 'bytes', default: 'ÿ'},
    {name: 'e', type: {type: 'array', items: 'int'}, default: [1]},
  ],
}
const price = {type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2}

describe('reading Avro', () => {
  test('a 64-bit id keeps all of its digits, as a number or as text', () => {
    // zigzag of 9007199254740993 is 18014398509481986
    expect(decode('long', '82808080808080 20')).toBe('9007199254740993')
    expect(decode('long', '82808080808080 20', {longs: 'string'})).toBe('"9007199254740993"')
    expect(decode('long', 'ffffffffffffffffff01')).toBe('-9223372036854775808')
    expect(decode('long', 'feffffffffffffffff01')).toBe('9223372036854775807')
  })

  test('floats have no more digits than were written, and values that JSON lacks are text', () => {
    expect(decode('float', 'cdcc8c3f')).toBe('1.1')
    expect(decode('double', '9a9999999999f13f')).toBe('1.1')
    expect(decode('float', '0000c07f')).toBe('"NaN"')
    expect(decode('double', '000000000000f0ff')).toBe('"-Infinity"')
    expect(decode('double', '0000000000000080')).toBe('-0')
  })

  test('a decimal is readable, or with raw the base64 of its bytes', () => {
    expect(decode(price, '04 fb2e')).toBe('"-12.34"')
    expect(decode(price, '04 fb2e', {logical: false})).toBe('"+y4="')
  })

  test('a logical type beside the type, and one that does not fit, are ignored', () => {
    const beside = {type: 'record', name: 'R', fields: [{name: 'at', type: 'long', logicalType: 'timestamp-millis'}]}
    expect(decode(beside, '02')).toBe('{"at":1}')
    expect(decode({...price, precision: 0}, '04 fb2e')).toBe('"+y4="')
    expect(decode({type: 'string', logicalType: 'date'}, '0261')).toBe('"a"')
  })

  test('a union is the value alone; the standard form names the branch', () => {
    const union = ['null', 'string', record({a: 'int'})]
    expect(decode(union, '02 04 6869')).toBe('"hi"')
    expect(decode(union, '04 06')).toBe('{"a":3}')
    expect(decode(union, '04 06', {form: 'standard'})).toBe('{"shop.Order":{"a":3}}')
  })

  test('a schema may refer to types of other schemas', () => {
    const money = JSON.stringify(record({cents: 'long'}, 'shop.Money'))
    const type = parseAvroSchema(JSON.stringify(record({price: 'Money'})), [money])
    const to = new TextBuffer(16)
    avroToJson(type, plain)(new ByteReader().open(Buffer.from('06', 'hex'), 0, 1), to)
    expect(to.take().toString()).toBe('{"price":{"cents":3}}')
  })

  test.each([
    ['the bytes end', record({id: 'long', name: 'string'}), '02', 'name: the bytes end in the middle of it'],
    [
      'a string is longer than the record',
      record({name: 'string'}),
      '7e 41',
      'name: 63 bytes are announced, and 1 is left',
    ],
    ['a length is negative', record({name: 'string'}), '01', 'name: a length of -1'],
    [
      'a symbol is unknown',
      record({s: {type: 'enum', name: 'S', symbols: ['A']}}),
      '04',
      's: symbol 2 of shop.S, which has 1',
    ],
    ['a branch is unknown', record({u: ['null', 'int']}), '08', 'u: branch 4 of a union of 2'],
    [
      'a string is not UTF-8',
      record({n: {type: 'array', items: 'string'}}),
      '02 02 ff',
      'n[0]: a string that is not UTF-8',
    ],
    ['an int is larger than 32 bits', 'int', '8080808020', '4294967296 is not a 32-bit integer'],
    ['a boolean is 7', 'boolean', '07', '7 is neither true (1) nor false (0)'],
    [
      'a map has a broken value',
      record({m: {type: 'map', values: 'int'}}),
      '02 06 612e62',
      'm["a.b"]: the bytes end in the middle of it',
    ],
  ])('%s: the error names the field', (_, schema, hex, message) => {
    expect(() => decode(schema, hex)).toThrow(expect.objectContaining({name: 'DecodeError', message}))
  })
})

describe('an attack or damage ends in an error at once', () => {
  const empty = record({}, 'E')
  test.each([
    ['a block of 2^60 numbers', {type: 'array', items: 'int'}, '80808080808080 8020', /items are announced in 0 bytes/],
    [
      'a block of 2^60 nulls',
      {type: 'array', items: 'null'},
      '80808080808080 8020',
      /items without a byte of their own/,
    ],
    [
      'a block of 2^60 empty records',
      {type: 'array', items: empty},
      '80808080808080 8020',
      /without a byte of their own/,
    ],
    [
      'a million small blocks of nulls',
      {type: 'array', items: {type: 'array', items: 'null'}},
      `8080 04${'80808001 00'.repeat(64)}`,
      /without a byte|announced/,
    ],
    ['a number that does not end', 'long', 'ff'.repeat(12), 'a number that does not end: it has more than 10 bytes'],
    [
      'a record inside of itself, for ever',
      {type: 'record', name: 'R', fields: [{name: 'r', type: 'R'}]},
      '',
      /more than 512 deep/,
    ],
    [
      'a list of 100,000 nodes',
      {type: 'record', name: 'R', fields: [{name: 'r', type: ['null', 'R']}]},
      '02'.repeat(100_000),
      /more than 512 deep/,
    ],
  ])('%s', (_, schema, hex, message) => {
    expect(() => decode(schema, hex)).toThrow(expect.objectContaining({name: 'DecodeError'}))
    expect(() => decode(schema, hex)).toThrow(message)
  })

  test('400,000 records without bytes, each with a long text, are refused', () => {
    const names = Array.from({length: 40}, (_, n) => ['a_field_with_a_long_name_'.repeat(4) + n, 'null'])
    const items = record(Object.fromEntries(names), 'W')
    expect(() => decode({type: 'array', items}, '80ea3000')).toThrow('more than 16 MiB of text out of one record')
  })

  test('records without bytes that double with each level are refused', () => {
    const levels: unknown[] = [record({}, 'L0')]
    for (let n = 1; n <= 40; n++) levels.push(record({a: n === 1 ? levels[0] : `L${n - 1}`, b: `L${n - 1}`}, `L${n}`))
    const others = levels.slice(1, -1).map((each) => JSON.stringify(each))
    const type = parseAvroSchema(JSON.stringify(levels.at(-1)), others)
    const write = avroToJson(type, plain)
    expect(() => write(new ByteReader().open(Buffer.alloc(0), 0, 0), new TextBuffer(16))).toThrow(/without a byte/)
  })
})

describe('writing Avro', () => {
  test('unions take the only branch that fits, or the one that is named', () => {
    expect(encode(['null', 'string'], 'null')).toBe('00')
    expect(encode(['null', 'string'], '"a"')).toBe('020261')
    expect(encode(['null', 'string'], '{"string":"a"}')).toBe('020261')
    expect(encode(['int', 'double'], '5')).toBe('000a')
    expect(encode(['int', 'double'], '0.5')).toBe('02000000000000e03f')
    expect(encode(['string', record({string: 'int'})], '{"string":1}')).toBe('0202')
    expect(() => encode(['int', 'long'], '5')).toThrow('5 may be int or long: say which, as in {"int": …}')
    expect(() => encode(['int', 'string'], 'true')).toThrow('true fits none of int, string')
    expect(() => encode(['null', 'string'], '"a"', 'standard')).toThrow(
      '"a" does not say its branch: write {"string": …}',
    )
  })

  test('defaults stand in for fields that are missing', () => {
    expect(encode(withDefaults, '{"a":1}')).toBe('02 00 00 0278 02ff 020200'.replaceAll(' ', ''))
  })

  test('64-bit numbers, decimals and times may be text', () => {
    expect(encode('long', '"9007199254740993"')).toBe('8280808080808020')
    expect(encode('long', '9007199254740993')).toBe('8280808080808020')
    expect(encode(price, '-12.34')).toBe('04fb2e')
    expect(encode(price, '"-12.340"')).toBe('04fb2e')
    expect(encode({type: 'int', logicalType: 'date'}, '"1970-01-03"')).toBe('04')
    expect(encode({type: 'int', logicalType: 'date'}, '2')).toBe('04')
    expect(encode({type: 'long', logicalType: 'timestamp-millis'}, '"1970-01-01T01:00:00.002+01:00"')).toBe('04')
  })

  test.each([
    ['a field is missing', withDefaults, '{"b":"x"}', 'a: it is missing, and has no default'],
    [
      'a field is misspelt',
      record({customer: 'string'}),
      '{"customer":"a","custmer":"b"}',
      "shop.Order has no field 'custmer': is customer meant?",
    ],
    [
      'a field is misspelt, and so missing by its name',
      record({a: record({customer: 'string'}, 'In')}),
      '{"a":{"custmer":"b"}}',
      "a: shop.In has no field 'custmer': is customer meant?",
    ],
    [
      'a type is wrong inside',
      record({a: record({b: {type: 'array', items: 'int'}}, 'In')}),
      '{"a":{"b":[1,"x"]}}',
      'a.b[1]: "x", expected an int',
    ],
    ['an int is too large', 'int', '2147483648', '2147483648 does not fit into an int of 32 bits'],
    ['a long is too large', 'long', '9223372036854775808', '9223372036854775808 does not fit into a long of 64 bits'],
    ['a long has a fraction', 'long', '1.5', '1.5, expected a long'],
    [
      'a decimal has too many digits after the decimal point',
      price,
      '1.234',
      '1.234 is not a decimal with at most 2 digits after the decimal point',
    ],
    ['a decimal is too large', price, '12345.67', '12345.67 has more than the 6 digits of its type'],
    ['a symbol is unknown', {type: 'enum', name: 'S', symbols: ['A', 'B']}, '"C"', '"C" is not a symbol of S: A, B'],
    ['bytes are no base64', 'bytes', '"a b"', '"a b" is not base64, as bytes are written in JSON'],
    ['a fixed has another size', {type: 'fixed', name: 'F', size: 2}, '"AAAA"', '3 bytes, where F has 2'],
    [
      'a time has no zone',
      {type: 'long', logicalType: 'timestamp-millis'},
      '"2026-03-01T10:00:00"',
      '"2026-03-01T10:00:00" is not a valid time (2026-03-01T10:15:30.123Z)',
    ],
    [
      'a day does not exist',
      {type: 'int', logicalType: 'date'},
      '"2026-02-30"',
      '"2026-02-30" is not a valid date (2026-03-01)',
    ],
    ['null has no place', 'string', 'null', 'null, expected a string'],
  ])('%s: the error names the field and what would fit', (_, schema, json, message) => {
    expect(() => encode(schema, json)).toThrow(expect.objectContaining({name: 'EncodeError', message}))
  })
})

describe('a schema that cannot be read is an error with the reason', () => {
  test.each([
    ['{', /^the Avro schema cannot be read: it is not JSON/],
    ['"Money"', "the Avro schema cannot be read: there is no type 'Money'"],
    ['{"type":"record","name":"R"}', "a record must have 'fields'"],
    [
      '{"type":"record","name":"R","fields":[{"name":"a","type":"Money"}]}',
      "there is no type 'Money' (at /fields/0/type)",
    ],
    ['{"type":"record","fields":[]}', 'the type has no name'],
    ['["int","int"]', 'a union cannot contain int twice (at /1)'],
    ['["int",["int"]]', 'a union cannot contain a union (at /1)'],
    ['{"type":"array"}', "there is no 'items'"],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', "the symbol 'A' appears twice (at /symbols)"],
    ['{"type":"fixed","name":"F","size":-1}', 'the size of a fixed must be a whole number, not -1'],
    ['7', '7 is not a schema'],
    ['['.repeat(5000) + ']'.repeat(5000), /nested more than 200 deep/],
  ])('%s', (text, message) => {
    expect(() => parseAvroSchema(text)).toThrow(expect.objectContaining({name: 'SchemaInvalid'}))
    expect(() => parseAvroSchema(text)).toThrow(message)
  })
})
