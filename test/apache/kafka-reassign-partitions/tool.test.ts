// What parity does not see: reassignments that are going on, failures in the middle of a change.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import kafkaReassignPartitions from '../../../src/lib/apache/kafka-reassign-partitions/tool.ts'
import {AlterPartitionReassignments} from '../../../src/lib/apis/alter-partition-reassignments.ts'
import {AlterReplicaLogDirs} from '../../../src/lib/apis/alter-replica-log-dirs.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {DescribeLogDirs} from '../../../src/lib/apis/describe-log-dirs.ts'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'reassign-'))
afterAll(() => rmSync(folder, {recursive: true}))

function plan(...partitions: readonly object[]): string {
  const file = join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify({version: 1, partitions}))
  return file
}
async function run(fake: FakeCluster, argv: readonly string[], options: CliOptions = {}) {
  const {io, text} = testIo(options)
  const code = await kafkaReassignPartitions.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

/** Three brokers and `orders` with two partitions, each on the broker that the fake's metadata says. */
async function cluster(...ongoing: readonly object[]): Promise<FakeCluster> {
  const fake = await fakeCluster({nodes: 3, topics: {orders: 2}})
  fake.serve([
    on(DescribeCluster, () => ({
      brokers: fake.nodes.map(({nodeId, host, port}) => ({brokerId: nodeId, host, port})),
    })),
    on(ListPartitionReassignments, () => ({
      topics: ongoing.length === 0 ? [] : [{name: 'orders', partitions: ongoing}],
    })),
    on(AlterPartitionReassignments, ({topics}) => ({
      responses: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex})),
      })),
    })),
    on(IncrementalAlterConfigs, ({resources}) => ({
      responses: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName})),
    })),
    on(DescribeLogDirs, ({topics}) => ({
      results: [
        {
          logDir: '/data',
          topics: (topics ?? []).map(({topic, partitions}) => ({
            name: topic,
            partitions: partitions.map((partitionIndex) => ({partitionIndex})),
          })),
        },
      ],
    })),
  ])
  return fake
}
const moving = {partitionIndex: 1, replicas: [1, 2, 3], addingReplicas: [3], removingReplicas: [1]}

test('what is going on is listed with what comes and goes', async () => {
  await using fake = await cluster(moving, {partitionIndex: 0, replicas: [2]})
  expect(await run(fake, ['--list'])).toEqual({
    out: 'Current partition reassignments:\norders-0: replicas: 2.\norders-1: replicas: 1,2,3. adding: 3. removing: 1.\n',
    err: '',
    code: 0,
  })
})

test('beside another reassignment nothing begins without --additional', async () => {
  await using fake = await cluster(moving)
  const argv = ['--execute', '--reassignment-json-file', plan({topic: 'orders', partition: 0, replicas: [2]})]
  const {out, code} = await run(fake, argv)
  expect(out).toMatch(/^Cannot execute because there is an existing partition assignment\. {2}Use --additional/)
  expect(code).toBe(1)
  expect(fake.asked(AlterPartitionReassignments)).toEqual([])

  expect((await run(fake, [...argv, '--additional', '--throttle', '9007199254740993'])).code).toBe(0)
  expect(fake.asked(AlterPartitionReassignments)).toMatchObject([
    {allowReplicationFactorChange: true, topics: [{name: 'orders', partitions: [{partitionIndex: 0, replicas: [2]}]}]},
  ])
  // The throttle holds for what is going on, too: partition 1 comes from 1 and 2 and goes to 3. Partition 0 lies on all three.
  const configs = fake
    .asked(IncrementalAlterConfigs)
    .flatMap(({resources}) => resources)
    .map(({resourceName, configs: some}) => [resourceName, ...some.map(({name, value}) => `${name}=${value}`)])
  expect(configs.toSorted()).toEqual([
    ['1', 'leader.replication.throttled.rate=9007199254740993', 'follower.replication.throttled.rate=9007199254740993'],
    ['2', 'leader.replication.throttled.rate=9007199254740993', 'follower.replication.throttled.rate=9007199254740993'],
    ['3', 'leader.replication.throttled.rate=9007199254740993', 'follower.replication.throttled.rate=9007199254740993'],
    [
      'orders',
      'leader.replication.throttled.replicas=0:1,0:2,0:3,1:1,1:2',
      'follower.replication.throttled.replicas=1:3',
    ],
  ])
})

