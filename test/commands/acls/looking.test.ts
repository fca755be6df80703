import {expect, test} from 'vitest'
import {DescribeAcls} from '../../../src/lib/apis/describe-acls.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeAcls} from '../../support/fake-acls.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

const rules = [
  'TOPIC orders LITERAL User:alice * READ ALLOW',
  'TOPIC orders LITERAL User:alice * DESCRIBE ALLOW',
  'TOPIC orders- PREFIXED User:bob 10.0.0.7 WRITE ALLOW',
  'TOPIC * LITERAL User:* * DESCRIBE ALLOW',
  'TOPIC orders LITERAL User:mallory * ALL DENY',
  'GROUP billing LITERAL User:alice * READ ALLOW',
  'TOPIC old-* LITERAL User:alice * READ ALLOW',
]
const seen = {configs: {'super.users': 'User:admin', 'allow.everyone.if.no.acl.found': 'false'}}

async function ask(line: string, authorizer: Parameters<typeof fakeAcls>[1] = seen, some = rules): Promise<string> {
  await using fake = await fakeCluster(...fakeAcls(some, authorizer).services)
  return shown([...line.split(' '), '-b', fake.bootstrapServers])
}

test('list has all, those that apply to a resource, or those of exactly a pattern', async () => {
  expect(await ask('acls list')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:35837 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls list topic/orders --principal User:alice')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:34777 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls list topic/orders-* --exact -o name')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:39363 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls list group/billing -o json')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:35127 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

test('check says which ACL decides, and ends with 0, 3, or 1 where it cannot be seen', async () => {
  expect(await ask('acls check User:alice read topic/orders')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:35773 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls check User:mallory describe topic/orders')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:41883 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls check User:bob write topic/orders-eu --host 10.0.0.7')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:33643 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls check User:bob write topic/orders-eu')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:41529 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls check User:admin delete topic/orders')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:45507 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls check User:bob alter cluster', {})).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:42041 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(
    await ask('acls check User:bob alter cluster --allow-everyone --super-user User:x', {}),
  ).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:44509 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

test('who lists principals with what they may do', async () => {
  expect(await ask('acls who topic/orders')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:44355 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls who topic/orders --operation read -o name')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:45139 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

test('why names the rights, those that are missing, and what grants them', async () => {
  expect(await ask('acls why User:alice consume topic/orders group/billing')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:33011 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls why User:alice produce topic/orders transactional-id/t')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:45895 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls why User:bob produce topic/orders-eu --host 10.0.0.7')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:33967 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
  expect(await ask('acls why User:alice topics list')).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:38513 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

test('why reads command lines of kafkit', async () => {
  await using fake = await fakeCluster(...fakeAcls(rules, seen).services)
  const {out, code} = await kafkit([
    'acls', 'why', 'User:alice', '-b', fake.bootstrapServers, '-o', 'json', '--',
    'kafkit', 'consume', '-n', '10', 'orders', '-gbilling', '--format', 'json',
  ]) // prettier-ignore
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    action: 'kafkit consume',
    allowed: true,
    rights: [
      {resource: 'topic/orders'},
      {resource: 'topic/orders'},
      {resource: 'group/billing'},
      {resource: 'group/billing'},
    ],
  })
})

test('export is the section of a file', async () => {
  expect(await ask('acls export', seen, rules.slice(2, 6))).toMatchInlineSnapshot(`
    "! kafkit: 127.0.0.1:35109 refused the connection; is the broker running, and is this its port?
    exit 1"
  `)
})

test('who may not see ACLs is told the right that it takes, and the command that explains it', async () => {
  await using fake = await fakeCluster(
    on(DescribeAcls, () => ({errorCode: 31, errorMessage: 'Request Request(processor=1) needs DESCRIBE permission.'})),
  )
  expect(await shown(['acls', 'list', '-b', fake.bootstrapServers])).toMatchInlineSnapshot(`
    "! kafkit: list ACLs: not allowed: it takes the permission DESCRIBE on the cluster (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: which right is missing, for somebody who may see ACLs: kafkit acls why User:ANONYMOUS -- kafkit acls list
    exit 1"
  `)
})

test('a cluster without authorizer is told so', async () => {
  await using fake = await fakeCluster(on(DescribeAcls, () => ({errorCode: 54})))
  expect(await shown(['acls', 'list', '-b', fake.bootstrapServers])).toMatchInlineSnapshot(`
    "! kafkit: list ACLs: the brokers have no authorizer (authorizer.class.name), so everybody may do everything (SECURITY_DISABLED)
    exit 1"
  `)
})

test.each([
  ['acls check alice read topic/orders'],
  ['acls check User:* read topic/orders'],
  ['acls check user:alice read topic/orders'],
  ['acls check User:alice fly topic/orders'],
  ['acls check User:alice write group/g'],
  ['acls check User:alice read topic/orders-*'],
  ['acls check User:alice read orders'],
  ['acls check User:alice read topic/'],
  ['acls check User:alice read cluster/x'],
  ['acls check User:alice read topic/orders --host broker1'],
  ['acls list topic/or*ders --exact --principal bob'],
  ['acls why User:alice consum topic/orders'],
  ['acls why User:alice -- kafkit topics nothing'],
])('%s: one sentence, and nothing is sent', async (line) => {
  await using fake = await fakeCluster(...fakeAcls().services)
  const [command, ...more] = line.split(' -- ')
  const words = [
    ...(command ?? '').split(' '),
    '-b',
    fake.bootstrapServers,
    ...(more.length > 0 ? ['--', ...more.join(' ').split(' ')] : []),
  ]
  const {out, err, code} = await kafkit(words)
  expect({out, code}).toEqual({out: '', code: 2})
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toMatchSnapshot()
  expect(fake.requests).toEqual([])
})
