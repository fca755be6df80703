import {describe, expect, test} from 'vitest'
import {api, pick, requestFrame, responseBody} from '../../src/lib/wire/api.ts'
import {requestHeader, responseFrame} from '../../src/lib/practice-broker/broker-frames.ts'
import {Reader, Writer} from '../../src/lib/wire/buffers.ts'
import {structCodec, UnsupportedField} from '../../src/lib/wire/codec.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'
import {
  array,
  between,
  bool,
  bytes,
  ignorable,
  int16,
  int32,
  int64,
  int8,
  nullable,
  optional,
  repeating,
  since,
  string,
  struct,
  tagged,
  uuid,
  type Fields,
} from '../../src/lib/wire/schema.ts'

function write(body: (w: Writer) => void) {
  const w = new Writer()
  body(w)
  return Buffer.concat(w.chunks()).toString('hex')
}
const reader = (hex: string) => new Reader(Buffer.from(hex, 'hex'))
const encode = (fields: Fields, value: object, version = 0, flexible = false, lenient = false) =>
  write((w) => structCodec(fields, version, flexible, lenient).write(w, value))
const decode = (fields: Fields, hex: string, version = 0, flexible = false) =>
  structCodec(fields, version, flexible).read(reader(hex)) as Record<string, unknown>

describe('primitives', () => {
  test.each([-1, -(2 ** 31), 5, 2 ** 40])('a reader of 4 bytes steps over no %d', (length) => {
    const r = reader('01020304')
    expect(() => r.advance(length)).toThrow(CorruptData)
    expect(r.remaining).toBe(4)
  })

  test.each([
    [0, '0000000000000000'],
    [-1, 'ffffffffffffffff'],
    [1_700_000_000_000, '0000018bcfe56800'],
    [2 ** 53 - 1, '001fffffffffffff'],
    [-(2 ** 53), 'ffe0000000000000'],
    [-(2 ** 63), '8000000000000000'],
    [2 ** 63, '7fffffffffffffff'], // Java's Long.MAX_VALUE, which no number holds
  ])('int64 %d', (value, hex) => {
    expect(write((w) => w.int64(value))).toBe(hex)
    expect(reader(hex).int64()).toBe(value)
  })

  test('int64 beyond 2^53 is read as the nearest number', () => {
    expect(reader('0020000000000001').int64()).toBe(2 ** 53)
    expect(reader('7fffffffffff0000').int64()).toBe(9223372036854710000)
  })

  test.each([1.5, NaN, Infinity, 2 ** 64, -(2 ** 63) - 2048])('int64 refuses %d', (value) => {
    expect(() => write((w) => w.int64(value))).toThrow(RangeError)
  })

  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [2 ** 31, '8080808008'],
    [2 ** 32 - 1, 'ffffffff0f'],
  ])('unsigned varint %d', (value, hex) => {
    expect(write((w) => w.unsignedVarint(value))).toBe(hex)
    expect(reader(hex).unsignedVarint()).toBe(value)
  })

  test('uuid in the form that Kafka prints', () => {
    const id = 'bXs0uTLnS4WKIBCKyVZKTA'
    expect(write((w) => w.uuid(id))).toBe(Buffer.from(id, 'base64url').toString('hex'))
    expect(reader('00'.repeat(16)).uuid()).toBe('AAAAAAAAAAAAAAAAAAAAAA')
  })
  // Left alone, the rest would be whatever memory held before.
  test.each(['', 'short', 'bXs0uTLnS4WKIBCKyVZKTAA', 'bXs0uTLnS4WKIBCKyVZKT!', '6d7b34b9-32e7-4b85-8a20-108ac9564a4c'])(
    'no uuid: %j',
    (value) => expect(() => write((w) => w.uuid(value))).toThrow('not a Kafka uuid'),
  )

  test('a writer grows in the middle of a value, and takes large bytes without a copy', () => {
    const large = Buffer.alloc(5000, 'b')
    const w = new Writer()
    for (let i = 0; i < 600; i++) w.int32(i)
    w.string('é'.repeat(3000), 6000)
    w.bytes(large)
    w.int8(7)
    const chunks = w.chunks()
    expect(chunks.some((chunk) => chunk.buffer === large.buffer)).toBe(true)
    const r = new Reader(Buffer.concat(chunks))
    for (let i = 0; i < 600; i++) expect(r.int32()).toBe(i)
    expect(r.string(6000)).toBe('é'.repeat(3000))
    expect(r.bytes(5000).equals(large)).toBe(true)
    expect([r.int8(), r.remaining]).toEqual([7, 0])
  })
})

