import {describe, expect, test} from 'vitest'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import {lineReader, type LineFormat} from '../../../src/lib/records/readers/line-reader.ts'
import {MalformedInput} from '../../../src/lib/records/readers/malformed-input.ts'
import {readAll} from '../support/collect.ts'

const sizes = [1, 2, 3, 5, 7, 1000]
const values = (text: string | Buffer, format: LineFormat = {}, size = Infinity) =>
  readAll(lineReader(format), text, size).map(({value}) => value)

describe('lines', () => {
  // What Java's BufferedReader.readLine makes of them.
  const javaLines: [text: string, lines: string[]][] = [
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['\n', ['']],
    ['\n\na\n\n', ['', '', 'a', '']],
    ['a\rb\r\nc\n\rd', ['a', 'b', 'c', '', 'd']],
    ['a\r\n\r\nb', ['a', '', 'b']],
    ['a\r', ['a']],
    ['a\r\r\n', ['a', '']],
    [' a\tb \n\t\n', [' a\tb ', '\t']],
  ]
  test.each(javaLines)('%j is read as Java reads it, however it is cut into chunks', (text, lines) => {
    for (const size of sizes) expect(values(text, {}, size)).toEqual(lines)
  })

  test.each(sizes)('with lineEnd lf a carriage return is data (chunks of %i)', (size) => {
    expect(values('a\rb\r\nc\n', {lineEnd: 'lf'}, size)).toEqual(['a\rb\r', 'c'])
  })

  test('bytes that are not UTF-8 are kept', () => {
    expect(values(Buffer.from([0xff, 0xfe, 10, 0xc3]))).toEqual(['\xff\xfe', '\xc3'])
  })

  test('on request bytes that are not UTF-8 become U+FFFD, as in Java; a byte order mark stays', () => {
    const text = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 10, 0xc3, 0xa9])
    expect(values(text, {replaceInvalidUtf8: true})).toEqual(['\xef\xbb\xbfa\xef\xbf\xbd', '\xc3\xa9'])
  })

  test('line numbers count every line', () => {
    const reader = lineReader()
    reader.push(Buffer.from('a\n\nb\n'))
    const lines: number[] = []
    while (reader.next()) lines.push(reader.line)
    expect(lines).toEqual([1, 2, 3])
  })

  test.each([4, 1000])('a line beyond the limit is an error, not a growing buffer (chunks of %i)', (size) => {
    expect(() => values(`short\n${'x'.repeat(50)}\n`, {maxLineBytes: 20}, size)).toThrow(
      /^line 2: longer than 20 bytes .*; is this a text file with one record a line\?$/,
    )
  })

  test('a line as long as the limit is not an error', () => {
    expect(values(`${'x'.repeat(20)}\n`, {maxLineBytes: 20}, 6)).toEqual(['x'.repeat(20)])
  })
})

describe('keys', () => {
  test.each(sizes)('keys end at the first separator (chunks of %i)', (size) => {
    const found = readAll(lineReader({keySeparator: ':'}), 'k1:v1\nk2:v2:more\n:v3\nk4:\n', size)
    expect(found).toEqual([
      {key: 'k1', value: 'v1'},
      {key: 'k2', value: 'v2:more'},
      {key: '', value: 'v3'},
      {key: 'k4', value: ''},
    ])
  })

  test('a separator may be several bytes, and begin like the key ends', () => {
    const found = readAll(lineReader({keySeparator: '--->'}), 'k1--->v1\nk-2----->--v2\n')
    expect(found).toEqual([
      {key: 'k1', value: 'v1'},
      {key: 'k-2--', value: '--v2'},
    ])
  })

  test('a missing separator is an error with line number and advice; the records before it were read', () => {
    const reader = lineReader({keySeparator: '\t'})
    reader.push(Buffer.from('k\tv\nplain text\n'))
    expect(reader.next()).toBe(true)
    expect(() => reader.next()).toThrow(
      new MalformedInput(
        2,
        'no key',
        'plain text',
        'no key separator "\\t" in it: write key, "\\t" and value, or choose another separator ("plain text")',
      ),
    )
    expect(reader.line).toBe(2)
  })

  test('the error of a missing separator is a usage error that keeps the whole line', () => {
    const line = 'x'.repeat(300)
    try {
      values(`${line}\n`, {keySeparator: ':'})
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
      expect(error).toMatchObject({line: 1, problem: 'no key', text: line})
      expect((error as Error).message.length).toBeLessThan(200)
    }
  })

  test('with lenient, a line without separator is a value without a key', () => {
    const found = readAll(lineReader({keySeparator: ':', lenient: true}), 'k:v\nplain\n')
    expect(found).toEqual([
      {key: 'k', value: 'v'},
      {key: null, value: 'plain'},
    ])
  })

  test('a separator after the end of the line belongs to the next line', () => {
    expect(() => values('none\nk:v\n', {keySeparator: ':'})).toThrow('line 1: no key separator')
  })

  test('an empty separator is refused', () => {
    expect(() => lineReader({keySeparator: ''})).toThrow('the key separator must not be empty')
  })
})

