import {describe, expect, test} from 'vitest'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import {lengthFormat, rawFormat} from '../../../src/lib/records/formats/binary-format.ts'
import type {Format} from '../../../src/lib/records/formats/format.ts'
import {jsonFormat} from '../../../src/lib/records/formats/json-format.ts'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {TextBuffer} from '../../../src/lib/records/formats/text-buffer.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {batch, forEachRecord, type Given} from '../support/records.ts'

const place = {topic: 'orders', partition: 3, leaderEpoch: 5, timestampType: 'CreateTime' as const}

/** As latin1, so that every byte shows. */
function printed(format: Format, records: readonly Given[], where: Partial<typeof place> | object = {}): string {
  const to = new TextBuffer(16)
  forEachRecord(batch(7, records), (cursor) => format(cursor, {...place, ...where}, to))
  return to.take().toString('latin1')
}

const plain: Given = {key: 'k', value: 'v'}
const rich: Given = {key: 'key', value: 'value', headers: [['h1', 'v1'], ['h2', null], ['h1', '']]} // prettier-ignore

describe('text, as Apache prints it', () => {
  test('values only by default, a line each', () => {
    expect(printed(textFormat(), [plain, {value: ''}, {value: null}])).toBe('v\n\nnull\n')
  })

  test('all fields in their order', () => {
    const all = {timestamp: true, partition: true, offset: true, delivery: true, epoch: 'apache', headers: true, key: true} as const // prettier-ignore
    expect(printed(textFormat(all), [rich])).toBe(
      'CreateTime:1700000000000\tPartition:3\tOffset:7\tDelivery:NOT_PRESENT\tEpoch:NOT_PRESENT\th1:v1,h2:null,h1:\tkey\tvalue\n',
    )
  })

  test('ours on top: the topic in front, the real epoch', () => {
    expect(printed(textFormat({topic: true, epoch: true}), [plain])).toBe('orders\tEpoch:5\tv\n')
    expect(printed(textFormat({epoch: true}), [plain], {leaderEpoch: -1})).toBe('Epoch:NOT_PRESENT\tv\n')
  })

  test('no headers, no value, null key', () => {
    expect(printed(textFormat({headers: true, key: true, value: false}), [{value: 'v'}])).toBe('NO_HEADERS\tnull\n')
  })

  test.each([
    ['CreateTime', 'CreateTime:1700000000000'],
    ['LogAppendTime', 'LogAppendTime:1700000000000'],
    ['NoTimestamp', 'NO_TIMESTAMP'],
  ])('timestamps of type %s', (timestampType, shown) => {
    expect(printed(textFormat({timestamp: true, value: false}), [plain], {timestampType})).toBe(`${shown}\n`)
  })

  test('a timestamp of -1 is printed as such', () => {
    expect(printed(textFormat({timestamp: true, value: false}), [{timestamp: -1}])).toBe('CreateTime:-1\n')
  })

  test('separators and the null literal can be chosen, also as nothing', () => {
    const format = textFormat({
      key: true,
      headers: true,
      keySeparator: '=>',
      lineSeparator: '--\r\n',
      headersSeparator: '|',
      nullLiteral: '',
    })
    expect(printed(format, [rich, {}])).toBe('h1:v1|h2:|h1:=>key=>value--\r\nNO_HEADERS=>=>--\r\n')
    expect(printed(textFormat({key: true, keySeparator: '', lineSeparator: ''}), [plain])).toBe('kv')
  })

  test('with every field off nothing is printed at all', () => {
    expect(printed(textFormat({value: false}), [plain])).toBe('')
  })

  test('bytes are not touched', () => {
    expect(printed(textFormat(), [{value: Buffer.from([0, 255, 10, 128])}])).toBe('\0\xff\n\x80\n')
  })

  test('deserializers get the bytes, and the null literal for null', () => {
    const upper = (bytes: Buffer) => Buffer.from(bytes.toString().toUpperCase())
    const format = textFormat({
      key: true,
      headers: true,
      decodeKey: upper,
      decodeValue: (bytes) => Buffer.from(bytes.toString('hex')),
      decodeHeader: upper,
    })
    expect(printed(format, [rich, {}])).toBe('h1:V1,h2:NULL,h1:\tKEY\t76616c7565\nNO_HEADERS\tNULL\t6e756c6c\n')
  })

  test('values longer than the buffer', () => {
    const long = 'x'.repeat(100_000)
    expect(printed(textFormat({key: true}), [{key: long, value: long}])).toBe(`${long}\t${long}\n`)
  })
})

