// What parity does not see: the whole standard error of a wrong command line, clusters that lack a request.
import {expect, test} from 'vitest'
import kafkaCluster from '../../../src/lib/apache/kafka-cluster/tool.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {UnregisterBroker} from '../../../src/lib/apis/unregister-broker.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const {io, text} = testIo({env})
  const code = await kafkaCluster.run(argv, io)
  return {...text(), code}
}

/** As ClusterTool of Apache Kafka 4.3.1 printed them. */
const usageOfUnregister = `usage: kafka-cluster unregister [-h] [--config CONFIG]
                     [--command-config COMMAND_CONFIG] --id ID
                     (--bootstrap-server BOOTSTRAP_SERVER |
                     --bootstrap-controller BOOTSTRAP_CONTROLLER)
`
test.each([
  [['unregister'], `${usageOfUnregister}kafka-cluster: error: argument --id/-i is required\n`],
  [
    ['foo'],
    `usage: kafka-cluster [-h] {cluster-id,unregister,list-endpoints} ...
kafka-cluster: error:  invalid  choice:  'foo'  (choose  from 'cluster-id',
'unregister', 'list-endpoints')
`,
  ],
  [
    ['unregister', '--nope', '-b', 'x', '-i', '5'],
    `${usageOfUnregister}kafka-cluster: error: unrecognized arguments: '--nope'

Did you mean:
\t--config
\t--help
\t--id
`,
  ],
  [
    ['unregister', '-b', 'x', '-C', 'z'],
    `${usageOfUnregister}kafka-cluster: error: argument --bootstrap-controller/-C:  not allowed with
argument --bootstrap-server/-b
`,
  ],
  [
    ['unregister', '-b', 'x', '-i', 'z'],
    `${usageOfUnregister}kafka-cluster: error: argument --id/-i:  could  not  convert 'z' to Integer
(For input string: "z")
`,
  ],
])('%j is refused in the words of Apache’s tool', async (argv, err) => {
  expect(await run(argv)).toEqual({out: '', err, code: 1})
})

test('COLUMNS decides where lines break', async () => {
  const {err} = await run(['foo'], {COLUMNS: '200'})
  expect(err.split('\n')[1]).toBe(
    "kafka-cluster: error: invalid choice: 'foo' (choose from 'cluster-id', 'unregister', 'list-endpoints')",
  )
})

test('a cluster without the request says so, with exit code 0 as Apache’s tool', async () => {
  await using fake = await fakeCluster()
  expect(await run(['unregister', '-b', fake.bootstrapServers, '--id', '4'])).toEqual({
    out: 'The target cluster does not support the broker unregistration API.\n',
    err: '',
    code: 0,
  })
})

test('a broker that is not registered is an error', async () => {
  await using fake = await fakeCluster(on(UnregisterBroker, () => ({errorCode: 102, errorMessage: 'Broker ID 4 is not currently registered'}))) // prettier-ignore
  expect(await run(['unregister', '-b', fake.bootstrapServers, '--id', '4'])).toEqual({
    out: '',
    err: 'java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.BrokerIdNotRegisteredException: Broker ID 4 is not currently registered\n',
    code: 1,
  })
  expect(fake.asked(UnregisterBroker)).toEqual([{brokerId: 4}])
})

test('before Kafka 2.8 the metadata says the id and the brokers', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const {out, code} = await run(['list-endpoints', '-b', fake.bootstrapServers])
  expect(code).toBe(0)
  expect(out).toBe(
    [
      'ID         HOST      PORT       RACK       STATE      ENDPOINT_TYPE  ',
      ...fake.ports.map(
        (port, at) => `${at + 1}          127.0.0.1 ${port}      null       unfenced   broker         `,
      ),
      '',
    ].join('\n'),
  )
  const fenced = await run(['list-endpoints', '-b', fake.bootstrapServers, '--include-fenced-brokers'])
  expect(fenced.code).toBe(0)
  expect(fenced.out).toContain('does not support it')
})

test('racks and fenced brokers have their columns', async () => {
  await using fake = await fakeCluster(
    on(DescribeCluster, ({includeFencedBrokers}) => ({
      clusterId: 'abc',
      controllerId: 1,
      brokers: [
        {brokerId: 18, host: 'kafka-18.example', port: 9092, rack: 'eu-west-1a'},
        {brokerId: 2, host: 'b', port: 9092, rack: null, isFenced: includeFencedBrokers},
      ],
    })),
  )
  expect((await run(['list-endpoints', '-b', fake.bootstrapServers, '--include-fenced-brokers'])).out).toBe(
    [
      'ID         HOST             PORT       RACK       STATE      ENDPOINT_TYPE  ',
      // Both ids fall into the same bucket of a HashMap.
      '18         kafka-18.example 9092       eu-west-1a unfenced   broker         ',
      '2          b                9092       null       fenced     broker         ',
      '',
    ].join('\n'),
  )
})
