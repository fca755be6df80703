// Records that Apicurio's own serializers for Java wrote (scripts/apicurio-fixtures.ts), in each of their ways.
import {expect, test} from 'vitest'
import {foreignRecords} from '../support/foreign-records.ts'

const {records, decoded} = foreignRecords('apicurio')

test('the recordings contain both kinds, with and without headers', () => {
  expect(records.length).toBeGreaterThan(10)
  expect(records.filter(({headers}) => Object.keys(headers).length > 0).length).toBeGreaterThan(3)
})

test.each(records.filter(({name}) => name.startsWith('avro')).map((each) => [each.name, each] as const))(
  '%s',
  async (name, answer) => {
    const {json, schema} = await decoded(answer)
    const plain = '{"id":9007199254740993,"status":"PAID","note":"hi"}'
    // Java's JSON of Avro names the branch of a union.
    expect(json).toBe(name.includes('json') ? plain.replace('"hi"', '{"string":"hi"}') : plain)
    expect(schema).toMatchObject({type: 'AVRO'})
  },
)

test.each(records.filter(({name}) => name.startsWith('protobuf')).map((each) => [each.name, each] as const))(
  '%s',
  async (name, answer) => {
    const {json, schema} = await decoded(answer)
    expect(json).toBe('{"text":"hi"}')
    expect(schema).toMatchObject({type: 'PROTOBUF', message: name.endsWith('In2') ? 'k.Outer.In2' : 'k.First'})
  },
)
