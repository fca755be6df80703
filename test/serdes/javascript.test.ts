// Records that clients for JavaScript wrote, Confluent's and kafkajs's (scripts/javascript-fixtures.ts).
import {expect, test} from 'vitest'
import {foreignRecords} from '../support/foreign-records.ts'

const {records, decoded} = foreignRecords('javascript')

test('the recordings contain both clients, all three formats, and a guid in a header', () => {
  for (const name of ['confluent', 'kafkajs'])
    for (const format of ['avro', 'json schema', 'protobuf'])
      expect(records.some((each) => each.name.startsWith(`${name} ${format}`))).toBe(true)
  expect(records.find((each) => each.name.includes('guid'))?.headers).toHaveProperty('__value_schema_id')
})

// It leaves out which message it is, so nothing can be said of the bytes but that.
const unreadable = (name: string) => name.startsWith('kafkajs protobuf')

test.each(records.filter(({name}) => unreadable(name)).map((each) => [each.name, each] as const))(
  '%s is told, and not taken for another message',
  async (_, record) => {
    await expect(decoded(record)).rejects.toThrow('its serializer may have left the indexes out')
  },
)

test.each(records.filter(({name}) => !unreadable(name)).map((each) => [each.name, each] as const))(
  '%s',
  async (name, record) => {
    const {json, schema} = await decoded(record)
    // 64-bit integers are strings in the fixtures, and numbers with all digits here.
    const withText = json.replaceAll(/"(id|deep)":(-?\d+)/g, '"$1":"$2"')
    const means = JSON.stringify(record.means).replaceAll(/"(id|deep)":(-?\d+)/g, '"$1":"$2"')
    expect(JSON.parse(withText)).toEqual(JSON.parse(means))
    expect(schema).toMatchObject({
      type: name.includes('avro') ? 'AVRO' : name.includes('json') ? 'JSON' : 'PROTOBUF',
      ...(record.message !== undefined && {message: record.message}),
    })
  },
)
