import {describe, expect, test} from 'vitest'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {plain, printed, rich} from '../support/printed.ts'

describe('text, as Apache prints it', () => {
  test('by default only values are printed, one per line', () => {
    expect(printed(textFormat(), [plain, {value: ''}, {value: null}])).toBe('v\n\nnull\n')
  })

  test('all fields are printed in their order', () => {
    const all = {timestamp: true, partition: true, offset: true, delivery: true, epoch: 'apache', headers: true, key: true} as const // prettier-ignore
    expect(printed(textFormat(all), [rich])).toBe(
      'CreateTime:1700000000000\tPartition:3\tOffset:7\tDelivery:NOT_PRESENT\tEpoch:NOT_PRESENT\th1:v1,h2:null,h1:\tkey\tvalue\n',
    )
  })

  test('the topic and the real leader epoch can be printed too', () => {
    expect(printed(textFormat({topic: true, epoch: true}), [plain])).toBe('orders\tEpoch:5\tv\n')
    expect(printed(textFormat({epoch: true}), [plain], {leaderEpoch: -1})).toBe('Epoch:NOT_PRESENT\tv\n')
  })

  test('missing headers, a missing value and a null key are printed as Apache does', () => {
    expect(printed(textFormat({headers: true, key: true, value: false}), [{value: 'v'}])).toBe('NO_HEADERS\tnull\n')
  })

  test.each([
    ['CreateTime', 'CreateTime:1700000000000'],
    ['LogAppendTime', 'LogAppendTime:1700000000000'],
    ['NoTimestamp', 'NO_TIMESTAMP'],
  ] as const)('timestamps of type %s are printed', (timestampType, shown) => {
    expect(printed(textFormat({timestamp: true, value: false}), [plain], {timestampType})).toBe(`${shown}\n`)
  })

  test('a timestamp of -1 is printed as such', () => {
    expect(printed(textFormat({timestamp: true, value: false}), [{timestamp: -1}])).toBe('CreateTime:-1\n')
  })

  test('separators and the null literal can be chosen, and be empty', () => {
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

  test('bytes are printed unchanged', () => {
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

  test('values may be longer than the buffer', () => {
    const long = 'x'.repeat(100_000)
    expect(printed(textFormat({key: true}), [{key: long, value: long}])).toBe(`${long}\t${long}\n`)
  })
})
