// What parity does not see: brokers that do not answer, directories out of service.
import {expect, test} from 'vitest'
import kafkaLogDirs from '../../../src/lib/apache/kafka-log-dirs/tool.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {DescribeLogDirs} from '../../../src/lib/apis/describe-log-dirs.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaLogDirs.run(['--bootstrap-server', fake.bootstrapServers, '--describe', ...argv], io)
  return {...text(), code}
}
const described = (fake: FakeCluster) =>
  on(DescribeCluster, () => ({
    brokers: fake.nodes.map(({nodeId, host, port}) => ({brokerId: nodeId, host, port})),
  }))
const querying = 'Querying brokers for log directories information\n'

test('a directory out of service has the class of its exception', async () => {
  await using fake = await fakeCluster(
    on(DescribeLogDirs, () => ({
      results: [
        {errorCode: 56, logDir: '/broken "disk"', topics: []},
        {
          logDir: '/data',
          topics: [
            {name: 'orders', partitions: [{partitionIndex: 0, partitionSize: 7, offsetLag: 2, isFutureKey: true}]},
          ],
        },
      ],
    })),
  )
  fake.serve(described(fake))
  expect(await run(fake)).toEqual({
    out: `${querying}Received log directory information from brokers 1
{"brokers":[{"broker":1,"logDirs":[{"partitions":[],"error":"org.apache.kafka.common.errors.KafkaStorageException","logDir":"/broken \\"disk\\""},{"partitions":[{"partition":"orders-0","size":7,"offsetLag":2,"isFuture":true}],"error":null,"logDir":"/data"}]}],"version":1}
`,
    err: '',
    code: 0,
  })
})

test('one broker that refuses is the failure of all', async () => {
  await using fake = await fakeCluster({nodes: 2})
  fake.serve(
    on(DescribeLogDirs, () => ({results: [{logDir: '/data', topics: []}]})),
    1,
  )
  fake.serve(
    on(DescribeLogDirs, () => ({errorCode: 31, results: []})),
    2,
  )
  fake.serve(described(fake))
  expect(await run(fake)).toEqual({
    out: querying,
    err: 'java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.ClusterAuthorizationException: Cluster authorization failed.\n',
    code: 1,
  })
})

test('before Kafka 3.2 an answer without directories is a refusal', async () => {
  await using fake = await fakeCluster(on(DescribeLogDirs, () => ({results: []}), 2))
  fake.serve(described(fake))
  const {err, code} = await run(fake)
  expect(err).toContain('ClusterAuthorizationException')
  expect(code).toBe(1)
})
