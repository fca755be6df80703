// Avro's rules, level by level. The expected types are those of Avro 1.12's SchemaCompatibility, from its documentation and its
// tests (TestSchemaCompatibility and its neighbours).
import {describe, expect, test} from 'vitest'
import {levelProblems, readingProblems} from '../../src/lib/schemas/avro-compatibility.ts'
import {AvroSchemaError, parseAvro} from '../../src/lib/schemas/avro-schema.ts'
import {record} from '../support/fake-registry.ts'

const parse = (schema: unknown) => parseAvro(typeof schema === 'string' && /^[[{]/.test(schema) ? schema : JSON.stringify(schema)) // prettier-ignore
const found = (reader: unknown, writer: unknown) =>
  readingProblems(parse(reader), parse(writer)).map(({type, path}) => `${type} ${path}`)

describe('readable changes', () => {
  test.each([
    ['int as long', 'long', 'int'],
    ['int as float', 'float', 'int'],
    ['long as double', 'double', 'long'],
    ['string as bytes', 'bytes', 'string'],
    ['bytes as string', 'string', 'bytes'],
    ['one branch of a union', ['null', 'string'], 'string'],
    ['an int in a union with long', ['null', 'long'], 'int'],
    ['a union as the one type that all branches become', 'double', ['int', 'float']],
    ['a field that was removed', record('R', {a: 'int'}), record('R', {a: 'int', b: 'int'})],
    ['a new field with a default', record('R', {a: 'int', b: 'string?'}), record('R', {a: 'int'})],
    [
      'the same name in another namespace',
      {...JSON.parse(record('R', {a: 'int'})), namespace: 'x'},
      record('R', {a: 'int'}),
    ],
    [
      'an enum with more symbols',
      {type: 'enum', name: 'E', symbols: ['A', 'B']},
      {type: 'enum', name: 'E', symbols: ['A']},
    ],
    [
      'an unknown symbol, by a default',
      {type: 'enum', name: 'E', symbols: ['A'], default: 'A'},
      {type: 'enum', name: 'E', symbols: ['A', 'B']},
    ],
    [
      'a field that was renamed, by an alias',
      {type: 'record', name: 'R', fields: [{name: 'b', aliases: ['a'], type: 'int'}]},
      record('R', {a: 'int'}),
    ],
    [
      'a record in itself',
      {type: 'record', name: 'N', fields: [{name: 'next', type: ['null', 'N'], default: null}]},
      {
        type: 'record',
        name: 'N',
        fields: [
          {name: 'next', type: ['null', 'N'], default: null},
          {name: 'x', type: 'int'},
        ],
      },
    ],
  ])('%s', (_, reader, writer) => expect(found(reader, writer)).toEqual([]))
})

describe('unreadable changes', () => {
  test.each([
    ['long as int', 'int', 'long', ['TYPE_MISMATCH /']],
    ['double as long', 'long', 'double', ['TYPE_MISMATCH /']],
    ['a new field without a default', record('R', {a: 'int', b: 'int'}), record('R', {a: 'int'}), ['READER_FIELD_MISSING_DEFAULT_VALUE /fields/1']], // prettier-ignore
    ['a field of another type', record('R', {a: 'int'}), record('R', {a: 'string'}), ['TYPE_MISMATCH /fields/0/type']],
    ['another name', record('R', {a: 'int'}), record('S', {a: 'int'}), ['NAME_MISMATCH /name']],
    ['a symbol that is not there', {type: 'enum', name: 'E', symbols: ['A']}, {type: 'enum', name: 'E', symbols: ['A', 'B']}, ['MISSING_ENUM_SYMBOLS /symbols']], // prettier-ignore
    ['a fixed of another size', {type: 'fixed', name: 'F', size: 4}, {type: 'fixed', name: 'F', size: 8}, ['FIXED_SIZE_MISMATCH /size']], // prettier-ignore
    ['a branch that is not there', ['null', 'int'], ['null', 'string'], ['MISSING_UNION_BRANCH /1']],
    ['null that may come', 'string', ['null', 'string'], ['TYPE_MISMATCH /']],
    [
      'items of another type',
      {type: 'array', items: 'int'},
      {type: 'array', items: 'string'},
      ['TYPE_MISMATCH /items'],
    ],
    [
      'values of another type',
      {type: 'map', values: 'int'},
      {type: 'map', values: 'string'},
      ['TYPE_MISMATCH /values'],
    ],
    ['everything at once', record('R', {a: 'int', b: 'int', c: 'int'}), record('S', {a: 'string'}), ['NAME_MISMATCH /name', 'TYPE_MISMATCH /fields/0/type', 'READER_FIELD_MISSING_DEFAULT_VALUE /fields/1', 'READER_FIELD_MISSING_DEFAULT_VALUE /fields/2']], // prettier-ignore
  ])('%s', (_, reader, writer, expected) => expect(found(reader, writer)).toEqual(expected))
})

describe('levels', () => {
  const old = record('R', {id: 'long'})
  const changes = {
    'add an optional field': record('R', {id: 'long', note: 'string?'}),
    'add a required field': record('R', {id: 'long', note: 'string'}),
    'remove a required field': record('R', {}),
    rename: record('S', {id: 'long'}),
    'widen a type': record('R', {id: 'double'}),
  }
  // From Confluent's table of compatibility types: backward allows deleting fields and adding optional ones, forward adding
  // fields and deleting optional ones, full only optional ones.
  test.each([
    ['add an optional field', 'BACKWARD FORWARD FULL'],
    ['add a required field', 'FORWARD'],
    ['remove a required field', 'BACKWARD'],
    ['rename', ''],
    ['widen a type', 'BACKWARD'],
  ] as const)('%s: %s', (change, allowed) => {
    const next = parse(changes[change])
    for (const level of ['BACKWARD', 'FORWARD', 'FULL']) {
      const expected = allowed.split(' ').includes(level)
      expect(levelProblems(next, parse(old), level).length === 0, level).toBe(expected)
      expect(levelProblems(next, parse(old), `${level}_TRANSITIVE`).length === 0, level).toBe(expected)
    }
    expect(levelProblems(next, parse(old), 'NONE')).toEqual([])
  })

  test("Confluent's sentences", () => {
    expect(levelProblems(parse(changes['add a required field']), parse(old), 'FULL').map(({text}) => text)).toEqual([
      "The field 'note' at path '/fields/1' in the new schema has no default value and is missing in the old schema",
    ])
  })
})

describe('texts that are not schemas', () => {
  test.each([
    ['{"type":"recor"}', "there is no type 'recor'"],
    ['{"type":"record","name":"R"}', "a record must have 'fields'"],
    ['{"type":"record","name":"1R","fields":[]}', "'1R' cannot name a type"],
    ['{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}', "there are two fields 'a' (at /fields)"], // prettier-ignore
    ['{"type":"record","name":"R","fields":[{"name":"a"}]}', "there is no 'type' (at /fields/0)"],
    ['["null","null"]', 'a union cannot contain null twice (at /1)'],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', "the symbol 'A' appears twice (at /symbols)"],
    ['{"type":"fixed","name":"F","size":-1}', 'the size of a fixed must be a whole number, not -1'],
    ['{', 'it is not JSON'],
  ])('%s', (text, message) => {
    expect(() => parseAvro(text)).toThrow(AvroSchemaError)
    expect(() => parseAvro(text)).toThrow(message)
  })

  test('referenced types are found by their full names', () => {
    const customer = '{"type":"record","name":"Customer","namespace":"shop","fields":[]}'
    const order = '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"c","type":"Customer"}]}'
    expect(() => parseAvro(order)).toThrow("there is no type 'Customer' (at /fields/0/type)")
    expect(parseAvro(order, [customer, customer])).toMatchObject({fullName: 'shop.Order'})
  })
})
