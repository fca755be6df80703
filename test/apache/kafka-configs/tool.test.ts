import {expect, test} from 'vitest'
import {AlterClientQuotas} from '../../../src/lib/apis/alter-client-quotas.ts'
import {AlterUserScramCredentials} from '../../../src/lib/apis/alter-user-scram-credentials.ts'
import {DescribeClientQuotas} from '../../../src/lib/apis/describe-client-quotas.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {DescribeUserScramCredentials} from '../../../src/lib/apis/describe-user-scram-credentials.ts'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import {ListConfigResources} from '../../../src/lib/apis/list-config-resources.ts'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import kafkaConfigs from '../../../src/lib/apache/kafka-configs/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaConfigs.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

const described = (source: number, ...names: string[]) =>
  on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      configs: names.map((name) => ({name, value: 'v', configSource: source})),
    })),
  }))
const altered = on(IncrementalAlterConfigs, ({resources}) => ({
  responses: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName})),
}))

test.each([
  ["Apache's broker refuses", {results: [{user: 'alice', errorCode: 93, errorMessage: 'Too few iterations'}]}, 1],
  ['all is well', {results: [{user: 'alice'}]}, 0],
])('no password and no salt is printed: %s', async (_what, answer, exit) => {
  await using fake = await fakeCluster(on(AlterUserScramCredentials, () => answer))
  const {out, err, code} = await run(
    fake,
    '--alter',
    '--user',
    'alice',
    '--add-config',
    'SCRAM-SHA-256=[password=hunter2]',
  )
  expect(code).toBe(exit)
  expect({out, err}).toEqual(
    exit === 0
      ? {out: 'Completed updating config for user alice.\n', err: ''}
      : {
          out: '',
          err: 'Error while executing config command: org.apache.kafka.common.errors.UnacceptableCredentialException: Too few iterations\n',
        },
  )
  expect(JSON.stringify(fake.asked(AlterUserScramCredentials))).not.toContain('hunter2')
})

test('a password behind a misspelt name is not repeated', async () => {
  await using fake = await fakeCluster()
  const {out, err, code} = await run(fake, '--alter', '--user', 'a', '--add-config', 'SCRAM-SHA-256=[pasword=hunter2]')
  expect({out, err, code}).toEqual({
    out: '',
    err: 'Invalid credential property SCRAM_SHA_256=(hidden)\n',
    code: 1,
  })
})

test('log levels are set at their broker, if it has such loggers', async () => {
  await using fake = await fakeCluster({nodes: 3}, described(6, 'kafka.Server', 'root'), altered)
  expect(await run(fake, '--alter', '--broker-logger', '3', '--add-config', 'kafka.Server=DEBUG')).toEqual({
    out: 'Completed updating config for broker-logger 3.\n',
    err: '',
    code: 0,
  })
  expect(fake.asked(IncrementalAlterConfigs, 3)[0]?.resources).toEqual([
    {
      resourceType: 8,
      resourceName: '3',
      configs: [{name: 'kafka.Server', configOperation: 0, value: 'DEBUG'}],
    },
  ])
  const wrong = await run(fake, '--alter', '--broker-logger', '3', '--add-config', 'nope=DEBUG,root=INFO')
  expect(wrong).toEqual({out: '', err: 'Invalid broker logger(s): nope\n', code: 1})
  expect(fake.asked(IncrementalAlterConfigs)).toHaveLength(1)
})

test('log levels are described as they are: all of them are dynamic', async () => {
  await using fake = await fakeCluster(described(6, 'root', 'kafka.Server'))
  expect((await run(fake, '--describe', '--broker-logger', '1')).out).toBe(
    'Dynamic configs for broker-logger 1 are:\n' +
      '  kafka.Server=v sensitive=false synonyms={}\n' +
      '  root=v sensitive=false synonyms={}\n',
  )
})

test('before Kafka 4.1 groups with configs cannot be listed: any group is described', async () => {
  await using fake = await fakeCluster(
    {release: '4.0.0'},
    described(8, 'consumer.session.timeout.ms'),
    on(ListGroups, () => ({})),
    on(ListConfigResources, () => ({})),
  )
  expect((await run(fake, '--describe', '--group', 'g')).out).toBe(
    'Dynamic configs for group g are:\n  consumer.session.timeout.ms=v sensitive=false synonyms={}\n',
  )
})