test('verify clears no throttle while anything is going on', async () => {
  await using fake = await cluster(moving)
  const file = plan({topic: 'orders', partition: 1, replicas: [2, 3]})
  expect(await run(fake, ['--verify', '--reassignment-json-file', file])).toEqual({
    out: 'Status of partition reassignment:\nReassignment of partition orders-1 is still in progress.\n\n',
    err: '',
    code: 0,
  })
  expect(fake.asked(IncrementalAlterConfigs)).toEqual([])
})

test('cancel sends null for what is going on, and its failures are lines', async () => {
  await using fake = await cluster(moving)
  const file = plan({topic: 'orders', partition: 1, replicas: [2, 3]})
  const argv = ['--cancel', '--reassignment-json-file', file, '--preserve-throttles']
  expect(await run(fake, argv)).toEqual({
    out: 'Successfully cancelled partition reassignment for: orders-1\nNone of the specified partition moves are active.',
    err: '',
    code: 0,
  })
  expect(fake.asked(AlterPartitionReassignments)).toMatchObject([
    {topics: [{name: 'orders', partitions: [{partitionIndex: 1, replicas: null}]}]},
  ])
  fake.serve(
    on(AlterPartitionReassignments, () => ({
      responses: [{name: 'orders', partitions: [{partitionIndex: 1, errorCode: 85, errorMessage: 'Over already.'}]}],
    })),
  )
  expect(await run(fake, argv)).toEqual({
    out: 'Error cancelling partition reassignment for:\norders-1: Over already.\n',
    err: '',
    code: 1,
  })
})

test('a missing right is the failure of each partition', async () => {
  await using fake = await cluster()
  fake.serve(on(AlterPartitionReassignments, () => ({errorCode: 31, responses: []})))
  const file = plan({topic: 'orders', partition: 1, replicas: [2]}, {topic: 'orders', partition: 0, replicas: [2]})
  const {out, code} = await run(fake, ['--execute', '--reassignment-json-file', file])
  expect(out).toContain(
    '\nError reassigning partition(s):\norders-0: Cluster authorization failed.\norders-1: Cluster authorization failed.\n',
  )
  expect(code).toBe(1)
})

test('a replica that has not come to its broker yet is waited for, as long as --timeout says', async () => {
  await using fake = await cluster()
  let asked = 0
  const answer = (partitions: readonly number[], code: number) => ({
    results: [
      {topicName: 'orders', partitions: partitions.map((partitionIndex) => ({partitionIndex, errorCode: code}))},
    ],
  })
  fake.serve(on(AlterReplicaLogDirs, ({dirs}) => answer(dirs[0]?.topics[0]?.partitions ?? [], asked++ === 0 ? 9 : 0)))
  const file = plan({topic: 'orders', partition: 0, replicas: [2], log_dirs: ['/other']})
  const started = await run(fake, ['--execute', '--reassignment-json-file', file])
  expect(started.out).toMatch(
    /\nSuccessfully started moving log directory to \/other for replica orders-0 with broker 2 \n$/,
  )
  expect(asked).toBe(2)

  fake.serve(on(AlterReplicaLogDirs, ({dirs}) => answer(dirs[0]?.topics[0]?.partitions ?? [], 9)))
  const {out, code} = await run(fake, ['--execute', '--reassignment-json-file', file, '--timeout', '0'])
  expect(out).toMatch(/\nTimed out before log directory move could be started for: orders-0-2\n$/)
  expect(code).toBe(1)
})

test('a broker that does not say where its replicas lie is an error', async () => {
  await using fake = await cluster()
  fake.serve(
    on(DescribeLogDirs, () => ({errorCode: 31, results: []})),
    1,
  )
  const file = plan({topic: 'orders', partition: 0, replicas: [2]})
  const {out, code} = await run(fake, ['--execute', '--reassignment-json-file', file])
  expect(out).toMatch(/^Error: org\.apache\.kafka\.common\.errors\.ClusterAuthorizationException: Cluster auth/)
  expect(code).toBe(1)
  expect(fake.asked(AlterPartitionReassignments)).toEqual([])
})