describe('templates, as kcat prints them', () => {
  test('every placeholder', () => {
    // What kcat -f prints for such a record: a null header value is NULL, lengths of null are -1.
    const format = templateFormat('%t|%p|%o|%T|%k|%s|%v|%K|%S|%V|%h|%e|%%\\n')
    expect(printed(format, [rich, {}])).toBe(
      'orders|3|7|1700000000000|key|value|value|3|5|5|h1=v1,h2=NULL,h1=|5|%\n' +
        'orders|3|8|1700000000000||||-1|-1|-1||5|%\n',
    )
  })

  test('%R is the length as four bytes, big-endian', () => {
    expect(printed(templateFormat('%R%s'), [{value: 'x'.repeat(258)}, {}])).toBe(
      `\0\0\x01\x02${'x'.repeat(258)}\xff\xff\xff\xff`,
    )
  })

  test('escapes, and text beyond ASCII', () => {
    expect(printed(templateFormat('\\x41\\t\\r\\0\\\\n\\xe9é\\n'), [plain])).toBe('A\t\r\0\\n\xe9\xc3\xa9\n')
  })

  test('conversions', () => {
    const binary = {key: Buffer.from([0xde, 0xad]), value: Buffer.from([0xff]), timestamp: 0}
    expect(printed(templateFormat('%k{hex} %v{base64} %s{hex} %T{iso}'), [binary])).toBe(
      'dead /w== ff 1970-01-01T00:00:00.000Z',
    )
  })

  test('numbers as big-endian integers and in hex', () => {
    const at = (template: string) => Buffer.from(printed(templateFormat(template), [rich]), 'latin1').toString('hex')
    expect(at('%p{big8}%p{big16}%o{big32}')).toBe('03000300000007')
    expect(at('%T{big64}%K{big16}%V{big32}')).toBe('0000018bcfe56800000300000005')
    expect(printed(templateFormat('%T{hex} %T{s} %H'), [rich])).toBe('18bcfe56800 1700000000 3')
    expect(at('%V{big64}').length).toBe(16)
    expect(Buffer.from(printed(templateFormat('%V{big64}%K{big16}'), [{}]), 'latin1').toString('hex')).toBe(
      'f'.repeat(20),
    )
  })

  test('the value of one header, the last of that name; a JSON string', () => {
    const twice = {
      headers: [
        ['h', 'a'],
        ['h', 'b'],
        ['n', null],
      ] as [string, string | null][],
      value: 'x"y',
    }
    expect(printed(templateFormat('[%h{h}][%h{n}][%h{none}]%v{json}', '-'), [twice])).toBe('[b][-][-]"x\\"y"')
  })

  test('a null key or value prints the null literal, also when converted', () => {
    expect(printed(templateFormat('[%k][%v{hex}]', 'NULL'), [{}])).toBe('[NULL][NULL]')
  })

  test('braces behind a space are text', () => {
    expect(printed(templateFormat('{%s }'), [plain])).toBe('{v }')
  })

  test.each([
    ['%x', "format: unknown placeholder '%x'; there are %t %p %o %T %k %s %v %K %S %V %R %h %H %e and %%"],
    ['100%', 'format: a lone % at the end; a percent sign is written %%'],
    ['\\q', "format: unknown escape '\\q'; there are \\n \\r \\t \\0 \\\\ and \\xNN"],
    ['\\xzz', "format: unknown escape '\\x'; there are \\n \\r \\t \\0 \\\\ and \\xNN"],
    ['%k{upper}', "format: unknown conversion in '%k{upper}'; there is {hex}, {base64}, {json}"],
    [
      '%T{utc}',
      "format: unknown conversion in '%T{utc}'; there is {hex}, {big8}, {big16}, {big32}, {big64}, {iso}, {s}",
    ],
    ['%p{iso}', "format: unknown conversion in '%p{iso}'; there is {hex}, {big8}, {big16}, {big32}, {big64}"],
    ['%t{hex}', "format: '%t' takes no conversion, but '{hex}' follows"],
    ['%k{hex', "format: '%k{hex' lacks its closing brace"],
  ])('%s is a mistake', (template, message) => {
    expect(() => templateFormat(template)).toThrow(new UsageError(message))
  })
})