describe('the null marker', () => {
  test('the null marker stands for a null key and a null value, but only as a whole', () => {
    const found = readAll(lineReader({keySeparator: ':', nullMarker: '<NULL>'}), '<NULL>:v\nk:<NULL>\nk:<NULL> \n')
    expect(found).toEqual([
      {key: null, value: 'v'},
      {key: 'k', value: null},
      {key: 'k', value: '<NULL> '},
    ])
  })

  test('with an empty null marker an empty value is a tombstone', () => {
    expect(readAll(lineReader({keySeparator: ':', nullMarker: ''}), 'k:\n')).toEqual([{key: 'k', value: null}])
  })

  test('without a null marker nothing is null', () => {
    expect(values('null\n<NULL>\n')).toEqual(['null', '<NULL>'])
  })
})

describe('headers', () => {
  const format: LineFormat = {headers: {}, keySeparator: '\t'}

  test.each(sizes)('headers are read before the key (chunks of %i)', (size) => {
    const found = readAll(lineReader(format), 'h1:v1,h2:v2\tk\tv\nh:a:b\tk2\tv2\n', size)
    expect(found).toEqual([
      {key: 'k', value: 'v', headers: [['h1', 'v1'], ['h2', 'v2']]},
      {key: 'k2', value: 'v2', headers: [['h', 'a:b']]},
    ]) // prettier-ignore
  })

  test('repeated names and empty values are kept, empty pieces at the end dropped (as Java splits)', () => {
    const [record] = readAll(lineReader({headers: {}}), 'a:1,a:,:x,,\tv\n')
    expect(record).toEqual({key: null, value: 'v', headers: [['a', '1'], ['a', ''], ['', 'x']]}) // prettier-ignore
  })

  test('separators can be chosen, and one of them can be a pattern', () => {
    const headers = {delimiter: '|', separator: /[;,]/, keySeparator: '='}
    const [record] = readAll(lineReader({headers}), 'a=1;b=2,c=3|v\n')
    expect(record).toEqual({key: null, value: 'v', headers: [['a', '1'], ['b', '2'], ['c', '3']]}) // prettier-ignore
  })

  test('the null marker means no headers, or a null header value', () => {
    const found = readAll(lineReader({headers: {}, nullMarker: 'NIL'}), 'NIL\tv\na:NIL\tv\n')
    expect(found).toEqual([
      {key: null, value: 'v'},
      {key: null, value: 'v', headers: [['a', null]]},
    ])
  })

  test('headers of one line are not those of the next', () => {
    const found = readAll(lineReader({headers: {}, lenient: true}), 'a:1\tv\nplain\n')
    expect(found[1]).toEqual({key: null, value: 'plain'})
  })

  test.each([
    ['plain\n', 'line 1: no headers delimiter "\\t" in it'],
    ['\tv\n', 'line 1: no header key separator ":" in the header ""'],
    ['a:1,b\tv\n', 'line 1: no header key separator ":" in the header "b": write name:value'],
    ['NIL:1\tv\n', 'line 1: a header\'s name cannot be null ("NIL")'],
  ])('the headers in %j are an error: %s', (text, message) => {
    expect(() => readAll(lineReader({headers: {}, nullMarker: 'NIL'}), text)).toThrow(message)
  })

  test('with lenient, a header without separator has a null value; a null name is still an error', () => {
    const lenient: LineFormat = {headers: {}, lenient: true, nullMarker: 'NIL'}
    expect(readAll(lineReader(lenient), 'a\tv\n')).toEqual([{key: null, value: 'v', headers: [['a', null]]}])
    expect(() => readAll(lineReader(lenient), 'NIL:1\tv\n')).toThrow("a header's name cannot be null")
  })
})

describe('the partition of a line', () => {
  test('the partition is read before headers and key', () => {
    const format: LineFormat = {partitionSeparator: '|', headers: {}, keySeparator: '\t'}
    expect(readAll(lineReader(format), '12|a:1\tk\tv\n')).toEqual([
      {key: 'k', value: 'v', headers: [['a', '1']], partition: 12},
    ])
  })

  test.each(['v\n', 'x|v\n', '-1|v\n', '|v\n', '1.5|v\n'])('a line %j without a partition is an error', (text) => {
    expect(() => readAll(lineReader({partitionSeparator: '|'}), text)).toThrow(
      'line 1: it must begin with a partition number and "|"',
    )
  })
})