describe('a message at a version', () => {
  const fields = {
    name: string,
    note: nullable(string, 2),
    count: since(1, int32, -1),
    gone: between(0, 1, int16, 9),
    hint: ignorable(since(3, bool)),
    items: array({id: int32, size: since(2, int64, -5)}),
    extra: tagged(0, since(2, struct({leader: optional(int32, -1)}))),
  }

  test('the bytes of each version', () => {
    const value = {name: 'n', items: [{id: 7}]}
    expect(encode(fields, value, 0)).toBe('00016e' + '0000' + '0009' + '00000001' + '00000007')
    expect(encode(fields, value, 1)).toBe('00016e' + '0000' + 'ffffffff' + '0009' + '00000001' + '00000007')
    expect(encode(fields, {...value, note: 'x', hint: true}, 3, true)).toBe(
      '026e' + '0278' + 'ffffffff' + '01' + '02' + '00000007' + 'fffffffffffffffb' + '00' + '00',
    )
  })

  test('a field that the version lacks has its default when read', () => {
    expect(decode(fields, '00016e' + '0000' + '0009' + '00000000', 0)).toEqual({
      name: 'n',
      note: '',
      count: -1,
      gone: 9,
      hint: false,
      items: [],
      extra: {leader: -1},
    })
  })

  test('a tag is written if it differs from its default, in any position', () => {
    const tag = '01' + '00' + '05' + '00000003' + '00'
    expect(encode({extra: fields.extra}, {extra: {leader: 3}}, 2, true)).toBe(tag)
    expect(encode({extra: fields.extra}, {extra: {leader: -1}}, 2, true)).toBe('00')
    expect(decode({extra: fields.extra}, '02' + '07' + '03' + 'aabbcc' + tag.slice(2), 2, true)).toEqual({
      extra: {leader: 3},
    })
  })

  test('a request cannot carry what its version lacks, unless Kafka marks the field ignorable', () => {
    const wrong = () => encode(fields, {name: 'n', items: [], count: 3}, 0)
    expect(wrong).toThrow(UnsupportedField)
    expect(wrong).toThrow("'count' needs version 1 or later of this request, but version 0 is spoken")
    expect(() => encode(fields, {name: 'n', items: [], gone: 3}, 2)).toThrow("'gone' needs versions 0 to 1")
    expect(() => encode(fields, {name: 'n', items: [{id: 1, size: 5}]}, 1)).toThrow("'size' needs version 2")
    expect(encode(fields, {name: 'n', items: [], hint: true, count: -1}, 0)).toBe(
      '00016e' + '0000' + '0009' + '00000000',
    )
  })

  test('a response drops fields that its version lacks', () => {
    const value = {name: 'n', items: [{id: 1, size: 5}], count: 3}
    expect(encode(fields, value, 0, false, true)).toBe('00016e' + '0000' + '0009' + '00000001' + '00000001')
  })

  test('null in all kinds of fields', () => {
    const nulls = {
      text: nullable(string),
      data: nullable(bytes),
      list: nullable(array(int8)),
      inner: nullable(struct({a: int8})),
    }
    const all = {text: null, data: null, list: null, inner: null}
    expect(encode(nulls, all)).toBe('ffff' + 'ffffffff' + 'ffffffff' + 'ff')
    expect(encode(nulls, all, 0, true)).toBe('00' + '00' + '00' + 'ff' + '00')
    for (const flexible of [false, true]) {
      expect(decode(nulls, encode(nulls, all, 0, flexible), 0, flexible)).toEqual(all)
      const set = {text: '', data: Buffer.from('d'), list: [1, -1], inner: {a: 3}}
      expect(decode(nulls, encode(nulls, set, 0, flexible), 0, flexible)).toEqual(set)
    }
  })

  test('null in a version that has none: refused in a request, empty in a response', () => {
    const later = {list: nullable(array(int8), 1), text: nullable(string, 3)}
    expect(() => encode(later, {list: null, text: ''}, 0)).toThrow(UnsupportedField)
    expect(() => encode(later, {list: null, text: ''}, 0)).toThrow("'list: null' needs version 1 or later")
    expect(encode(later, {list: null, text: ''}, 1)).toBe('ffffffff' + '0000')
    expect(encode(later, {list: null, text: null}, 0, false, true)).toBe('00000000' + '0000')
    expect(encode(later, {}, 0)).toBe('00000000' + '0000')
    expect(() => encode({text: string}, {text: null})).toThrow("'text' cannot be null")
  })

  test('null where it is not allowed is read as empty', () => {
    expect(decode({s: string, b: bytes, a: array(int8)}, 'ffff' + 'ffffffff' + 'ffffffff')).toEqual({
      s: '',
      b: Buffer.alloc(0),
      a: [],
    })
  })
})

