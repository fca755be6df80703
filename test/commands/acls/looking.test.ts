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
  return await shown([...line.split(' '), '-b', fake.bootstrapServers])
}

test('list has all, those that apply to a resource, or those of exactly a pattern', async () => {
  expect(await ask('acls list')).toMatchInlineSnapshot(`
    "PRINCIPAL     HOST      OPERATIONS     PERMISSION  RESOURCE               PATTERN
    User:alice    *         READ           ALLOW       group/billing          LITERAL
    User:*        *         DESCRIBE       ALLOW       topic/*                LITERAL
    User:alice    *         READ           ALLOW       topic/old-* (literal)  LITERAL
    User:alice    *         DESCRIBE,READ  ALLOW       topic/orders           LITERAL
    User:mallory  *         ALL            DENY        topic/orders           LITERAL
    User:bob      10.0.0.7  WRITE          ALLOW       topic/orders-*         PREFIXED
    ! kafkit: warning: topic/old-* (literal) applies to a resource of exactly this name; a prefix is another pattern
    exit 0"
  `)
  expect(await ask('acls list topic/orders --principal User:alice')).toMatchInlineSnapshot(`
    "PRINCIPAL   HOST  OPERATIONS     PERMISSION  RESOURCE      PATTERN
    User:alice  *     DESCRIBE,READ  ALLOW       topic/orders  LITERAL
    exit 0"
  `)
  expect(await ask('acls list topic/orders-* --exact -o name')).toMatchInlineSnapshot(`
    "topic/orders-*
    exit 0"
  `)
  expect(await ask('acls list group/billing -o json')).toMatchInlineSnapshot(`
    "[{"resourceType":"GROUP","resourceName":"billing","patternType":"LITERAL","principal":"User:alice","host":"*","permission":"ALLOW","operations":["READ"]}]
    exit 0"
  `)
})

test('check says which ACL decides, and ends with 0, 3, or 1 where it cannot be seen', async () => {
  expect(await ask('acls check User:alice read topic/orders')).toMatchInlineSnapshot(`
    "PRINCIPAL   OPERATION  RESOURCE      ALLOWED  BECAUSE
    User:alice  READ       topic/orders  yes      allow User:alice READ topic/orders
    exit 0"
  `)
  expect(await ask('acls check User:mallory describe topic/orders')).toMatchInlineSnapshot(`
    "PRINCIPAL     OPERATION  RESOURCE      ALLOWED  BECAUSE
    User:mallory  DESCRIBE   topic/orders  no       deny User:mallory ALL topic/orders
    exit 3"
  `)
  expect(await ask('acls check User:bob write topic/orders-eu --host 10.0.0.7')).toMatchInlineSnapshot(`
    "PRINCIPAL  OPERATION  RESOURCE         ALLOWED  BECAUSE
    User:bob   WRITE      topic/orders-eu  yes      allow User:bob WRITE topic/orders-* from 10.0.0.7
    exit 0"
  `)
  expect(await ask('acls check User:bob write topic/orders-eu')).toMatchInlineSnapshot(`
    "PRINCIPAL  OPERATION  RESOURCE         ALLOWED  BECAUSE
    User:bob   WRITE      topic/orders-eu  no       no ACL allows it
    exit 3"
  `)
  expect(await ask('acls check User:admin delete topic/orders')).toMatchInlineSnapshot(`
    "PRINCIPAL   OPERATION  RESOURCE      ALLOWED  BECAUSE
    User:admin  DELETE     topic/orders  yes      super user
    exit 0"
  `)
  expect(await ask('acls check User:bob alter cluster', {})).toMatchInlineSnapshot(`
    "PRINCIPAL  OPERATION  RESOURCE  ALLOWED  BECAUSE
    User:bob   ALTER      cluster   unknown  no ACL on it; cannot see allow.everyone.if.no.acl.found
    ! kafkit: cannot see super.users and allow.everyone.if.no.acl.found: brokers do not show the value (give it with --super-user or --allow-everyone)
    exit 1"
  `)
  expect(await ask('acls check User:bob alter cluster --allow-everyone --super-user User:x', {}))
    .toMatchInlineSnapshot(`
    "PRINCIPAL  OPERATION  RESOURCE  ALLOWED  BECAUSE
    User:bob   ALTER      cluster   yes      no ACL on it, and allow.everyone.if.no.acl.found=true
    exit 0"
  `)
})

