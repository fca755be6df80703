import {expect, test} from 'vitest'
import {CreateAcls} from '../../../src/lib/apis/create-acls.ts'
import {DeleteAcls} from '../../../src/lib/apis/delete-acls.ts'
import {DescribeAcls} from '../../../src/lib/apis/describe-acls.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeAcls, type FakeAuthorizer} from '../../support/fake-acls.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

const closed: FakeAuthorizer = {configs: {'super.users': 'User:admin', 'allow.everyone.if.no.acl.found': 'false'}}
const open: FakeAuthorizer = {configs: {'allow.everyone.if.no.acl.found': 'true'}}

/** What is shown, and the ACLs afterwards. */
async function change(line: string, before: string[] = [], authorizer = closed): Promise<string> {
  const acls = fakeAcls(before, authorizer)
  await using fake = await fakeCluster(...acls.services)
  const text = await shown([...line.split(' '), '-b', fake.bootstrapServers])
  const sent = fake.asked(CreateAcls).length + fake.asked(DeleteAcls).length
  const after = acls.bindings.map((each) => Object.values(each).join(' '))
  return `${text}\n${sent} requests; afterwards:\n${after.join('\n')}`
}

test('a grant shows before and after, is read back, and says what takes it away', async () => {
  expect(await change('acls grant User:alice consumer topic/orders group/billing --yes')).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE       HOST  STATUS   BEFORE  AFTER
    User:alice  ALLOW       DESCRIBE   group/billing  *     granted  no      yes
    User:alice  ALLOW       READ       group/billing  *     granted  no      yes
    User:alice  ALLOW       DESCRIBE   topic/orders   *     granted  no      yes
    User:alice  ALLOW       READ       topic/orders   *     granted  no      yes
    ! kafkit: to undo this: kafkit acls revoke User:alice describe,read group/billing && kafkit acls revoke User:alice describe,read topic/orders
    exit 0
    1 requests; afterwards:
    GROUP billing LITERAL User:alice * DESCRIBE ALLOW
    GROUP billing LITERAL User:alice * READ ALLOW
    TOPIC orders LITERAL User:alice * DESCRIBE ALLOW
    TOPIC orders LITERAL User:alice * READ ALLOW"
  `)
})

test('--dry-run changes nothing', async () => {
  expect(await change('acls grant User:alice read topic/orders-* --host 10.0.0.7 --dry-run')).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE        HOST      STATUS   BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders-*  10.0.0.7  planned  no      yes
    exit 0
    0 requests; afterwards:
    "
  `)
})

test('what is there already is not granted again', async () => {
  const before = ['TOPIC orders LITERAL User:alice * READ ALLOW']
  expect(await change('acls grant User:alice read topic/orders --yes', before)).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE      HOST  STATUS     BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders  *     unchanged  yes     yes
    ! kafkit: there is nothing to grant: everything is already granted
    exit 0
    0 requests; afterwards:
    TOPIC orders LITERAL User:alice * READ ALLOW"
  `)
  expect(await change('acls grant User:alice read,write topic/orders --yes', before)).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE      HOST  STATUS     BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders  *     unchanged  yes     yes
    User:alice  ALLOW       WRITE      topic/orders  *     granted    no      yes
    ! kafkit: to undo this: kafkit acls revoke User:alice write topic/orders
    exit 0
    1 requests; afterwards:
    TOPIC orders LITERAL User:alice * READ ALLOW
    TOPIC orders LITERAL User:alice * WRITE ALLOW"
  `)
})

test('the first ACL on a resource shuts out everybody else, which is said', async () => {
  expect(await change('acls grant User:alice read topic/orders --yes', [], open)).toContain(
    '! kafkit: warning: no ACL applies to topic/orders yet: everyone else will be denied\n',
  )
  expect(
    await change('acls grant User:alice read topic/orders --yes', ['TOPIC ord PREFIXED User:x * READ ALLOW'], open),
  ).not.toContain('warning')
  expect(
    await change('acls revoke User:x read topic/ord* --yes', ['TOPIC ord PREFIXED User:x * READ ALLOW'], open),
  ).toContain('no ACL is left that applies to topic/ord*: everyone will be allowed to use it')
})

