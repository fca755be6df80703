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

test('timestamps are kept by default, partitions only on request', () => {
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
    ['{"key":"k"}', /^line 2: it has no "value" \(kcat and kaf: "payload"\); for a tombstone, write "value": null/],
    ['{"value":"v","headers":[{"key":7}]}', /^line 2: "key" is neither a string nor null/],
    ['{"value":"a","valueEncoding":"hex"}', /^line 2: "valueEncoding" is neither "base64" nor "utf8"/],
    ['{"value":"a?==","valueEncoding":"base64"}', /^line 2: "value" is not base64/],
    ['{"value":"YQ","valueEncoding":"base64"}', /^line 2: "value" is not base64/],
    ['{"value":"\\ud800"}', /^line 2: "value" contains half of a surrogate pair/],
    ['{"value":"v","headers":{"a":"1"}}', /^line 2: "headers" is not an array/],
    ['{"value":"v","headers":["a"]}', /^line 2: "headers" has a name without a value at its end/],
    ['{"value":"v","headers":[7]}', /^line 2: a header is not an object/],
    ['{"value":"v","headers":[{"value":"1"}]}', /^line 2: a header has no "key"/],
    ['{"value":"v","timestamp":"now"}', /^line 2: "timestamp" is neither a number nor a time in ISO 8601/],
    ['{"value":"v","timestamp":1.5}', /^line 2: "timestamp" is not a whole number from -1 on/],
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

describe('values that are JSON', () => {
  test('anything other than a string or null is sent as it is written in the line', () => {
    const line =
      '{"key" : 12345678901234567890, "value": {"id":9007199254740993, "s":"\\u00e9 \\"}", "n":1.0e2} , "x":[1]}'
    expect(readAll(jsonReader(), `${line}\n{"key":[1, 2],"value":true}\n{"value":-0.0}\n`)).toEqual([
      {key: '12345678901234567890', value: '{"id":9007199254740993, "s":"\\u00e9 \\"}", "n":1.0e2}'},
      {key: '[1, 2]', value: 'true'},
      {key: null, value: '-0.0'},
    ])
  })

  test('of members with the same name the last one counts, as for every JSON parser', () => {
    expect(readAll(jsonReader(), '{"value":{"a":1},"value":{"b":2}}')).toEqual([{key: null, value: '{"b":2}'}])
  })

  test('base64 must be a string', () => {
    expect(() => readAll(jsonReader(), '{"value":1,"valueEncoding":"base64"}')).toThrow('"value" is not a string, as')
  })
})

// Printed by kcat 1.7.1 -C -J.
test("kcat's JSON lines are read", () => {
  const lines = [
    '{"topic":"j","partition":3,"offset":0,"tstype":"create","ts":1772373600000,"broker":1,"headers":["a","1","b","","c",null],"key":"k","payload":"{\\"x\\":1}"}',
    '{"topic":"j","partition":0,"offset":1,"tstype":"create","ts":1796035954975,"broker":1,"key":"k","payload":null}',
  ]
  expect(readAll(jsonReader({partitions: true}), lines.join('\n'))).toEqual([
    {key: 'k', value: '{"x":1}', headers: [['a', '1'], ['b', ''], ['c', null]], timestamp: 1_772_373_600_000, partition: 3}, // prettier-ignore
    {key: 'k', value: null, timestamp: 1_796_035_954_975, partition: 0},
  ])
})

// As Go's encoding/json writes what kaf hands to it: a time in RFC 3339, sarama's headers, the value as JSON where it is JSON.
test("kaf's JSON lines are read", () => {
  const lines = [
    '{"headers":[{"Key":"aA==","Value":"djE="},{"Key":"ZQ==","Value":null}],"key":"k","offset":5,"partition":0,"payload":{"id":7},"timestamp":"2026-03-01T15:00:00.123+01:00"}',
    '{"key":"","offset":6,"partition":0,"payload":"text","timestamp":"0001-01-01T00:00:00Z"}',
  ]
  expect(readAll(jsonReader(), lines.join('\n'))).toEqual([
    {key: 'k', value: '{"id":7}', headers: [['h', 'v1'], ['e', null]], timestamp: Date.UTC(2026, 2, 1, 14, 0, 0, 123)}, // prettier-ignore
    {key: '', value: 'text'},
  ])
})

test.each([
  ['1700000000', 'seconds since 1970; in milliseconds it is 1700000000000'],
  ['1700000000123456', 'microseconds since 1970; in milliseconds it is 1700000000123'],
  ['1700000000123456789', 'nanoseconds since 1970; in milliseconds it is 1700000000123'],
])('a timestamp of %s is an error, instead of a record in 1970 that retention deletes', (text, words) => {
  expect(() => readAll(jsonReader(), `{"value":"v","timestamp":${text}}`)).toThrow(
    `line 1: "timestamp" looks like ${words}`,
  )
  expect(() => readAll(jsonReader(), `{"payload":"v","ts":${text}}`)).toThrow(`line 1: "ts" looks like ${words}`)
  expect(readAll(jsonReader({timestamps: false}), `{"value":"v","timestamp":${text}}`)).toHaveLength(1)
})

test('the timestamp of a copied record is kept, however wrong it is', () => {
  const line =
    '{"topic":"t","partition":0,"offset":1,"timestamp":1700000000,"timestampType":"CreateTime","key":null,"value":"v","headers":[]}'
  expect(readAll(jsonReader(), line)).toEqual([{key: null, value: 'v', timestamp: 1_700_000_000}])
})

test('a byte order mark in front of a line is left out', () => {
  expect(readAll(jsonReader(), '\ufeff{"value":"a"}\n\ufeff{"value":"b"}\n')).toEqual([
    {key: null, value: 'a'},
    {key: null, value: 'b'},
  ])
})

test('bytes that are not UTF-8 are an error: they would be lost', () => {
  const line = Buffer.from('{"payload":"bin\xff"}\n', 'latin1')
  const reader = jsonReader()
  reader.push(line)
  expect(() => reader.next()).toThrow('line 1: it is not UTF-8, which JSON must be: some of its bytes would be lost')
  expect(readAll(jsonReader(), '{"value":"\ufffd"}')).toEqual([{key: null, value: '\xef\xbf\xbd'}])
})
