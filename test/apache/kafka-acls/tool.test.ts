// What parity does not see: the terminal, a quorum of controllers, failures that need a fake cluster.
import {PassThrough} from 'node:stream'
import {expect, test} from 'vitest'
import kafkaAcls from '../../../src/lib/apache/kafka-acls/tool.ts'
import {CreateAcls} from '../../../src/lib/apis/create-acls.ts'
import {DeleteAcls} from '../../../src/lib/apis/delete-acls.ts'
import {DescribeAcls} from '../../../src/lib/apis/describe-acls.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(argv: string[], options: CliOptions = {}) {
  const {io, text} = testIo(options)
  const code = await kafkaAcls.run(argv, io)
  return {...text(), code}
}
const at = ({bootstrapServers}: FakeCluster, ...argv: string[]) => ['--bootstrap-server', bootstrapServers, ...argv]

const describing = on(DescribeAcls, () => ({
  resources: [
    {
      resourceType: 2,
      resourceName: 'orders',
      patternType: 3,
      acls: [
        {principal: 'User:bob', host: '*', operation: 4, permissionType: 3},
        {principal: 'User:alice', host: '10.0.0.1', operation: 3, permissionType: 2},
      ],
    },
  ],
}))
const deleting = on(DeleteAcls, ({filters}) => ({filterResults: filters.map(() => ({errorCode: 0}))}))
const remove = ['--remove', '--topic', 'orders', '--allow-principal', 'User:alice', '--operation', 'Read']
const question = `Are you sure you want to remove ACLs: 
 \t(principal=User:alice, host=*, operation=READ, permissionType=ALLOW)
 from resource filter \`ResourcePattern(resourceType=TOPIC, name=orders, patternType=LITERAL)\`? (y/n)
`

test('ACLs are listed in an order that does not change', async () => {
  await using fake = await fakeCluster(describing)
  expect(await run(at(fake, '--list'))).toEqual({
    out: `Current ACLs for resource \`ResourcePattern(resourceType=TOPIC, name=orders, patternType=LITERAL)\`:
\t(principal=User:alice, host=10.0.0.1, operation=READ, permissionType=DENY)
\t(principal=User:bob, host=*, operation=WRITE, permissionType=ALLOW)

`,
    err: '',
    code: 0,
  })
})

test.each([
  ['y', 1],
  ['Y', 1],
  ['yes', 0],
  ['n', 0],
])('on a terminal it asks, and %s is the answer', async (answer, requests) => {
  await using fake = await fakeCluster(deleting)
  const {io, text} = testIo({terminal: true})
  const stdin = new PassThrough().end(`${answer}\nmore\n`)
  expect(await kafkaAcls.run(at(fake, ...remove), {...io, stdin})).toBe(0)
  expect(text()).toEqual({out: question, err: ''})
  expect(fake.asked(DeleteAcls)).toHaveLength(requests)
})

test('without a terminal no question is asked, and nothing is removed', async () => {
  await using fake = await fakeCluster(deleting)
  const {out, code} = await run(at(fake, ...remove), {stdin: 'y\n'})
  expect(out).toContain(
    'Error while executing ACL command: Cannot invoke "java.io.Console.readLine()" because the return value of "java.lang.System.console()" is null\n',
  )
  expect(code).toBe(1)
  expect(fake.asked(DeleteAcls)).toEqual([])
})

test('a cluster without authorizer says so, as Apache’s tool does', async () => {
  await using fake = await fakeCluster(
    on(DescribeAcls, () => ({errorCode: 54, errorMessage: 'No Authorizer is configured.'})),
  )
  expect(await run(at(fake, '--list'))).toEqual({
    out: `Error while executing ACL command: org.apache.kafka.common.errors.SecurityDisabledException: No Authorizer is configured.
java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.SecurityDisabledException: No Authorizer is configured.
Caused by: org.apache.kafka.common.errors.SecurityDisabledException: No Authorizer is configured.

`,
    err: '',
    code: 1,
  })
})

test('an ACL that a broker refuses is the failure, after what was to be added', async () => {
  await using fake = await fakeCluster(
    on(DescribeAcls, () => ({resources: []})),
    on(CreateAcls, ({creations}) => ({
      results: creations.map(() => ({errorCode: 42, errorMessage: 'Invalid resource name'})),
    })),
  )
  const {out, code} = await run(at(fake, '--add', '--allow-principal', 'User:a', '--topic', 'orders'))
  expect(out).toContain(
    'Adding ACLs for resource `ResourcePattern(resourceType=TOPIC, name=orders, patternType=LITERAL)`: \n',
  )
  expect(out).toContain(
    '\nError while executing ACL command: org.apache.kafka.common.errors.InvalidRequestException: Invalid resource name\n',
  )
  expect(code).toBe(1)
})

test('of several controllers the active one is asked', async () => {
  await using fake = await fakeCluster({nodes: 3}, describing)
  fake.serve(
    on(DescribeCluster, ({endpointType}) => ({
      endpointType,
      clusterId: 'c',
      controllerId: 3,
      brokers: fake.nodes.map(({nodeId, host, port}) => ({brokerId: nodeId, host, port})),
    })),
  )
  const {code} = await run(['--bootstrap-controller', `127.0.0.1:${fake.ports[0]}`, '--list'])
  expect(code).toBe(0)
  expect(fake.asked(DescribeCluster)).toMatchObject([{endpointType: 2}])
  expect(fake.requests.filter(({api}) => api === 'DescribeAcls').map(({nodeId}) => nodeId)).toEqual([3])
})

test('an option of Kafka 3 is refused with what to use today', async () => {
  const {err, code} = await run(['--authorizer-properties', 'zookeeper.connect=localhost:2181', '--list'])
  expect(err).toContain(
    'authorizer-properties is not a recognized option\n--authorizer-properties was removed in Kafka 4.0.',
  )
  expect(code).toBe(1)
})