test('a grant that a denying ACL beats is said to have no effect', async () => {
  expect(await change('acls grant User:alice read topic/orders --yes', ['TOPIC * LITERAL User:* * ALL DENY']))
    .toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE      HOST  STATUS   BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders  *     granted  no      no
    ! kafkit: warning: allow User:alice READ topic/orders: has no effect, because another ACL denies it
    ! kafkit: to undo this: kafkit acls revoke User:alice read topic/orders
    exit 0
    1 requests; afterwards:
    TOPIC * LITERAL User:* * ALL DENY
    TOPIC orders LITERAL User:alice * READ ALLOW"
  `)
})

test('a change that would lock out its own user is refused without consent', async () => {
  const before = ['CLUSTER kafka-cluster LITERAL User:ANONYMOUS * ALTER ALLOW']
  expect(await change('acls revoke User:ANONYMOUS alter cluster --yes', before)).toMatchInlineSnapshot(`
    "PRINCIPAL       PERMISSION  OPERATION  RESOURCE  HOST  STATUS   BEFORE  AFTER
    User:ANONYMOUS  ALLOW       ALTER      cluster   *     planned  yes     no
    ! kafkit: this takes ALTER and DESCRIBE on the cluster from User:ANONYMOUS, which is you: you could not grant it again unless you are a super user. If you mean it, give --lockout-ok
    exit 1
    0 requests; afterwards:
    CLUSTER kafka-cluster LITERAL User:ANONYMOUS * ALTER ALLOW"
  `)
  expect(await change('acls revoke User:ANONYMOUS alter cluster --yes --lockout-ok', before)).toContain('revoked')
  // The first ACL on the cluster, where everybody may do everything until then.
  expect(await change('acls grant User:alice describe cluster --yes', [], open)).toContain('Grant yourself first')
  // A super user stays one.
  expect(
    await change('acls grant User:ANONYMOUS alter cluster --deny --yes', [
      'CLUSTER kafka-cluster LITERAL User:x * ALTER ALLOW',
    ]),
  ).toContain('granted')
})

test('a revocation takes what is named, and grants it again on demand', async () => {
  const before = [
    'TOPIC orders LITERAL User:alice * READ ALLOW',
    'TOPIC orders LITERAL User:alice 10.0.0.7 WRITE DENY',
    'TOPIC orders PREFIXED User:alice * READ ALLOW',
    'TOPIC orders LITERAL User:bob * READ ALLOW',
  ]
  expect(await change('acls revoke User:alice all topic/orders --yes', before)).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE      HOST  STATUS   BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders  *     revoked  yes     yes
    ! kafkit: warning: allow User:alice READ topic/orders: it remains allowed by another ACL
    ! kafkit: to undo this: kafkit acls grant User:alice read topic/orders
    exit 0
    1 requests; afterwards:
    TOPIC orders LITERAL User:alice 10.0.0.7 WRITE DENY
    TOPIC orders PREFIXED User:alice * READ ALLOW
    TOPIC orders LITERAL User:bob * READ ALLOW"
  `)
  expect(await change('acls revoke User:alice --all --yes', before)).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE       HOST      STATUS   BEFORE  AFTER
    User:alice  ALLOW       READ       topic/orders   *         revoked  yes     no
    User:alice  DENY        WRITE      topic/orders   10.0.0.7  revoked  no      no
    User:alice  ALLOW       READ       topic/orders*  *         revoked  yes     no
    ! kafkit: to undo this: kafkit acls grant User:alice read topic/orders && kafkit acls grant User:alice write topic/orders --host 10.0.0.7 --deny && kafkit acls grant User:alice read 'topic/orders*'
    exit 0
    1 requests; afterwards:
    TOPIC orders LITERAL User:bob * READ ALLOW"
  `)
  expect(await change('acls revoke User:carol --all --yes', before)).toContain('there is nothing to revoke')
})

test('an ACL that a broker refuses fails alone', async () => {
  expect(await change('acls grant User:alice read topic/refused topic/orders --yes')).toMatchInlineSnapshot(`
    "PRINCIPAL   PERMISSION  OPERATION  RESOURCE       HOST  STATUS   BEFORE  AFTER  ERROR
    User:alice  ALLOW       READ       topic/orders   *     granted  no      yes    -
    User:alice  ALLOW       READ       topic/refused  *     failed   no      yes    create ACL allow User:alice READ topic/refused: The broker does not like it. (INVALID_REQUEST)
    ! kafkit: create ACL allow User:alice READ topic/refused: The broker does not like it. (INVALID_REQUEST)
    ! kafkit: to undo this: kafkit acls revoke User:alice read topic/orders
    exit 1
    1 requests; afterwards:
    TOPIC orders LITERAL User:alice * READ ALLOW"
  `)
})

test('the line that takes a grant back does', async () => {
  const acls = fakeAcls([], closed)
  await using fake = await fakeCluster(...acls.services)
  const {err} = await kafkit([
    'acls',
    'grant',
    'User:a b',
    'streams',
    'group/app',
    '--host',
    '::1',
    '--yes',
    '-b',
    fake.bootstrapServers,
  ])
  expect(acls.bindings.map(({host}) => host)).toContain('0:0:0:0:0:0:0:1')
  const undo = /to undo this: (.*)/.exec(err)?.[1] ?? ''
  for (const line of undo.split(' && ')) {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1)
    expect(await kafkit([...words, '--yes', '-b', fake.bootstrapServers])).toMatchObject({code: 0})
  }
  expect(acls.bindings).toEqual([])
})

test.each([
  [
    'acls grant bob read topic/orders',
    "'bob' is not a principal: write its type too, User:bob (see kafkit acls grant --help)",
  ],
  [
    'acls grant User:bob* read topic/orders',
    "'User:bob*' would match no user: principals have no patterns but User:*, so name each of them (see kafkit acls grant --help)",
  ],
  [
    'acls grant User:bob read topic/*orders*',
    "'topic/*orders*' would match nothing: a * stands for the rest of a name at its end only (--literal takes it as a part of the name)",
  ],
  [
    'acls grant User:bob write group/g',
    'there is no write on a group: possible: all, read, delete, describe, describe-configs, alter-configs',
  ],
  ['acls grant User:bob read', 'on which resource? Name one, for instance topic/orders or cluster'],
  ['acls grant User:bob consumer topic/orders', 'the recipe consumer needs group/NAME too'],
  [
    'acls grant User:bob consumer topic/orders group/g cluster',
    'the recipe consumer has no rights on cluster: it takes topic/NAME and group/NAME',
  ],
  [
    'acls grant User:bob consumer topic/orders group/g --deny',
    'the recipe consumer grants what a client needs; to deny, name operations',
  ],
  [
    'acls grant User:bob streams group/app*',
    'group/app* is not an application.id: name one, as in group/orders-totals',
  ],
  [
    'acls grant User:bob read topic/orders --host 10.0.0.0/8',
    "--host: '10.0.0.0/8' is not a host of an ACL: brokers compare IP addresses (10.0.0.7), neither names nor networks; * is every host (see kafkit acls grant --help)",
  ],
  ['acls revoke User:bob', 'which ACLs? Give operations and resources, or --all (see kafkit acls revoke --help)'],
  [
    'acls revoke User:bob read topic/orders --all',
    '--all is every ACL of the principal: name neither operations nor resources with it',
  ],
  [
    'acls revoke User:bob read nothing/orders',
    "'nothing/orders' is not a resource: it begins with cluster, delegation-token, group, topic, transactional-id or user, as in topic/orders, topic/orders-* or cluster",
  ],
])('%s: one sentence, and nothing is sent', async (line, sentence) => {
  await using fake = await fakeCluster(...fakeAcls().services)
  const {out, err, code} = await kafkit([...line.split(' '), '--yes', '-b', fake.bootstrapServers])
  expect({out, err, code}).toEqual({out: '', err: `kafkit: ${sentence}\n`, code: 2})
  expect(fake.requests).toEqual([])
})

const mine = ['CLUSTER kafka-cluster LITERAL User:ANONYMOUS * ALTER ALLOW']

test.each([
  ['a deny for the own address', 'User:ANONYMOUS alter cluster --deny --host 127.0.0.1', 'ALTER and DESCRIBE'],
  ['a deny of seeing ACLs', 'User:ANONYMOUS describe cluster --deny', 'DESCRIBE'],
  ['a deny for everybody', 'User:* describe cluster --deny', 'DESCRIBE'],
])('%s is a lock-out, too', async (_, words, lost) => {
  const text = await change(`acls grant ${words} --yes`, mine)
  expect(text).toContain(`without ${lost.replace('ALTER and DESCRIBE', 'ALTER')}`.trim())
  expect(text).toContain('exit 1')
  expect(text).toContain('0 requests')
})

test('a deny for another address is no lock-out', async () => {
  const text = await change('acls grant User:ANONYMOUS alter cluster --deny --host 203.0.113.9 --yes', mine)
  expect(text).toContain('exit 0')
})

test('what one may from the own address only can be lost, too', async () => {
  const only = ['CLUSTER kafka-cluster LITERAL User:ANONYMOUS 127.0.0.1 ALTER ALLOW']
  const text = await change('acls revoke User:ANONYMOUS alter cluster --yes', only)
  expect(text).toContain('this takes ALTER and DESCRIBE on the cluster from User:ANONYMOUS')
  expect(text).toContain('0 requests')
})

test.each([
  ['topic/**', "'topic/**' would match nothing"],
  ['topic/bad!topic', "topic/bad!topic matches no topic: topic name 'bad!topic' contains"],
  ['topic/ü-*', "topic/ü-* matches no topic: topic name 'ü-' contains"],
])('what would match nothing is not granted: %s', async (resource, text) => {
  const shownText = await change(`acls grant User:alice read ${resource} --yes`)
  expect(shownText).toContain(text)
  expect(shownText).toContain('exit 2')
})

test('ACLs that match nothing can be deleted, however they were created', async () => {
  const useless = [
    'TOPIC t LITERAL user:b * READ ALLOW',
    'TOPIC t LITERAL User:f* * READ ALLOW',
    'TOPIC t LITERAL User:c ::1 READ ALLOW',
    'TOPIC t LITERAL User:c example.com READ ALLOW',
  ]
  const take = async (words: string) => (await change(`acls revoke ${words} --yes`, useless)).split('\n')
  expect(await take('user:b --all')).not.toContain(useless[0])
  expect(await take('User:f* --all')).not.toContain(useless[1])
  expect(await take('User:c read topic/t --host ::1')).not.toContain(useless[2])
  const last = await take('User:c read topic/t --host example.com')
  expect(last).not.toContain(useless[3])
  expect(last).toContain('! kafkit: these ACLs never matched anything, so there is nothing to grant again')
})

test('a change that cannot be read back was made: it says so, with the line that takes it back', async () => {
  const acls = fakeAcls(mine, closed)
  await using fake = await fakeCluster(...acls.services)
  fake.serve(
    on(CreateAcls, ({creations}) => {
      fake.serve(on(DescribeAcls, () => ({errorCode: 31})))
      return {results: creations.map(() => ({}))}
    }),
  )
  const text = await shown(['acls', 'grant', 'User:bob', 'read', 'topic/t', '--yes', '-b', fake.bootstrapServers])
  expect(text).toContain('was created, but could not be read back: list ACLs')
  expect(text).toContain('to undo this: kafkit acls revoke User:bob read topic/t')
  expect(text).toContain('exit 1')
})
