// What parity does not see: refusals and time-outs of the request as a whole.
import {expect, test} from 'vitest'
import kafkaLeaderElection from '../../../src/lib/apache/kafka-leader-election/tool.ts'
import {ElectLeaders} from '../../../src/lib/apis/elect-leaders.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaLeaderElection.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}
const all = ['--election-type', 'unclean', '--all-topic-partitions']

test('nothing to do prints nothing', async () => {
  await using fake = await fakeCluster(on(ElectLeaders, () => ({replicaElectionResults: []})))
  expect(await run(fake, ...all)).toEqual({out: '', err: '', code: 0})
  expect(fake.asked(ElectLeaders)).toMatchObject([{electionType: 1, topicPartitions: null, timeoutMs: 15_000}])
})

test('a missing right is told on both streams', async () => {
  await using fake = await fakeCluster(on(ElectLeaders, () => ({errorCode: 31})))
  const {out, err, code} = await run(fake, ...all)
  expect(out).toBe('Not authorized to perform leader election\n')
  expect(err).toContain('org.apache.kafka.tools.AdminCommandFailedException: Not authorized to perform leader election')
  expect(code).toBe(1)
})

test('each partition’s outcome has its line', async () => {
  await using fake = await fakeCluster(
    on(ElectLeaders, () => ({
      replicaElectionResults: [
        {
          topic: 'orders',
          partitionResult: [
            {partitionId: 0},
            {partitionId: 1, errorCode: 84},
            {partitionId: 2, errorCode: 80, errorMessage: 'No replica is in sync.'},
          ],
        },
      ],
    })),
  )
  expect(await run(fake, ...all)).toEqual({
    out: `Successfully completed leader election (UNCLEAN) for partitions orders-0
Valid replica already elected for partitions orders-1
Error completing leader election (UNCLEAN) for partition: orders-2: org.apache.kafka.common.errors.PreferredLeaderNotAvailableException: No replica is in sync.
`,
    err: 'org.apache.kafka.tools.AdminCommandFailedException: 1 replica(s) could not be elected\n',
    code: 1,
  })
})

test('a cluster without the request is an error', async () => {
  await using fake = await fakeCluster()
  const {out, err, code} = await run(fake, ...all)
  expect([out, code]).toEqual(['', 1])
  expect(err).toContain('UnsupportedVersionException')
})
