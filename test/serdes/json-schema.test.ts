// JSON Schema: payloads are JSON as it is; with --validate they have to be what their draft says.
import {describe, expect, test} from 'vitest'
import {jsonValidator} from '../../src/lib/serdes/json/validate.ts'
import type {ReferencedSchema} from '../../src/lib/serdes/schema-source.ts'

const problem = async (schema: object, value: unknown, references: readonly ReferencedSchema[] = []) =>
  (await jsonValidator({type: 'JSON', text: JSON.stringify(schema), references}))(value)

describe('drafts are recognised, each by a keyword that only it and later ones have', () => {
  const of = (draft: string, more: object) => ({$schema: draft, ...more})
  test.each([
    ['none said', {type: 'object', required: ['id']}, {id: 1}, {}, "the value must have required property 'id'"],
    [
      '4',
      of('http://json-schema.org/draft-04/schema#', {properties: {id: {type: 'integer'}}}),
      {id: 1},
      {id: 'x'},
      '/id must be integer',
    ],
    ['6', of('http://json-schema.org/draft-06/schema#', {const: 1}), 1, 2, 'the value must be equal to constant'],
    [
      '7',
      of('http://json-schema.org/draft-07/schema#', {if: {type: 'string'}, else: {minimum: 2}}),
      2,
      1,
      'the value must be >= 2',
    ],
    [
      '2019-09',
      of('https://json-schema.org/draft/2019-09/schema', {dependentRequired: {a: ['b']}}),
      {b: 1},
      {a: 1},
      'the value must have property b when property a is present',
    ],
    [
      '2020-12',
      of('https://json-schema.org/draft/2020-12/schema', {prefixItems: [{type: 'integer'}]}),
      [1, 'x'],
      ['x'],
      '/0 must be integer',
    ],
  ])('%s', async (_, schema, good, bad, sentence) => {
    expect(await problem(schema, good)).toBeUndefined()
    expect(await problem(schema, bad)).toBe(sentence)
  })
})

test('an additional field is named', async () => {
  const schema = {type: 'object', properties: {a: {}}, additionalProperties: false}
  expect(await problem(schema, {a: 1, b: 2})).toBe("the value must NOT have additional properties ('b')")
})

test('references are found by the names that they are registered with', async () => {
  const references = [
    {
      name: 'line.json',
      subject: 'line',
      version: 1,
      text: '{"type":"object","properties":{"sku":{"$ref":"sku.json"}}}',
      references: [{name: 'sku.json', subject: 'sku', version: 1, text: '{"type":"string"}', references: []}],
    },
  ]
  const schema = {type: 'array', items: {$ref: 'line.json'}}
  expect(await problem(schema, [{sku: 'a'}], references)).toBeUndefined()
  expect(await problem(schema, [{sku: 'a'}, {sku: 7}], references)).toBe('/1/sku must be string')
  await expect(problem({$ref: 'nowhere.json'}, 1)).rejects.toThrow('the JSON Schema cannot be used: ')
})

test.each([
  ['{', 'the JSON Schema is not JSON: '],
  ['{"type":"money"}', 'the JSON Schema cannot be used: '],
])('a schema that cannot be used is an error with the reason: %s', async (text, sentence) => {
  await expect(jsonValidator({type: 'JSON', text, references: []})).rejects.toThrow(sentence)
})
