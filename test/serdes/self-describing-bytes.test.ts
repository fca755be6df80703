// JSON to MessagePack and CBOR: examples of their specifications.
import {expect, test} from 'vitest'
import {plainEncoder} from '../../src/lib/serdes/field-encoder.ts'

const hex = async (serde: 'msgpack' | 'cbor', json: string) => (await plainEncoder(serde))(json).toString('hex')

// RFC 8949, appendix A.
test.each([
  ['0', '00'],
  ['23', '17'],
  ['24', '1818'],
  ['1000', '1903e8'],
  ['1000000', '1a000f4240'],
  ['1000000000000', '1b000000e8d4a51000'],
  ['18446744073709551615', '1bffffffffffffffff'],
  ['18446744073709551616', 'c249010000000000000000'],
  ['-18446744073709551616', '3bffffffffffffffff'],
  ['-18446744073709551617', 'c349010000000000000000'],
  ['-1', '20'],
  ['-1000', '3903e7'],
  ['1.1', 'fb3ff199999999999a'],
  ['false', 'f4'],
  ['null', 'f6'],
  ['"IETF"', '6449455446'],
  ['"ü"', '62c3bc'],
  ['[1,[2,3],[4,5]]', '8301820203820405'],
  ['{"a":1,"b":[2,3]}', 'a26161016162820203'],
])('CBOR %s', async (json, bytes) => {
  expect(await hex('cbor', json)).toBe(bytes)
})

// By the format of each family in MessagePack's specification.
test.each([
  ['127', '7f'],
  ['128', 'cc80'],
  ['65535', 'cdffff'],
  ['65536', 'ce00010000'],
  ['18446744073709551615', 'cfffffffffffffffff'],
  ['-32', 'e0'],
  ['-33', 'd0df'],
  ['-128', 'd080'],
  ['-32768', 'd18000'],
  ['-2147483648', 'd280000000'],
  ['-9223372036854775808', 'd38000000000000000'],
  ['1.1', 'cb3ff199999999999a'],
  ['true', 'c3'],
  ['null', 'c0'],
  ['"üa"', 'a3c3bc61'],
  [`"${'x'.repeat(32)}"`, `d920${'78'.repeat(32)}`],
  ['[1,true]', '9201c3'],
  [`[${'1,'.repeat(15)}1]`, `dc0010${'01'.repeat(16)}`],
  ['{"a":false}', '81a161c2'],
  ['{"ext":5,"data":"/w=="}', 'd405ff'],
  ['{"ext":-3,"data":"AQID"}', 'c703fd010203'],
])('MessagePack %s', async (json, bytes) => {
  expect(await hex('msgpack', json)).toBe(bytes)
})

test('a value that neither format has is an error', async () => {
  await expect(hex('msgpack', '18446744073709551616')).rejects.toThrow(
    "18446744073709551616 is more than MessagePack's",
  )
  await expect(hex('cbor', '"\\ud800"')).rejects.toThrow('half a character')
  await expect(hex('cbor', '{"a":')).rejects.toThrow('it is not JSON')
})