test('who lists principals with what they may do', async () => {
  expect(await ask('acls who topic/orders')).toMatchInlineSnapshot(`
    "PRINCIPAL     OPERATIONS     VIA                            DENIED        HOSTS
    User:*        DESCRIBE       topic/* (User:*)               -             *
    User:alice    READ,DESCRIBE  topic/orders,topic/* (User:*)  -             *
    User:mallory  -              topic/* (User:*)               topic/orders  *
    ! kafkit: super users may do everything: User:admin
    exit 0"
  `)
  expect(await ask('acls who topic/orders --operation read -o name')).toMatchInlineSnapshot(`
    "User:alice
    ! kafkit: super users may do everything: User:admin
    exit 0"
  `)
})

test('why names the rights, those that are missing, and what grants them', async () => {
  expect(await ask('acls why User:alice consume topic/orders group/billing')).toMatchInlineSnapshot(`
    "OPERATION  RESOURCE       ALLOWED  BECAUSE                              FOR
    DESCRIBE   topic/orders   yes      allow User:* DESCRIBE topic/*        Metadata,ListOffsets,OffsetFetch
    READ       topic/orders   yes      allow User:alice READ topic/orders   Fetch,OffsetCommit
    DESCRIBE   group/billing  yes      allow User:alice READ group/billing  FindCoordinator,OffsetFetch
    READ       group/billing  yes      allow User:alice READ group/billing  JoinGroup,OffsetCommit
    exit 0"
  `)
  expect(await ask('acls why User:alice produce topic/orders transactional-id/t')).toMatchInlineSnapshot(`
    "OPERATION  RESOURCE            ALLOWED  BECAUSE                                                 FOR
    DESCRIBE   topic/orders        yes      allow User:* DESCRIBE topic/*                           Metadata
    WRITE      topic/orders        no       no ACL allows it                                        Produce,AddPartitionsToTxn
    DESCRIBE   transactional-id/t  no       no ACL on it, and allow.everyone.if.no.acl.found=false  FindCoordinator
    WRITE      transactional-id/t  no       no ACL on it, and allow.everyone.if.no.acl.found=false  InitProducerId,AddPartitionsToTxn
    ! kafkit: these grant what is missing:
    !   kafkit acls grant User:alice write topic/orders
    !   kafkit acls grant User:alice write transactional-id/t
    exit 3"
  `)
  expect(await ask('acls why User:bob produce topic/orders-eu --host 10.0.0.7')).toMatchInlineSnapshot(`
    "OPERATION  RESOURCE         ALLOWED  BECAUSE                                            FOR
    DESCRIBE   topic/orders-eu  yes      allow User:* DESCRIBE topic/*                      Metadata
    WRITE      topic/orders-eu  yes      allow User:bob WRITE topic/orders-* from 10.0.0.7  Produce
    WRITE      topic/*          yes      allow User:bob WRITE topic/orders-* from 10.0.0.7  InitProducerId of an idempotent producer
    exit 0"
  `)
  // Nobody gets a right on all topics so that a producer can be idempotent.
  expect(await ask('acls why User:bob produce topic/x')).toMatchInlineSnapshot(`
    "OPERATION  RESOURCE  ALLOWED  BECAUSE                        FOR
    DESCRIBE   topic/x   yes      allow User:* DESCRIBE topic/*  Metadata
    WRITE      topic/x   no       no ACL allows it               Produce
    WRITE      topic/*   no       no ACL allows it               InitProducerId of an idempotent producer
    ! kafkit: this grants what is missing:
    !   kafkit acls grant User:bob write topic/x
    exit 3"
  `)
  expect(await ask('acls why User:alice topics list')).toMatchInlineSnapshot(`
    "OPERATION  RESOURCE  ALLOWED  BECAUSE  FOR
    ! kafkit: it also needs DESCRIBE on each topic to be shown; name them to have that checked
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
    "kafkit: 1
    acls:
      - principal: User:*
        host: "*"
        allow:
          - Describe
        topic: "*"
        pattern: literal
      - principal: User:alice
        host: "*"
        allow:
          - Read
        group: billing
        pattern: literal
      - principal: User:bob
        host: 10.0.0.7
        allow:
          - Write
        topic: orders-
        pattern: prefixed
      - principal: User:mallory
        host: "*"
        deny:
          - All
        topic: orders
        pattern: literal
    exit 0"
  `)
})

