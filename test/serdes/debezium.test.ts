// Changes of a table as Debezium tells them, over Avro as Confluent's converter writes it (scripts/debezium-fixtures.ts).
import {expect, test} from 'vitest'
import {foreignRecords} from '../support/foreign-records.ts'

const {records, decoded} = foreignRecords('debezium')
const named = (name: string) => {
  const found = records.find((each) => each.name === name)
  if (!found) throw new Error(`${name} is not among the fixtures`)
  return found
}
const jsonOf = async (name: string) => (await decoded(named(name))).json

// Times of Debezium's own are numbers, as they are in Avro; the decimal is Avro's.
const first = '{"id":9007199254740993,"amount":"-12.34","note":"hello","count":7,"created":1795986326971263,"due":20512,"tags":"{\\"a\\": 1}"}' // prettier-ignore
const second = '{"id":9007199254740993,"amount":"99999999.99","note":null,"count":7,"created":1795986326971263,"due":null,"tags":"{\\"a\\": 1}"}' // prettier-ignore
const source = (snapshot: string, lsn: number | null) =>
  `{"version":"3.6.1.Final","connector":"postgresql","name":"shop","ts_ms":1795986326971,"snapshot":"${snapshot}","db":"shop","sequence":null,"schema":"public","table":"orders","txId":731,"lsn":${lsn},"xmin":null}`
const change = (before: string, after: string, from: string, op: string) =>
  `{"before":${before},"after":${after},"source":${from},"op":"${op}","ts_ms":1795986327100,"transaction":null}`

test('a snapshot, an update and a delete are decoded, with their keys', async () => {
  expect(await jsonOf('key')).toBe('{"id":9007199254740993}')
  expect(await jsonOf('snapshot')).toBe(change('null', first, source('first', null), 'r'))
  expect(await jsonOf('update')).toBe(change(first, second, source('false', 22_189_872), 'u'))
  expect(await jsonOf('delete')).toBe(change(second, 'null', source('false', 22_190_001), 'd'))
})

test('the tombstone after a delete has no value', () => {
  expect(named('tombstone').hex).toBeNull()
})
