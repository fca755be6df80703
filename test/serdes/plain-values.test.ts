// MessagePack and CBOR: examples of their specifications.
import {expect, test} from 'vitest'
import {cborToJson} from '../../src/lib/serdes/cbor.ts'
import {msgpackToJson} from '../../src/lib/serdes/msgpack.ts'
import type {PrimitiveDecoder} from '../../src/lib/serdes/primitives.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

function decode(decoder: PrimitiveDecoder, hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  const to = new TextBuffer(16)
  decoder(bytes, 0, bytes.length, to)
  return to.take().toString()
}

// RFC 8949, appendix A.
test.each([
  ['00', '0'],
  ['1818', '24'],
  ['1b000000e8d4a51000', '1000000000000'],
  ['1bffffffffffffffff', '18446744073709551615'],
  ['c249010000000000000000', '18446744073709551616'],
  ['3bffffffffffffffff', '-18446744073709551616'],
  ['c349010000000000000000', '-18446744073709551617'],
  ['20', '-1'],
  ['3903e7', '-1000'],
  ['f98000', '-0'],
  ['f93c00', '1'],
  ['fb3ff199999999999a', '1.1'],
  ['f97bff', '65504'],
  ['fa47c35000', '100000'],
  ['f90001', '5.9604645e-8'],
  ['fbc010666666666666', '-4.1'],
  ['f97c00', '"Infinity"'],
  ['f97e00', '"NaN"'],
  ['f4', 'false'],
  ['f6', 'null'],
  ['c074323031332d30332d32315432303a30343a30305a', '"2013-03-21T20:04:00Z"'],
  ['c11a514b67b0', '"2013-03-21T20:04:00Z"'],
  ['c1fb41d452d9ec200000', '"2013-03-21T20:04:00.5Z"'],
  ['4401020304', '"AQIDBA=="'],
  ['62225c', '"\\"\\\\"'],
  ['62c3bc', '"ü"'],
  ['83010203', '[1,2,3]'],
  ['830102', undefined],
  ['ff', undefined],
  ['a201020304', '{"1":2,"3":4}'],
  ['a26161016162820203', '{"a":1,"b":[2,3]}'],
  ['5f42010243030405ff', '"AQIDBAU="'],
  ['7f657374726561646d696e67ff', '"streaming"'],
  ['9f018202039f0405ffff', '[1,[2,3],[4,5]]'],
  ['bf61610161629f0203ffff', '{"a":1,"b":[2,3]}'],
  ['c48221196ab3', '27315e-2'],
])('CBOR %s', (hex, json) => {
  if (json === undefined) expect(() => decode(cborToJson, hex)).toThrow(expect.objectContaining({name: 'DecodeError'}))
  else expect(decode(cborToJson, hex)).toBe(json)
})

// By the format of each family in MessagePack's specification.
test.each([
  ['7f', '127'],
  ['e0', '-32'],
  ['d080', '-128'],
  ['d18000', '-32768'],
  ['d280000000', '-2147483648'],
  ['d38000000000000000', '-9223372036854775808'],
  ['cfffffffffffffffff', '18446744073709551615'],
  ['cdffff', '65535'],
  ['ca3f8ccccd', '1.1'],
  ['cb3ff199999999999a', '1.1'],
  ['c0', 'null'],
  ['a3c3bc61', '"üa"'],
  ['d90161', '"a"'],
  ['c4020102', '"AQI="'],
  ['9201c3', '[1,true]'],
  ['dc000101', '[1]'],
  ['81a161c2', '{"a":false}'],
  ['de000101a162', '{"1":"b"}'],
  ['d6ff514b67b0', '"2013-03-21T20:04:00Z"'],
  ['d7ff77359400514b67b0', '"2013-03-21T20:04:00.5Z"'],
  ['c70cff1dcd6500fffffffffffffffe', '"1969-12-31T23:59:58.5Z"'],
  ['d405ff', '{"ext":5,"data":"/w=="}'],
  ['c1', undefined],
  ['a2ff61', undefined],
  ['0101', undefined],
])('MessagePack %s', (hex, json) => {
  if (json === undefined)
    expect(() => decode(msgpackToJson, hex)).toThrow(expect.objectContaining({name: 'DecodeError'}))
  else expect(decode(msgpackToJson, hex)).toBe(json)
})