describe('repeated arrays', () => {
  const fields = {topics: array({configs: repeating(array({name: string, value: nullable(string)}))})}
  const topics = [
    [{name: 'a', value: '1'}, {name: 'b', value: null}, {name: 'c', value: '3'}],
    [{name: 'a', value: '1'}, {name: 'b', value: '2'}, {name: 'c', value: '3'}],
    [{name: 'b', value: null}, {name: 'a', value: '1'}],
    [],
    [{name: 'a', value: '1'}, {name: 'b', value: null}, {name: 'c', value: '3'}, {name: 'd', value: ''}],
    [{name: 'a', value: '12'}],
  ] // prettier-ignore
  const message = {topics: topics.map((configs) => ({configs}))}

  test.each([false, true])('return the items of each (flexible: %s)', (flexible) => {
    const bytesOf = encode(fields, message, 0, flexible)
    expect(decode(fields, bytesOf, 0, flexible)).toEqual(message)
    expect(bytesOf).toBe(encode({topics: array({configs: array({name: string, value: nullable(string)})})}, message, 0, flexible)) // prettier-ignore
  })

  test('share equal items at the same index, within one message only', () => {
    const {read} = structCodec(fields, 0, false)
    const bytesOf = encode(fields, message)
    const [first, second, third] = (read(reader(bytesOf)) as typeof message).topics.map(({configs}) => configs)
    expect(second?.[0]).toBe(first?.[0])
    expect(second?.[2]).toBe(first?.[2])
    expect(third?.[1]).not.toBe(first?.[0])
    const other = {topics: [{configs: [{name: 'x', value: '1'}]}]}
    expect(read(reader(encode(fields, other)))).toEqual(other)
    expect((read(reader(bytesOf)) as typeof message).topics[0]?.configs[0]).not.toBe(first?.[0])
  })

  test('are the same array where all items are equal, also with others in between, within one message only', () => {
    const {read} = structCodec(fields, 0, false)
    const long = (of: string) => ({configs: Array.from({length: 30}, (_, at) => ({name: `${at}`, value: of}))})
    const kinds = ['a', 'b', 'c', 'd', 'e'].map(long)
    const [a, b] = kinds as [(typeof kinds)[0], (typeof kinds)[0]]
    const sent = {topics: [a, b, a, a, b, {configs: []}, ...kinds.slice(2), {configs: []}, a]}
    const got = (read(reader(encode(fields, sent))) as typeof sent).topics
    expect({topics: got}).toEqual(sent)
    const arrays = got.map(({configs}) => configs)
    expect([arrays[2], arrays[3], arrays[4]].map((one) => arrays.indexOf(one!))).toEqual([0, 0, 1])
    const again = (read(reader(encode(fields, sent))) as typeof sent).topics
    expect(again[0]?.configs).not.toBe(arrays[0])
  })

  test('that end within the previous bytes are corrupt', () => {
    const whole = encode(fields, {topics: topics.slice(0, 2).map((configs) => ({configs}))})
    for (let cut = 2; cut < whole.length; cut += 2)
      expect(() => decode(fields, whole.slice(0, -cut))).toThrow(CorruptData)
    const value = 'x'.repeat(100)
    const twice = encode(fields, {topics: [{configs: [{name: 'a', value}]}, {configs: [{name: 'a', value}]}]})
    for (let cut = 2; cut < twice.length; cut += 2)
      expect(() => decode(fields, twice.slice(0, -cut))).toThrow(CorruptData)
  })
})