test('before Kafka 2.3 configs cannot be altered in steps', async () => {
  await using fake = await fakeCluster({release: '2.0.1-zk'}, altered)
  const {err, code} = await run(fake, '--alter', '--topic', 't', '--add-config', 'a=1')
  expect(code).toBe(1)
  expect(err).toContain('The INCREMENTAL_ALTER_CONFIGS API is not supported by the cluster.')
})

test('a topic whose configs cannot be read ends the list behind its heading', async () => {
  await using fake = await fakeCluster(
    {topics: {a: 1, b: 1, c: 1}},
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        ...(resourceName === 'b' ? {errorCode: 29, errorMessage: 'no'} : {configs: []}),
      })),
    })),
  )
  expect(await run(fake, '--describe', '--entity-type', 'topics')).toEqual({
    out: 'Dynamic configs for topic a are:\nDynamic configs for topic b are:\n',
    err: 'Error while executing config command: org.apache.kafka.common.errors.TopicAuthorizationException: no\n',
    code: 1,
  })
})

test('what is deleted must be set, and nothing is sent if it is not', async () => {
  await using fake = await fakeCluster(
    on(DescribeClientQuotas, () => ({entries: []})),
    on(AlterClientQuotas, () => ({})),
  )
  expect(await run(fake, '--alter', '--user', 'u', '--delete-config', 'producer_byte_rate,consumer_byte_rate')).toEqual(
    {
      out: '',
      err: 'Invalid config(s): producer_byte_rate,consumer_byte_rate\n',
      code: 1,
    },
  )
  expect(fake.asked(AlterClientQuotas)).toEqual([])
})

test('users that cannot be described are told, and the others shown', async () => {
  await using fake = await fakeCluster(
    on(DescribeClientQuotas, () => ({entries: []})),
    on(DescribeUserScramCredentials, () => ({
      results: [
        {user: 'a', errorCode: 92, errorMessage: 'named twice'},
        {user: 'b', credentialInfos: [{mechanism: 2, iterations: 4096}]},
      ],
    })),
  )
  expect(await run(fake, '--describe', '--entity-type', 'users')).toEqual({
    out:
      "Error retrieving SCRAM credential configs for user-principal 'a': ExecutionException: " +
      'org.apache.kafka.common.errors.DuplicateResourceException: named twice\n' +
      "SCRAM credential configs for user-principal 'b' are SCRAM-SHA-512=iterations=4096\n",
    err: '',
    code: 0,
  })
})

/** The second node is the active controller. */
async function quorum() {
  const fake = await fakeCluster({nodes: 2}, described(4, 'a'), altered)
  fake.serve(
    on(DescribeCluster, () => ({
      controllerId: 2,
      brokers: fake.nodes.map(({nodeId: brokerId, host, port}) => ({brokerId, host, port})),
    })),
  )
  return fake
}
const controllers = async (fake: FakeCluster, ...argv: string[]) => {
  const {io, text} = testIo()
  const bootstrap = `127.0.0.1:${fake.ports[0]}`
  const code = await kafkaConfigs.run(['--bootstrap-controller', bootstrap, ...argv], io)
  return {...text(), code}
}

test('with --bootstrap-controller the active controller alters, also what belongs to a broker', async () => {
  await using fake = await quorum()
  expect((await controllers(fake, '--alter', '--broker', '1', '--add-config', 'a=1')).code).toBe(0)
  expect(fake.asked(IncrementalAlterConfigs, 2)).toHaveLength(1)
  expect(fake.asked(IncrementalAlterConfigs)).toHaveLength(1)
  expect(fake.asked(DescribeCluster)[0]?.endpointType).toBe(2)
})

test('with --bootstrap-controller each controller tells its own configs', async () => {
  await using fake = await quorum()
  expect((await controllers(fake, '--describe', '--entity-type', 'brokers', '--all')).out).toBe(
    'All configs for broker 1 are:\n  a=v sensitive=false synonyms={}\n' +
      'All configs for broker 2 are:\n  a=v sensitive=false synonyms={}\n' +
      'Default configs for brokers in the cluster are:\n  a=v sensitive=false synonyms={}\n',
  )
  expect(fake.asked(DescribeConfigs, 1).flatMap(({resources}) => resources.map((each) => each.resourceName))).toEqual([
    '1',
  ])
  const unknown = await controllers(fake, '--describe', '--broker', '7', '--all')
  expect(unknown).toMatchObject({out: 'All configs for broker 7 are:\n', code: 1})
  expect(unknown.err).toContain('Timed out waiting for a node assignment. Call: describeConfigs')
})
