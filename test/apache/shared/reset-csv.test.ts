import {expect, test} from 'vitest'
import {parseResetCsv} from '../../../src/lib/apache/shared/reset-csv.ts'

test('the file of --from-file is read like Jackson reads it', () => {
  expect(parseResetCsv('t,0,5\n"a ""b""", 1 ,6\r\n\n\n', true).rows).toEqual([
    {group: undefined, topic: 't', partition: 0, offset: 5},
    {group: undefined, topic: 'a "b"', partition: 1, offset: 6},
  ])
  const four = parseResetCsv('g,t,0,5\n', true)
  expect(four.rows).toEqual([{group: 'g', topic: 't', partition: 0, offset: 5}])
  expect(four.notice).toContain('Cannot deserialize value of type `int` from String "t"')
  expect(() => parseResetCsv('t,0,5,6,7\n', true)).toThrow(
    'com.fasterxml.jackson.dataformat.csv.CsvReadException: Too many entries: expected at most 4 (value #4 (1 chars) "7")',
  )
  expect(() => parseResetCsv('t,0,5\n\nt,1,6\n', true)).toThrow('No content to map due to end-of-input')
})
