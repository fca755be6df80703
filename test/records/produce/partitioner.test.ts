import {describe, expect, test} from 'vitest'
import {murmur2, Partitioner} from '../../../src/lib/records/produce/partitioner.ts'

const slice = (bytes: Buffer) => ({bytes, start: 0, end: bytes.length})

/** From Java: key in hex, org.apache.kafka.common.utils.Utils.murmur2(key), Utils.toPositive of it modulo 12. */
const java: [key: string, hash: number, of12: number][] = [
  ['', 275646681, 9],
  ['61', -1563381124, 4],
  ['6162', 316155434, 2],
  ['616263', 479470107, 3],
  ['61626364', -1323649548, 8],
  ['6162636465', 461995741, 1],
  ['3231', -973932308, 0],
  ['666f6f626172', -790332482, 6],
  ['612d6c6974746c652d6269742d6c6f6e672d737472696e67', -985981536, 8],
  ['612d6c6974746c652d6269742d6c6f6e6765722d737472696e67', -1486304829, 11],
  ['6c6b6a683233346c68396669756839307932336f697568736166756a6861646f66323239706872396831396838396838', -58897971, 5],
  ['c3a9e4b896f09f9880', -283063977, 11],
  ['183477a35a94c9bf390b770209d32a595d4a987d41f4b3e592471abe05194bb55dcab391', 1607538654, 6],
  ['', 275646681, 9],
  ['e98ee81edf7fae40bfe793d9fced52b202e34d15e5c4caaf166fc2edcea4fb1b', 1165620998, 2],
  ['e944', 1081884379, 7],
  ['b71cf8', -1082937505, 7],
  ['693058b22edd1479f1953297e1c82141a6a46d99364cf461b317c99fee614cc5a74b029f8f81', -94013244, 8],
  ['94aa2150847891d75da8dddd', -855362061, 11],
  ['eb50781ae04364f9b3a3f3707eab79470ba3c885b66c499800da641a22a420ee9989', 1809447463, 7],
  ['c9c38fbf7ae22a00a4174c64', -1832867708, 0],
  ['9831c2d5e9f8c7dcb1c3', -926120083, 1],
  ['347dd8728b', -1941435924, 8],
  ['bb0ff5f4111a021c9a0168a981181c9a324f0aec09395a3213018ebde232b69b463d', 86966013, 9],
  ['9960c80b6a214cc7b067f90295b0', 1275479475, 3],
  ['e9bf8a819b01f5529ebc20efacd4d95a6166595aac5e505cd63fcdf74452a17edaf2ce71', -1709808788, 0],
  ['500fcbc182e1ef30721c8d57fcee80ee', 763345545, 9],
  ['65535585b763', 1304481910, 10],
  ['1de9a5922a08574138340c697fa982fdf2', 870378757, 1],
  ['590b94b3ede70bfeb7c6e8d2988f49', 954584036, 8],
  ['96310e56cf20194df51cd6eaec0958b9d72ecb53418e134a23dd84dc437cb251a58953', 1288187561, 5],
  ['33a2e0636ebdbbc1d586f9d6d6c93e220a5d', 2092604411, 11],
  ['976f7d07b2bbc679878c62', 935973305, 5],
  ['438fd8e801b24847eafa8ebbfe41e1be58', -1704393435, 5],
  ['736d008963a7f2f0c00be3754308a9a9', 252078299, 11],
  ['cc5791c7', -254415673, 7],
  ['8a0cd56d9d78ff727bf90b64b0a84b5491c1f5840f7f8dc02662199f', -472583950, 10],
  ['9c6689465024424cc8942db5b9cfdf14d380620108d6bbd2b548c06e738766847b0a5cf9f95908', -1388554184, 0],
  ['468cc00866e1c4', 2107805648, 8],
  ['b8', -1999618644, 8],
]
/** From kcat -X partitioner=consistent_random with 12 partitions. */
const librdkafka: [key: string, of12: number][] = [
  ['21', 4],
  ['a', 3],
  ['a-little-bit-long-string', 6],
  ['ab', 5],
  ['abc', 6],
  ['foobar', 5],
  ['user-17', 1],
  ['é世😀', 0],
]

