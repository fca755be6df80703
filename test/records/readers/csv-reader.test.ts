import {describe, expect, test} from 'vitest'
import {csvReader, UnlikelyDelimiter, type CsvFormat} from '../../../src/lib/records/readers/csv-reader.ts'
import type {MalformedInput} from '../../../src/lib/records/readers/malformed-input.ts'
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

  test('line numbers and offsets are those of the file, also after a row of several lines', () => {
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
    ['a,b\n"x"y,2\n', {}, 'line 2: a cell continues after its closing quotation mark'],
    ['a,b\n1,"2\n', {}, 'line 2: a quotation mark is not closed before the end of the input'],
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

// What Python's csv module makes of the same text.
describe('a quotation mark inside of a cell that does not begin with one is text', () => {
  const inches = 'size,name\n5" disk,Ann "Bo" Lee\n3.5",x\n"7"" disk",y\n'
  test.each([1, 2, 3, 7, 1000])('rows stay rows, in chunks of %d bytes', (chunk) => {
    expect(csv(inches, {keyColumn: 'size', valueColumns: ['name']}, chunk)).toMatchObject([
      {key: '5" disk', value: 'Ann "Bo" Lee'},
      {key: '3.5"', value: 'x'},
      {key: '7" disk', value: 'y'},
    ])
  })

  test('one column: no two rows are joined into one', () => {
    expect(csv('v\n5" disk\nplain\n6" disk\n', {valueColumns: ['v']}).map(({value}) => value)).toEqual([
      '5" disk',
      'plain',
      '6" disk',
    ])
  })

  test('without quotation marks (quote null) even a cell that begins with one is text', () => {
    expect(csv('a,b\n"x,1\n"y",2"\n', {quote: null, keyColumn: 'a', valueColumns: ['b']})).toMatchObject([
      {key: '"x', value: '1'},
      {key: '"y"', value: '2"'},
    ])
  })

  test('another quotation mark', () => {
    expect(csv("a,b\n'x, ''y''',\"z\"\n", {quote: "'", keyColumn: 'a', valueColumns: ['b']})).toMatchObject([
      {key: "x, 'y'", value: '"z"'},
    ])
    expect(() => csvReader({quote: ','})).toThrow('the CSV delimiter must not be the quotation mark')
    expect(() => csvReader({quote: '--'})).toThrow('the CSV quotation mark must be one ASCII character')
  })
})

describe('line ends', () => {
  test.each([1, 2, 3, 1000])(
    'a lone CR ends a row, as in files of old spreadsheets, in chunks of %d bytes',
    (chunk) => {
      const text = 'a,b\r1,"x\ry"\r\n2,z\r\r3,w\n'
      expect(csv(text, {keyColumn: 'a', valueColumns: ['b']}, chunk)).toMatchObject([
        {key: '1', value: 'x\ry'},
        {key: '2', value: 'z'},
        {key: '3', value: 'w'},
      ])
    },
  )

  test('with lf a lone CR is text', () => {
    expect(csv('a\nx\ry\r\n', {lineEnd: 'lf', valueColumns: ['a']})).toMatchObject([{value: 'x\ry'}])
  })

  test('lines are counted by every kind of line end', () => {
    expect(() => csv('a,b\r"1\r2",x\r\n3\n', {})).toThrow('line 4: 1 cells')
  })
})

test('with types json, unquoted JSON values are values, with all their digits', () => {
  const cells = '12345678901234567890,-1.50,1e3,true,false,null,007,+1,.5,NaN,"1","null",'
  const names = cells.split(',').map((_, at) => `c${at}`)
  const [row] = csv(`${names.join(',')}\n${cells}\n`, {types: 'json'})
  expect(row?.value).toBe(
    '{"c0":12345678901234567890,"c1":-1.50,"c2":1e3,"c3":true,"c4":false,"c5":null,"c6":"007","c7":"+1","c8":".5","c9":"NaN","c10":"1","c11":"null","c12":""}',
  )
  expect(csv('a,b\n1,true\n')[0]?.value).toBe('{"a":"1","b":"true"}')
})

test.each([
  ['id;name\n1;a\n', ';', 'semicolons'],
  ['id\tname\n1\ta\n', '\t', 'tabs'],
  ['id|name\n1|a\n', '|', 'vertical bars'],
])('%j is most likely several columns', (text, delimiter, name) => {
  const read = () => csv(text)
  expect(read).toThrow(UnlikelyDelimiter)
  expect(read).toThrow(`are its cells separated by ${name}?`)
  expect(csv(text, {delimiter, keyColumn: 'id', valueColumns: ['name']})).toMatchObject([{key: '1', value: 'a'}])
  expect(csv(text, {delimiter: ','})).toHaveLength(1)
})

test('malformed rows carry their text', () => {
  const reader = csvReader()
  reader.push(Buffer.from('a,b\n1,2,3\n"x"y,2\n4,5\n'))
  const texts: string[] = []
  for (;;)
    try {
      if (!reader.next()) break
    } catch (error) {
      texts.push((error as MalformedInput).text)
    }
  expect(texts).toEqual(['1,2,3', '"x"y,2'])
})

test.each([
  ['1700000000', 'seconds since 1970; in milliseconds it is 1700000000000'],
  ['1700000000123456', 'microseconds since 1970; in milliseconds it is 1700000000123'],
  ['1700000000123456789', 'nanoseconds since 1970; in milliseconds it is 1700000000123'],
])('a timestamp column with %s is an error, instead of a record in 1970 that retention deletes', (text, words) => {
  expect(() => csv(`t,v\n${text},x\n`, {timestampColumn: 't'})).toThrow(
    `line 2: column "t": "${text}" looks like ${words}`,
  )
})
