import {describe, expect, test} from 'vitest'
import {jsonReader} from '../../../src/lib/records/readers/json-reader.ts'
import {readAll} from '../support/collect.ts'

test('each line is a record; missing members are null or left to the producer', () => {
  const text = '{"key":"k","value":"v"}\n\n{"value":"\\u00e9\\n"}\n{"key":null,"value":null,"topic":"other","offset":7}'
  for (const size of [1, 10, 1000])
    expect(readAll(jsonReader(), text, size)).toEqual([
      {key: 'k', value: 'v'},
      {key: null, value: '\xc3\xa9\n'},
      {key: null, value: null},
    ])
})

test('base64 is decoded where the line says so, in key, value and headers', () => {
  const line =
    '{"key":"/w==","keyEncoding":"base64","value":"AAE=","valueEncoding":"base64",' +
    '"headers":[{"key":"h","value":"/w==","valueEncoding":"base64"},{"key":"h","value":null},{"key":"/g==","keyEncoding":"base64","value":""}]}'
  expect(readAll(jsonReader(), line)).toEqual([
    {key: '\xff', value: '\0\x01', headers: [['h', '\xff'], ['h', null], ['\xfe', '']]},
  ]) // prettier-ignore
})

test('timestamps are kept unless told otherwise, partitions only when told', () => {
  const line = '{"value":"v","timestamp":1700000000000,"partition":3}'
  expect(readAll(jsonReader(), line)).toEqual([{key: null, value: 'v', timestamp: 1700000000000}])
  expect(readAll(jsonReader({timestamps: false, partitions: true}), line)).toEqual([
    {key: null, value: 'v', partition: 3},
  ])
})

describe('malformed lines', () => {
  test.each([
    ['{"value":', /^line 2: it is not JSON \(.+\): write one object per line \("\{\\"value\\":"\)$/],
    ['"text"', /^line 2: it is not a JSON object such as \{"key":"k","value":"v"\} \("\\"text\\""\)$/],
    ['[1]', /^line 2: it is not a JSON object/],
    ['null', /^line 2: it is not a JSON object/],
    ['{"key":"k"}', /^line 2: it has no "value"; a tombstone is written "value": null/],
    ['{"value":{"a":1}}', /^line 2: "value" is neither a string nor null/],
    ['{"value":"v","key":7}', /^line 2: "key" is neither a string nor null/],
    ['{"value":"a","valueEncoding":"hex"}', /^line 2: "valueEncoding" is neither "base64" nor "utf8"/],
    ['{"value":"a?==","valueEncoding":"base64"}', /^line 2: "value" is not base64/],
    ['{"value":"YQ","valueEncoding":"base64"}', /^line 2: "value" is not base64/],
    ['{"value":"\\ud800"}', /^line 2: "value" contains half of a surrogate pair/],
    ['{"value":"v","headers":{"a":"1"}}', /^line 2: "headers" is not an array/],
    ['{"value":"v","headers":["a"]}', /^line 2: a header is not an object/],
    ['{"value":"v","headers":[{"value":"1"}]}', /^line 2: a header has no "key"/],
    ['{"value":"v","timestamp":"now"}', /^line 2: "timestamp" is not a whole number from -1 on/],
    ['{"value":"v","timestamp":-2}', /^line 2: "timestamp" is not a whole number from -1 on/],
    ['{"value":"v","partition":-1}', /^line 2: "partition" is not a whole number from 0 on/],
  ])('%s is an error that names the line', (line, message) => {
    expect(() => readAll(jsonReader({partitions: true}), `{"value":"good"}\n${line}\n`)).toThrow(message)
  })

  test('a file that is not text is an error at the line limit', () => {
    expect(() => readAll(jsonReader({maxLineBytes: 10}), 'x'.repeat(100), 8)).toThrow('line 1: longer than 10 bytes')
  })
})

describe('the source of a line', () => {
  const sources = (text: string) => {
    const reader = jsonReader({sources: true})
    reader.push(Buffer.from(text))
    const found = []
    while (reader.next()) found.push(reader.source)
    return found
  }

  test('the source is read when asked for', () => {
    const line = '{"topic":"t","partition":2,"offset":9007199254740991,"value":"v"}\n'
    expect(sources(line + line.replace('"t"', '"u"'))).toEqual([
      {topic: 't', partition: 2, offset: 9_007_199_254_740_991},
      {topic: 'u', partition: 2, offset: 9_007_199_254_740_991},
    ])
    const reader = jsonReader()
    reader.push(Buffer.from(line))
    expect([reader.next(), reader.source]).toEqual([true, undefined])
  })

  test.each([
    '{"value":"v"}',
    '{"value":"v","topic":"t","partition":0}',
    '{"value":"v","topic":1,"partition":0,"offset":1}',
  ])(
    // prettier-ignore
    'the line %s without a source is an error',
    (line) => {
      expect(() => sources(`${line}\n`)).toThrow(
        'line 1: it lacks the "topic", "partition" and "offset" that it is made of',
      )
    },
  )
})