describe('for programs', () => {
  const records = [{key: 'k', value: Buffer.from([0, 255, 10])}, {value: ''}, {}]
  test('raw: values with nothing between them', () => {
    expect(printed(rawFormat(), records)).toBe('\0\xff\n')
  })
  test('lengths: 32 bits, big-endian, in front of each value; -1 is null', () => {
    expect(printed(lengthFormat(), records)).toBe('\0\0\0\x03\0\xff\n' + '\0\0\0\0' + '\xff\xff\xff\xff')
  })
  test('lengths with keys', () => {
    const none = '\xff\xff\xff\xff'
    expect(printed(lengthFormat({key: true}), records)).toBe(
      `\0\0\0\x01k\0\0\0\x03\0\xff\n${none}\0\0\0\0${none}${none}`,
    )
  })
})

describe('copying', () => {
  test('slices of every length, next to each other, out of changing buffers', () => {
    const to = new TextBuffer(16)
    const expected: Buffer[] = []
    for (let length = 0; length <= 600; length++) {
      const source = Buffer.from(Array.from({length: length + 7}, (_, at) => (at * 31 + length) & 0xff))
      const start = length % 7
      for (const view of [source, Buffer.concat([Buffer.from('x'), source]).subarray(1)])
        to.slice(view, start, start + length)
      expected.push(source.subarray(start, start + length), source.subarray(start, start + length))
    }
    expect(to.take().equals(Buffer.concat(expected))).toBe(true)
  })
})

describe('JSON lines', () => {
  test('one object a line, text where it is UTF-8', () => {
    expect(printed(jsonFormat(), [{key: 'k', value: 'a"b\\c\n\x01é', headers: [['h', 'v'], ['h', null]]}])).toBe(
      Buffer.from(
        '{"topic":"orders","partition":3,"offset":7,"timestamp":1700000000000,"timestampType":"CreateTime","key":"k",' +
          '"value":"a\\"b\\\\c\\n\\u0001é","headers":[{"key":"h","value":"v"},{"key":"h","value":null}]}\n',
      ).toString('latin1'),
    ) // prettier-ignore
  })

  test('base64 where it is not, told per field; null stays null', () => {
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

describe('numbers are written digit by digit', () => {
  test.each([0, 9, 10, 99, 100, 4294967295, 4294967296, 42949672950, 1700000000000, Number.MAX_SAFE_INTEGER, -1, -700])(
    '%i',
    (value) => {
      const to = new TextBuffer(1)
      to.number(value)
      expect(to.take().toString()).toBe(String(value))
    },
  )

  test('any number', () => {
    let seed = 1
    for (let round = 0; round < 2000; round++) {
      seed = (seed * 16807) % 2147483647
      const value = Math.floor((seed / 2147483647) * 10 ** (round % 16))
      const to = new TextBuffer(8)
      to.number(value)
      expect(to.take().toString()).toBe(String(value))
    }
  })
})