describe('corrupt messages name the place', () => {
  const fields = {
    throttleTimeMs: int32,
    topics: array({name: string, partitions: array({index: int32, ids: array(uuid)})}),
  }
  const topic = (rest: string) => '00000000' + '00000001' + '0001' + '61' + rest
  test.each([
    ['cut short', '0000', 'throttleTimeMs: 4 bytes wanted at byte 0, 2 are left'],
    ['count of 2^31 - 1', '00000000' + '7fffffff', 'topics: 2147483647 items announced, 0 bytes are left'],
    ['count below -1', '00000000' + 'fffffffe', 'topics: a length of -2 before byte 8'],
    [
      'string beyond the end',
      '00000000' + '00000001' + '00ff' + '61626364',
      'topics.name: 255 bytes wanted at byte 10, 4 are left',
    ],
    ['negative string', '00000000' + '00000001' + 'fff0' + '61626364', 'topics.name: a length of -16 before byte 10'],
    [
      'two deep',
      topic('00000001' + '00000009' + '00000003' + '00'),
      'topics.partitions.ids: 3 items announced, 1 bytes are left',
    ],
  ])('%s', (_, hex, message) => {
    expect(() => decode(fields, hex)).toThrow(CorruptData)
    expect(() => decode(fields, hex)).toThrow(message)
  })

  const flexible = {name: string, leader: tagged(1, since(0, struct({id: optional(int32)})))}
  test.each([
    ['a varint of six bytes', 'ffffffffff01', 'name: a varint of more than 5 bytes'],
    ['a string of 4 GiB', 'ffffffff0f', 'name: 4294967294 bytes wanted at byte 5, 0 are left'],
    ['2^32 tags', '0161'.slice(0, 2) + 'ffffffff0f', 'tags: 1 bytes wanted'],
    ['an unknown tag beyond the end', '01' + '01' + '09' + '7f', 'tag 9: 127 bytes wanted at byte 4, 0 are left'],
    [
      'a known tag that is larger than it says',
      '01' + '01' + '01' + '02' + '0000000000',
      'leader: 5 bytes in a tag of 2',
    ],
    [
      'a known tag that is smaller than it says',
      '01' + '01' + '01' + '09' + '000000000000000000',
      'leader: 5 bytes in a tag of 9',
    ],
  ])('%s', (_, hex, message) => {
    expect(() => decode(flexible, hex, 0, true)).toThrow(CorruptData)
    expect(() => decode(flexible, hex, 0, true)).toThrow(message)
  })

  test('items without bytes cannot be announced by the million', () => {
    const nothing = {list: array({later: since(5, int32)})}
    expect(() => decode(nothing, '7fffffff' + '00')).toThrow('list: 2147483647 items announced, 1 bytes are left')
  })

  test('decode errors name API and version', () => {
    const ping = api({key: 999, name: 'Ping', versions: [0, 2], to: 'any', request: {}, response: {at: int64}})
    expect(() => ping.decode(Buffer.alloc(3), 2)).toThrow('Ping v2 response, at: 8 bytes wanted at byte 0, 3 are left')
  })
})

describe('headers', () => {
  const ping = api({
    key: 999,
    name: 'Ping',
    versions: [0, 2],
    flexible: 1,
    to: 'any',
    request: {a: int8},
    response: {a: int8},
  })

  test('of a request: the client id is the same in flexible versions', () => {
    const frame = (version: number) =>
      Buffer.concat(requestFrame(ping, version, 5, 'me', ping.encode({a: 1}, version))).toString('hex')
    expect(frame(0)).toBe('0000000d' + '03e7' + '0000' + '00000005' + '0002' + '6d65' + '01')
    expect(frame(1)).toBe('0000000f' + '03e7' + '0001' + '00000005' + '0002' + '6d65' + '00' + '01' + '00')
  })

  test('of a request, read again; without client id; with tags', () => {
    expect(requestHeader(ping, 0, Buffer.from('00000005' + '0002' + '6d65' + '01', 'hex'))).toEqual({
      correlationId: 5,
      clientId: 'me',
      bodyAt: 8,
    })
    expect(
      requestHeader(ping, 1, Buffer.from('00000005' + 'ffff' + '01' + '07' + '02' + 'aabb' + '01', 'hex')),
    ).toEqual({
      correlationId: 5,
      clientId: null,
      bodyAt: 11,
    })
    expect(() => requestHeader(ping, 0, Buffer.from('00000005' + '7fff', 'hex'))).toThrow(CorruptData)
  })

  test('of a response: tags in flexible versions, never for ApiVersions (KIP-511)', () => {
    const body = [Buffer.from('01', 'hex')]
    const hex = (key: number, version: number) =>
      Buffer.concat(responseFrame({...ping, key}, version, 9, body)).toString('hex')
    expect(hex(999, 0)).toBe('00000005' + '00000009' + '01')
    expect(hex(999, 1)).toBe('00000006' + '00000009' + '00' + '01')
    expect(hex(18, 1)).toBe('00000005' + '00000009' + '01')
    expect(responseBody(ping, 1, Buffer.from('01' + '05' + '01' + 'ff' + '01', 'hex')).toString('hex')).toBe('01')
    expect(responseBody({...ping, key: 18}, 1, body[0]!)).toBe(body[0])
    expect(() => responseBody(ping, 1, Buffer.from('01' + '05' + '7f', 'hex'))).toThrow(CorruptData)
  })
})

test.each([
  [[0, 9], [0, 13], 9],
  [[4, 18], [0, 11], 11],
  [[2, 4], [0, 1], undefined],
  [[0, 1], [2, 4], undefined],
  [[3, 3], [3, 3], 3],
  [[0, 3], undefined, undefined],
] as const)('pick of %j and %j', (ours, theirs, version) => expect(pick(ours, theirs)).toBe(version))