test('a user who may not see ACLs is shown the missing right and the command that explains it', async () => {
  await using fake = await fakeCluster(
    on(DescribeAcls, () => ({errorCode: 31, errorMessage: 'Request Request(processor=1) needs DESCRIBE permission.'})),
  )
  expect(await shown(['acls', 'list', '-b', fake.bootstrapServers])).toMatchInlineSnapshot(`
    "! kafkit: list ACLs: not allowed: reading ACLs needs DESCRIBE on the cluster (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit acls list
    exit 1"
  `)
})

test('acls list says that a cluster has no authorizer', async () => {
  await using fake = await fakeCluster(on(DescribeAcls, () => ({errorCode: 54})))
  expect(await shown(['acls', 'list', '-b', fake.bootstrapServers])).toMatchInlineSnapshot(`
    "! kafkit: list ACLs: the brokers have no authorizer (authorizer.class.name), so every client may do everything (SECURITY_DISABLED)
    exit 1"
  `)
})

test.each([
  [
    'acls check alice read topic/orders',
    "'alice' is not a principal: write its type too, User:alice (see kafkit acls check --help)",
  ],
  [
    'acls check User:* read topic/orders',
    'User:* stands for all users in ACLs; name one principal, for instance User:alice (see kafkit acls check --help)',
  ],
  [
    'acls check user:alice read topic/orders',
    "'user:alice' would match no user: brokers compare the type's letters exactly, write User:alice (see kafkit acls check --help)",
  ],
  [
    'acls check User:alice fly topic/orders',
    "'fly' is not an operation, which are all, read, write, create, delete, alter, describe, cluster-action, describe-configs, alter-configs, idempotent-write, create-tokens, describe-tokens, two-phase-commit (see kafkit acls check --help)",
  ],
  [
    'acls check User:alice write group/g',
    'there is no write on a group: possible: all, read, delete, describe, describe-configs, alter-configs',
  ],
  [
    'acls check User:alice read topic/orders-*',
    'topic/orders-* stands for many resources; name one, for instance topic/orders (see kafkit acls check --help)',
  ],
  [
    'acls check User:alice read orders',
    "'orders' is not a resource: it begins with cluster, delegation-token, group, topic, transactional-id or user, as in topic/orders, topic/orders-* or cluster (see kafkit acls check --help)",
  ],
  [
    'acls check User:alice read topic/',
    'topic needs a name: write topic/NAME, or topic/* for all (see kafkit acls check --help)',
  ],
  [
    'acls check User:alice read cluster/x',
    'the cluster has no name in ACLs: write cluster instead of cluster/x (see kafkit acls check --help)',
  ],
  [
    'acls check User:alice read topic/orders --host broker1',
    "--host: 'broker1' is not a host of an ACL: brokers compare IP addresses (10.0.0.7), neither names nor networks; * is every host (see kafkit acls check --help)",
  ],
  [
    'acls list topic/or*ders --exact --principal bob',
    "--principal: 'bob' is not a principal: write its type too, User:bob (see kafkit acls list --help)",
  ],
  [
    'acls why User:alice consum topic/orders',
    "'consum' is not an action: say consume, produce, produce-not-idempotent, create-topic, see-acls or change-acls, or a command line after --, as in -- kafkit consume orders; did you mean consume?",
  ],
  ['acls why User:alice -- kafkit topics nothing', "there is no command 'kafkit topics nothing' (see kafkit --help)"],
])('%s: one sentence, and nothing is sent', async (line, sentence) => {
  await using fake = await fakeCluster(...fakeAcls().services)
  const [command, ...more] = line.split(' -- ')
  const words = [
    ...(command ?? '').split(' '),
    '-b',
    fake.bootstrapServers,
    ...(more.length > 0 ? ['--', ...more.join(' ').split(' ')] : []),
  ]
  const {out, err, code} = await kafkit(words)
  expect({out, err, code}).toEqual({out: '', err: `kafkit: ${sentence}\n`, code: 2})
  expect(fake.requests).toEqual([])
})

