import {describe, expect, test} from 'vitest'
import {csvReader, type CsvFormat} from '../../../src/lib/records/readers/csv-reader.ts'
import {all} from '../support/read-all.ts'

const csv = (text: string, format: CsvFormat = {}, chunk?: number) => all(csvReader(format), text, chunk)
const people = 'id,name,born\n1,Ann,1980\n2,"Lee, Bo",1990\n'

describe('rows to records', () => {
  test('a row is a JSON object of its cells', () => {
    expect(csv(people)).toMatchObject([
      {key: null, value: '{"id":"1","name":"Ann","born":"1980"}'},
      {key: null, value: '{"id":"2","name":"Lee, Bo","born":"1990"}'},
    ])
  })

  test('one column can be the key, another the value', () => {
    expect(csv(people, {keyColumn: 'id', valueColumns: ['name']})).toMatchObject([
      {key: '1', value: 'Ann'},
      {key: '2', value: 'Lee, Bo'},
    ])
  })

  test('columns with another use are not in the object', () => {
    const text = 'k,v,h,t,p\nkey,value,header,2020-01-02T03:04:05Z,3\n'
    expect(csv(text, {keyColumn: 'k', headerColumns: ['h'], timestampColumn: 't', partitionColumn: 'p'})).toEqual([
      {
        key: 'key',
        value: '{"v":"value"}',
        headers: [['h', 'header']],
        timestamp: Date.UTC(2020, 0, 2, 3, 4, 5),
        partition: 3,
      },
    ])
  })

  test('several value columns become an object of these, in their order', () => {
    expect(csv(people, {valueColumns: ['born', 'id']})[0]).toMatchObject({value: '{"born":"1980","id":"1"}'})
  })

  test('an empty cell is an empty value, the null marker is null', () => {
    const format = {keyColumn: 'a', valueColumns: ['b'], nullMarker: 'NULL'}
    expect(csv('a,b\n,\nNULL,NULL\n', format)).toMatchObject([
      {key: '', value: ''},
      {key: null, value: null},
    ])
    expect(csv('a,b\nx,NULL\n', {nullMarker: 'NULL'})).toMatchObject([{value: '{"a":"x","b":null}'}])
  })
})

describe('RFC 4180', () => {
  const quoted = 'a,b\r\n"say ""hi""","two\r\nlines"\r\n"",x\r\n'
  test.each([1, 2, 3, 5, 7, 1000])(
    'quotation marks and line ends inside of cells are read, in chunks of %d bytes',
    (chunk) => {
      expect(csv(quoted, {}, chunk)).toMatchObject([
        {value: '{"a":"say \\"hi\\"","b":"two\\r\\nlines"}'},
        {value: '{"a":"","b":"x"}'},
      ])
    },
  )

  test('empty lines, a missing last line end, a byte order mark and another delimiter are read', () => {
    expect(csv('\uFEFFa;b\n\n1;2\n\n3;4', {delimiter: ';', keyColumn: 'a'})).toMatchObject([
      {key: '1', value: '{"b":"2"}'},
      {key: '3', value: '{"b":"4"}'},
    ])
  })

  test('line numbers and offsets are those of the file, also behind a row of several lines', () => {
    const reader = csvReader()
    reader.push(Buffer.from('a\n"1\n2"\n3\n'))
    const found = []
    while (reader.next()) found.push([reader.line, reader.offset, reader.consumed])
    expect(found).toEqual([
      [2, 2, 8],
      [4, 8, 10],
    ])
  })
})

describe('mistakes', () => {
  test.each<[string, CsvFormat, string]>([
    ['a,b\n1,2\n3\n', {}, 'line 3: 1 cells, but the header line names 2 columns'],
    ['a,b\n"x"y,2\n', {}, 'line 2: a quotation mark inside a cell'],
    ['a,b\n1,"2\n', {}, 'line 2: a quotation mark is not closed'],
    ['a,b\n1,2\n', {keyColumn: 'c'}, 'there is no column "c"; there are "a", "b"'],
    ['a,a\n1,2\n', {}, 'the header line names the column "a" twice'],
    ['t\nyesterday\n', {timestampColumn: 't'}, 'line 2: column "t": "yesterday" is neither milliseconds'],
    ['p\n-1\n', {partitionColumn: 'p'}, 'line 2: column "p": "-1" is not a partition number'],
    ['a\n12345\n', {maxRowBytes: 4}, 'line 2: longer than 4 bytes'],
  ])('%j is an error that names the line', (text, format, sentence) => {
    expect(() => csv(text, format)).toThrow(sentence)
  })

  test('bytes that are not UTF-8 cannot be in a JSON object', () => {
    expect(() => csv('a\n\xff\n'.replace('\xff', '\u00ff'), {})).not.toThrow()
    expect(() => all(csvReader(), Buffer.from('a\n\xff\n', 'latin1'))).toThrow('line 2: column "a" is not UTF-8')
  })

  test('a delimiter of two characters is a usage error', () => {
    expect(() => csvReader({delimiter: '||'})).toThrow('must be one ASCII character')
  })
})
