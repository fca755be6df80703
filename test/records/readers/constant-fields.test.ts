import {expect, test} from 'vitest'
import {withConstants} from '../../../src/lib/records/readers/constant-fields.ts'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'

test('a header for every record does not hide where the record came from: --commit-source commits that', () => {
  const reader = withConstants(jsonReader({sources: true}), {headers: [[Buffer.from('by'), null]]})
  reader.push(Buffer.from('{"topic":"t","partition":3,"offset":7,"value":"v"}\n'))
  expect(reader.next()).toBe(true)
  expect(reader.source).toEqual({topic: 't', partition: 3, offset: 7})
  expect(reader.record.headers).toEqual([[Buffer.from('by'), null]])
})
