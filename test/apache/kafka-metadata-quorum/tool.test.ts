// What parity does not see: clocks that differ, quorums without directories, changes that succeed.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import kafkaMetadataQuorum from '../../../src/lib/apache/kafka-metadata-quorum/tool.ts'
import {AddRaftVoter} from '../../../src/lib/apis/add-raft-voter.ts'
import {DescribeQuorum} from '../../../src/lib/apis/describe-quorum.ts'
import {RemoveRaftVoter} from '../../../src/lib/apis/remove-raft-voter.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'quorum-'))
afterAll(() => rmSync(folder, {recursive: true}))

async function run(fake: FakeCluster, argv: readonly string[], options: CliOptions = {}) {
  const {io, text} = testIo(options)
  const code = await kafkaMetadataQuorum.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

const state = (replicaId: number, logEndOffset: number, caughtUp: number, directory = 'AAAAAAAAAAAAAAAAAAAAAA') => ({
  replicaId,
  replicaDirectoryId: directory,
  logEndOffset,
  lastFetchTimestamp: caughtUp,
  lastCaughtUpTimestamp: caughtUp,
})
const quorum = (leaderId: number, ...voters: ReturnType<typeof state>[]) =>
  on(DescribeQuorum, () => ({
    topics: [
      {
        topicName: '__cluster_metadata',
        partitions: [
          {
            partitionIndex: 0,
            leaderId,
            leaderEpoch: 5,
            highWatermark: 90,
            currentVoters: voters,
            observers: [state(7, 80, -1, 'AAAAAAAAAAAAAAAAAAAABw')],
          },
        ],
      },
    ],
    nodes: [{nodeId: 2, listeners: [{name: 'CONTROLLER', host: '::1', port: 9093}]}],
  }))
const three = quorum(2, state(1, 95, 900), state(2, 100, 1000), state(3, 90, 400))

test('the slowest voter is the lag of the quorum', async () => {
  await using fake = await fakeCluster(three)
  const {out, code} = await run(fake, ['describe', '--status'])
  expect(code).toBe(0)
  expect(out.replace(/^ClusterId: .*\n/, '')).toBe(`LeaderId:               2
LeaderEpoch:            5
HighWatermark:          90
MaxFollowerLag:         10
MaxFollowerLagTimeMs:   600
CurrentVoters:          [{"id": 1}, {"id": 2, "endpoints": ["CONTROLLER://[::1]:9093"]}, {"id": 3}]
CurrentObservers:       [{"id": 7, "directoryId": "AAAAAAAAAAAAAAAAAAAABw"}]
`)
})

test('times that are not known are -1', async () => {
  await using fake = await fakeCluster(quorum(1, state(1, 95, 900), state(2, 3, -1)))
  expect((await run(fake, ['describe', '--status'])).out).toContain('MaxFollowerLagTimeMs:   -1\n')
})

test('how long ago is counted from now', async () => {
  await using fake = await fakeCluster(three)
  const {out} = await run(fake, ['describe', '--replication', '--human-readable'], {now: 1500})
  expect(out.split('\n').map((line) => line.replaceAll(/ *\t/g, '|'))).toEqual([
    'NodeId|DirectoryId|LogEndOffset|Lag|LastFetchTimestamp|LastCaughtUpTimestamp|Status|',
    '2|AAAAAAAAAAAAAAAAAAAAAA|100|0|500 ms ago|500 ms ago|Leader|',
    '1|AAAAAAAAAAAAAAAAAAAAAA|95|5|600 ms ago|600 ms ago|Follower|',
    '3|AAAAAAAAAAAAAAAAAAAAAA|90|10|1100 ms ago|1100 ms ago|Follower|',
    '7|AAAAAAAAAAAAAAAAAAAABw|80|20|-1|-1|Observer|',
    '',
  ])
})

test('a clock that is behind the quorum’s is an error with both times', async () => {
  await using fake = await fakeCluster(three)
  expect(await run(fake, ['describe', '--replication', '--human-readable'], {now: 950})).toMatchObject({
    out: '',
    err: 'org.apache.kafka.common.KafkaException: Error while computing relative time, possible drift in system clock.\nCurrent timestamp is 950, last fetch timestamp is 1000\n',
    code: 1,
  })
})

test('a quorum without its leader among the voters is an error', async () => {
  await using fake = await fakeCluster(quorum(9, state(1, 95, 900)))
  expect(await run(fake, ['describe', '--status'])).toMatchObject({
    out: '',
    err: 'java.util.NoSuchElementException: No value present\n',
    code: 1,
  })
})

test('what a partition’s answer refuses is an error', async () => {
  await using fake = await fakeCluster(
    on(DescribeQuorum, () => ({
      topics: [
        {topicName: '__cluster_metadata', partitions: [{partitionIndex: 0, errorCode: 29, errorMessage: 'No.'}]},
      ],
    })),
  )
  expect(await run(fake, ['describe', '--status'])).toMatchObject({
    err: 'java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.TopicAuthorizationException: No.\n',
    code: 1,
  })
})

test('a controller is added as its files say', async () => {
  await using fake = await fakeCluster(on(AddRaftVoter, () => ({})))
  writeFileSync(
    join(folder, 'meta.properties'),
    'version=1\nnode.id=3\ncluster.id=c\ndirectory.id=AAAAAAAAAAAAAAAAAAAABw\n',
  )
  const file = join(folder, 'controller.properties')
  writeFileSync(
    file,
    `node.id=3\nprocess.roles=broker,controller\nlog.dirs=${folder},/other\nlisteners=CONTROLLER://:9093\ncontroller.listener.names=CONTROLLER\n`,
  )
  expect(await run(fake, ['--command-config', file, 'add-controller'])).toMatchObject({
    out: 'Added controller 3 with directory id AAAAAAAAAAAAAAAAAAAABw and endpoints: CONTROLLER://localhost:9093\n',
    code: 0,
  })
  expect(fake.asked(AddRaftVoter)).toMatchObject([
    {
      clusterId: null,
      voterId: 3,
      voterDirectoryId: 'AAAAAAAAAAAAAAAAAAAABw',
      listeners: [{name: 'CONTROLLER', host: 'localhost', port: 9093}],
    },
  ])
})

test.each([
  ['version=1\nnode.id=3\n', 'cluster.id was not found.'],
  ['version=1\ncluster.id=c\n', 'Failed to find node.id'],
  ['version=2\n', 'Unknown meta.properties version number 2'],
])('a meta.properties that is not one is told: %j', async (text, why) => {
  await using fake = await fakeCluster()
  writeFileSync(join(folder, 'meta.properties'), text)
  const file = join(folder, 'controller.properties')
  writeFileSync(file, `node.id=3\nprocess.roles=controller\nmetadata.log.dir=${folder}\n`)
  const {err, code} = await run(fake, ['--command-config', file, 'add-controller', '--dry-run'])
  expect(code).toBe(1)
  expect(err).toContain(why)
  expect(err).toContain(`\nUnable to read meta.properties from ${folder}\n`)
})

test('a controller is taken out', async () => {
  await using fake = await fakeCluster(on(RemoveRaftVoter, () => ({})))
  expect(await run(fake, ['remove-controller', '-i', '3', '-d', 'AAAAAAAAAAAAAAAAAAAABw'])).toMatchObject({
    out: 'Removed  KRaft controller 3 with directory id AAAAAAAAAAAAAAAAAAAABw\n',
    code: 0,
  })
  expect(fake.asked(RemoveRaftVoter)).toMatchObject([
    {clusterId: null, voterId: 3, voterDirectoryId: 'AAAAAAAAAAAAAAAAAAAABw'},
  ])
})
