import {expect, test} from 'vitest'
import {keyPartition} from '../../../src/lib/records/consume/key-partition.ts'
import {FakeLogs, partition} from '../support/fake-logs.ts'

// Apache: Utils.toPositive(Utils.murmur2(key)) % 12, from test/fixtures of the partitioner; librdkafka's crc32.
test('the partition of a key is that of Java or librdkafka', async () => {
  const logs = await FakeLogs.start({t: Array.from({length: 12}, () => partition())})
  const of = (key: string, name: 'murmur2' | 'crc32') => keyPartition(logs.cluster, 't', Buffer.from(key), name)
  expect(await of('21', 'murmur2')).toBe((-973932308 & 0x7fffffff) % 12) // UtilsTest.testMurmur2
  expect(await of('123456789', 'crc32')).toBe(0xcbf43926 % 12) // the CRC's check value
})
