import {describe, expect, test} from 'vitest'
import {embeddingFormat, jsonFormat} from '../../../src/lib/records/formats/json-format.ts'
import {plain, printed} from '../support/printed.ts'

describe('JSON lines', () => {
  test('each record is one object on a line, with text where bytes are UTF-8', () => {
    expect(printed(jsonFormat(), [{key: 'k', value: 'a"b\\c\n\x01é', headers: [['h', 'v'], ['h', null]]}])).toBe(
      Buffer.from(
        '{"topic":"orders","partition":3,"offset":7,"timestamp":1700000000000,"timestampType":"CreateTime","key":"k",' +
          '"value":"a\\"b\\\\c\\n\\u0001é","headers":[{"key":"h","value":"v"},{"key":"h","value":null}]}\n',
      ).toString('latin1'),
    ) // prettier-ignore
  })

  test('other bytes are base64, which each field states; null stays null', () => {
    const binary = Buffer.from([0x61, 0xff])
    const found = printed(jsonFormat(), [{key: binary, value: null, headers: [['h', binary]]}, {value: binary}])
    expect(found.split('\n')).toEqual([
      '{"topic":"orders","partition":3,"offset":7,"timestamp":1700000000000,"timestampType":"CreateTime","key":"Yf8=","keyEncoding":"base64","value":null,"headers":[{"key":"h","value":"Yf8=","valueEncoding":"base64"}]}',
      '{"topic":"orders","partition":3,"offset":8,"timestamp":1700000000000,"timestampType":"CreateTime","key":null,"value":"Yf8=","valueEncoding":"base64","headers":[]}',
      '',
    ])
  })

  // Overlong forms, surrogates and what lies beyond U+10FFFF are no UTF-8, whatever decoders make of them.
  test.each([['c080'], ['eda080'], ['f4908080'], ['c3'], ['80'], ['e282']])('%s is not taken for UTF-8', (hex) => {
    expect(printed(jsonFormat(), [{value: Buffer.from(hex, 'hex')}])).toContain('"valueEncoding":"base64"')
  })

  test('every character that JSON must escape is escaped, no other', () => {
    const all = Buffer.from(Array.from({length: 128}, (_, code) => code))
    const {value} = JSON.parse(printed(jsonFormat(), [{value: all}])) as {value: string}
    expect(Buffer.from(value)).toEqual(all)
    expect(printed(jsonFormat(), [{value: '/\x7f<>&'}])).toContain('"value":"/\x7f<>&"')
  })

  test('the topic changes with the place', () => {
    const format = jsonFormat()
    const offsets = ['a', 'b'].map((topic) => printed(format, [plain], {topic}).slice(0, 12))
    expect(offsets).toEqual(['{"topic":"a"', '{"topic":"b"'])
  })
})

describe('JSON embedded in the line', () => {
  const value = (bytes: string | Buffer | null) => {
    const {format, notJson} = embeddingFormat({value: 'json'})
    const line = printed(format, [{key: '{"k":1}', value: bytes}])
    expect(line.split('\n')).toHaveLength(2)
    JSON.parse(line)
    return [/"value":(.*),"headers"/.exec(line)?.[1], notJson.values]
  }

  test.each([
    ['{"id":9007199254740993,"n":1.50e0}', '{"id":9007199254740993,"n":1.50e0}'],
    [' {\n  "a": [1,\r\n 2]\r\n}\n', '{  "a": [1, 2]}'],
    ['[]', '[]'],
    ['-0.10', '-0.10'],
    ['true', 'true'],
    ['18446744073709551615', '18446744073709551615'],
  ])('%j is embedded as it was written', (text, expected) => expect(value(text)).toEqual([expected, 0]))

  test.each([
    ['"text"', '"\\"text\\""', 0],
    ['null', '"null"', 0],
    [null, 'null', 0],
    ['plain', '"plain"', 1],
    ['', '""', 1],
    ['{"a":1', '"{\\"a\\":1"', 1],
    ['007', '"007"', 1],
    [Buffer.from('{"a":"\xff"}', 'latin1'), '"eyJhIjoi/yJ9","valueEncoding":"base64"', 1],
  ])('%j remains text: a string stands for the bytes', (text, expected, notJson) =>
    expect(value(text)).toEqual([expected, notJson]),
  )

  test('only keys are embedded if only that was asked for', () => {
    const {format} = embeddingFormat({key: 'json'})
    expect(printed(format, [{key: '{"k":1}', value: '{"v":1}'}])).toContain('"key":{"k":1},"value":"{\\"v\\":1}"')
  })
})
