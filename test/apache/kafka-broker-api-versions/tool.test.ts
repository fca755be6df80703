// What parity does not see: brokers of other releases, and one that does not answer.
import {expect, test} from 'vitest'
import {apisText} from '../../../src/lib/apache/kafka-broker-api-versions/lines.ts'
import kafkaBrokerApiVersions from '../../../src/lib/apache/kafka-broker-api-versions/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster} from '../../support/fake-cluster.ts'

test('what is too old, too new or unknown is said', () => {
  const lines = apisText({
    apis: [
      {key: 999, min: 0, max: 0},
      {key: 1, min: 20, max: 30},
      {key: 0, min: 0, max: 2},
      {key: 3, min: 1, max: 99},
      {key: 46, min: 0, max: 0},
      {key: 4, min: 0, max: 7},
    ],
  }).split('\n')
  expect(lines.slice(0, 5)).toEqual([
    '(',
    '\tProduce(0): 0 to 2 [unusable: node too old],',
    '\tFetch(1): 20 to 30 [unusable: node too new],',
    '\tListOffsets(2): UNSUPPORTED,',
    '\tMetadata(3): 1 to 99 [usable: 13],',
  ])
  // A client's list has no requests that only brokers send, unless the node has them.
  expect(lines[5]).toBe('\tLeaderAndIsr(4): 0 to 7 [unusable: node too new],')
  expect(lines[6]).toBe('\tOffsetCommit(8): UNSUPPORTED,')
  expect(lines).toContain('\tListPartitionReassignments(46): 0 [usable: 0],')
  expect(lines.at(-2)).toBe('\tUNKNOWN(999): 0')
})

test('a broker that is gone is a line, and the exit code stays 0', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const [first, second] = fake.nodes
  await fake.stop(2)
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', `127.0.0.1:${first?.port}`]
  expect(await kafkaBrokerApiVersions.run(argv, io)).toBe(0)
  const {out, err} = text()
  expect(err).toBe('')
  expect(out).toContain(
    `127.0.0.1:${first?.port} (id: 1 rack: null isFenced: false) -> (\n\tProduce(0): UNSUPPORTED,\n`,
  )
  expect(out).toContain(
    `127.0.0.1:${second?.port} (id: 2 rack: null isFenced: false) -> ERROR: org.apache.kafka.common.errors.DisconnectException\n`,
  )
}, 15_000)