test('list warns of every ACL that matches nothing, however it was created', async () => {
  const useless = [
    'TOPIC t LITERAL user:b * READ ALLOW',
    'TOPIC t LITERAL User:f* * READ ALLOW',
    'TOPIC t LITERAL User:c ::1 READ ALLOW',
    'TOPIC t LITERAL User:c example.com READ ALLOW',
    'TOPIC t LITERAL User:c 10.0.0.0/8 READ ALLOW',
    'TOPIC * PREFIXED User:c * READ ALLOW',
    'TOPIC bad!topic LITERAL User:c * READ ALLOW',
  ]
  const fine = ['TOPIC . PREFIXED User:c * READ ALLOW', 'GROUP what!ever LITERAL User:c 0:0:0:0:0:0:0:1 READ ALLOW']
  const warnings = (text: string) => text.split('\n').filter((line) => line.startsWith('! kafkit: warning:'))
  expect(warnings(await ask('acls list', seen, useless))).toHaveLength(useless.length)
  expect(warnings(await ask('acls list', seen, fine))).toEqual([])
})

test.each([
  ['acls why User:shop consume', 'consume: which topic? Name it, as in consume topic/orders'],
  ['acls why User:shop produce transactional-id/t', 'produce: which topic?'],
  ['acls why User:x -- kafkit consume', 'which topic? Name the one for kafkit consume'],
  ['acls why User:x -- kafkit records trim', 'which topic? kafkit records trim needs a name'],
  ['acls why User:x -- kafkit records trim orders --offset 1', 'kafkit records trim has no flag --offset'],
  [
    'acls why User:x -- kafka-console-producer --bootstrap-server a:1',
    'which topic? Name the one for kafka-console-producer',
  ],
  ['acls why User:x -- kafka-topics --bootstrap-server a:1', 'kafka-topics: which action? Name --list,'],
])('what leaves out what it is about is no question that can be answered with yes: %s', async (line, text) => {
  await using fake = await fakeCluster(...fakeAcls(rules, seen).services)
  const [before, after] = line.split(' -- ')
  const argv = [...(before ?? '').split(' '), '-b', fake.bootstrapServers]
  const shownText = await shown(after === undefined ? argv : [...argv, '--', ...after.split(' ')])
  expect(shownText).toContain(text)
  expect(shownText).toContain('exit 2')
})

test('where what counts cannot be checked, the answer is not yes', async () => {
  await using fake = await fakeCluster(...fakeAcls(rules, seen).services)
  const text = await shown(['acls', 'why', 'User:x', '-b', fake.bootstrapServers, '--', 'kafkit', 'topics', 'delete'])
  expect(text).toContain('it also needs DESCRIBE on each topic')
  expect(text).toContain('exit 1')
})

test('why reads command lines of Apache’s tools', async () => {
  await using fake = await fakeCluster(...fakeAcls(rules, seen).services)
  const why = (words: string) =>
    shown(['acls', 'why', 'User:new', '-b', fake.bootstrapServers, '--', ...words.split(' ')])
  expect(await why('kafka-topics --create --topic a --bootstrap-server x:1')).toContain(
    'kafkit acls grant User:new create,describe-configs topic/a',
  )
  expect(await why('/opt/kafka/bin/kafka-console-consumer.sh --topic=a --group g')).toContain(
    'kafkit acls grant User:new read topic/a',
  )
  expect(await why('kafka-configs --alter --entity-type topics --entity-name a --add-config x=1')).toContain(
    'alter-configs',
  )
})

test('a line to paste has each right once, and a pattern needs the right to see what it matches', async () => {
  await using fake = await fakeCluster(...fakeAcls([], seen).services)
  const why = (words: string) =>
    shown(['acls', 'why', 'User:new', '-b', fake.bootstrapServers, '--', ...words.split(' ')])
  for (const command of ['kafkit configs list', 'kafkit brokers list', 'kafkit records trim orders'])
    for (const [, operations = ''] of (await why(command)).matchAll(/acls grant User:new (\S+) /g)) {
      const all = operations.split(',')
      expect(new Set(all).size, `${command}: ${operations}`).toBe(all.length)
    }
  expect(await why('kafkit configs describe topic/*')).toContain('grant User:new describe,describe-configs')
})