describe('keys', () => {
  test.each(java)('murmur2 of %s is what Java computes', (key, hash, of12) => {
    const bytes = Buffer.from(key, 'hex')
    expect(murmur2(bytes)).toBe(hash)
    const inside = Buffer.concat([Buffer.from('xy'), bytes, Buffer.from('z')])
    expect(murmur2(inside, 2, 2 + bytes.length)).toBe(hash)
    const partitioner = new Partitioner('murmur2')
    partitioner.update(12, [])
    expect(partitioner.partition(slice(bytes))).toBe(of12)
  })

  test.each(librdkafka)('crc32 sends %s where librdkafka sends it', (key, of12) => {
    const partitioner = new Partitioner('crc32')
    partitioner.update(12, [])
    expect(partitioner.partition(slice(Buffer.from(key)))).toBe(of12)
  })

  test('records keep the partition of their key even if it has no leader', () => {
    const partitioner = new Partitioner('murmur2')
    partitioner.update(12, [0])
    expect(partitioner.partition(slice(Buffer.from('a')))).toBe(4)
  })
})

describe('without a key', () => {
  test('all records of a batch go to one partition, the next batch to another', () => {
    const partitioner = new Partitioner('murmur2', () => 0.5)
    partitioner.update(4, [0, 1, 2, 3])
    const first = partitioner.partition(null)
    expect([partitioner.partition(null), partitioner.partition(null)]).toEqual([first, first])
    partitioner.batchComplete(first)
    expect(partitioner.partition(null)).not.toBe(first)
  })

  test('the end of a batch of another partition changes nothing', () => {
    const partitioner = new Partitioner('murmur2', () => 0)
    partitioner.update(4, [])
    const first = partitioner.partition(null)
    partitioner.batchComplete((first + 1) % 4)
    expect(partitioner.partition(null)).toBe(first)
  })

  test('only partitions that have a leader are used', () => {
    const partitioner = new Partitioner('murmur2')
    partitioner.update(6, [2, 4])
    for (let batch = 0; batch < 20; batch++) {
      const partition = partitioner.partition(null)
      expect([2, 4]).toContain(partition)
      partitioner.batchComplete(partition)
    }
  })

  test('with crc32 a record with an empty key goes where records without a key go, as in librdkafka', () => {
    const partitioner = new Partitioner('crc32', () => 0.99)
    partitioner.update(12, [])
    expect(partitioner.partition(slice(Buffer.alloc(0)))).toBe(11)
  })

  test('sticky keeps to one partition until a batch is complete, whatever the keys', () => {
    const partitioner = new Partitioner('sticky', () => 0)
    partitioner.update(3, [0, 1, 2])
    const key = (text: string) => ({bytes: Buffer.from(text), start: 0, end: text.length})
    expect([key('a'), key('b'), null, key('c')].map((each) => partitioner.partition(each))).toEqual([0, 0, 0, 0])
    partitioner.batchComplete(0)
    expect([key('a'), null].map((each) => partitioner.partition(each))).toEqual([1, 1])
  })

  test('round-robin takes turns, with and without keys', () => {
    const partitioner = new Partitioner('round-robin')
    partitioner.update(3, [])
    const key = slice(Buffer.from('same'))
    expect([key, null, key, null, key].map((each) => partitioner.partition(each))).toEqual([0, 1, 2, 0, 1])
  })

  test('random reaches every partition', () => {
    const partitioner = new Partitioner('random')
    partitioner.update(3, [])
    const seen = new Set(Array.from({length: 200}, () => partitioner.partition(null)))
    expect([...seen].toSorted()).toEqual([0, 1, 2])
  })
})

test('an unknown name is an error that lists the known ones', () => {
  expect(() => new Partitioner('murmur3' as never)).toThrow(
    "unknown partitioner 'murmur3'; there are murmur2, crc32, sticky, round-robin, random",
  )
})
