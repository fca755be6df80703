// users, quotas and tokens as they look. Who really can log in afterwards: test/real/credentials.test.ts.
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {AlterClientQuotas} from '../../../src/lib/apis/alter-client-quotas.ts'
import {AlterUserScramCredentials} from '../../../src/lib/apis/alter-user-scram-credentials.ts'
import {CreateDelegationToken} from '../../../src/lib/apis/create-delegation-token.ts'
import {DescribeClientQuotas} from '../../../src/lib/apis/describe-client-quotas.ts'
import {DescribeUserScramCredentials} from '../../../src/lib/apis/describe-user-scram-credentials.ts'
import {kafkit, type CliOptions} from '../../support/cli.ts'
import {fakeAcls} from '../../support/fake-acls.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'
import {fakeConfigs} from '../../support/fake-configs.ts'
import {fakeCredentials, type FakeCredentialsInput} from '../../support/fake-credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-credentials-'))
afterAll(() => rmSync(folder, {recursive: true}))

const scene: FakeCredentialsInput = {
  users: {alice: {1: 4096, 2: 8192}, bob: {2: 16_384}},
  quotas: [
    {entity: {user: 'alice'}, quotas: {producer_byte_rate: 1_048_576}},
    {entity: {user: 'alice', 'client-id': 'app'}, quotas: {producer_byte_rate: 2048}},
    {entity: {ip: null}, quotas: {connection_creation_rate: 10}},
  ],
  tokens: [
    {
      id: 'one',
      owner: 'User:alice',
      renewers: ['User:bob'],
      issued: 0,
      expires: 1_767_268_800_000,
      max: 1_767_830_400_000,
    },
  ],
}

async function run(line: string, options: CliOptions = {}, brokerConfigs: readonly string[] = []) {
  const credentials = fakeCredentials(scene)
  const configs = fakeConfigs(brokerConfigs)
  const acls = fakeAcls(['TOPIC orders LITERAL User:alice * READ ALLOW'])
  await using fake = await fakeCluster(...acls.services, ...configs.services, ...credentials.services)
  const {out, err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers], {
    now: () => Date.UTC(2026, 0, 1),
    ...options,
  })
  return {text: `${out}${err}exit ${code}`, credentials, asked: fake.asked(AlterUserScramCredentials)}
}

test('users list', async () => {
  expect((await run('users list')).text).toMatchInlineSnapshot(`
    "USER   MECHANISMS                   ITERATIONS
    alice  SCRAM-SHA-256,SCRAM-SHA-512  4096,8192
    bob    SCRAM-SHA-512                16384
    exit 0"
  `)
  expect((await run('users list --verbose')).text).toMatchInlineSnapshot(`
    "USER   MECHANISMS                   ITERATIONS  ACLS  QUOTAS
    alice  SCRAM-SHA-256,SCRAM-SHA-512  4096,8192      1       2
    bob    SCRAM-SHA-512                16384          0       0
    exit 0"
  `)
  expect((await run('users list alice carol -o csv')).text).toMatchInlineSnapshot(`
    "user,mechanisms,iterations,acls,quotas
    alice,"SCRAM-SHA-256,SCRAM-SHA-512","4096,8192",,
    kafkit: user carol has no SCRAM credentials
    exit 1"
  `)
})

test('a user is created with a salted password, and the password is nowhere', async () => {
  const {text, asked, credentials} = await run('users create carol --new-password-stdin --yes', {stdin: 'top secret\n'})
  expect(text).toMatchInlineSnapshot(`
    "USER   MECHANISM      STATUS   BEFORE  AFTER
    carol  SCRAM-SHA-512  created  none    8192 iterations
    kafkit: no login with the new password has been tried; --verify tries one
    kafkit: to undo this: kafkit users delete carol --mechanism SCRAM-SHA-512
    exit 0"
  `)
  expect([...(credentials.users.get('carol') ?? [])]).toEqual([[2, 8192]])
  expect(JSON.stringify(asked)).not.toContain(Buffer.from('top secret').toString('base64').replaceAll('=', ''))
})

test('users list and delete take patterns, show what matches and ask', async () => {
  expect((await run('users list /^b/ -o template={user}')).text).toBe('bob\nexit 0')
  expect((await run('users list nothing-* bob -o template={user}')).text).toBe(
    'bob\nkafkit: no user with SCRAM credentials matches nothing-*\nexit 1',
  )
  const shown = await run('users delete *b --lockout-ok')
  expect(shown.text).toMatchInlineSnapshot(`
    "USER  MECHANISM      STATUS   BEFORE            AFTER
    bob   SCRAM-SHA-512  planned  16384 iterations  none
    kafkit: Delete the password of bob for good? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect(shown.asked).toEqual([])
  const {text, credentials} = await run('users delete *b --yes -o template={user}')
  expect(text).toContain('bob\n')
  expect([...credentials.users.keys()]).toEqual(['alice'])
  const nothing = await run('users delete nothing-* --yes')
  expect(nothing.text).toContain('kafkit: no user with SCRAM credentials matches nothing-*')
  expect(nothing.text).toMatch(/exit 1$/)
  expect(nothing.asked).toEqual([])
})

test('the same user is not created twice, and another mechanism is added', async () => {
  expect((await run('users create bob --new-password-stdin --yes', {stdin: 'x\n'})).text).toMatchInlineSnapshot(`
    "USER  MECHANISM      STATUS   BEFORE            AFTER
    bob   SCRAM-SHA-512  planned  16384 iterations  8192 iterations
    kafkit: user bob has SCRAM-SHA-512 already: kafkit users rotate bob gives it another password
    exit 1"
  `)
  const added = await run('users create bob --mechanism SCRAM-SHA-256 --new-password-stdin --yes', {stdin: 'x\n'})
  expect([...(added.credentials.users.get('bob') ?? [])]).toEqual([
    [2, 16_384],
    [1, 8192],
  ])
})

test('a made-up password is in a file that only its owner may read', async () => {
  const file = join(folder, 'carol.password')
  const {text, credentials} = await run(`users create carol --generate ${file} --yes`)
  expect(text).toContain(`the password is in ${file}, which only you may read`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const password = readFileSync(file, 'utf8')
  expect(password).toMatch(/^[\w-]{32}\n$/)
  expect(text).not.toContain(password.trim())
  expect(credentials.users.has('carol')).toBe(true)
  expect((await run(`users rotate bob --generate ${file} --yes`)).text).toBe(
    `kafkit: --generate: ${file} already exists; nothing was changed\nexit 2`,
  )
})

test('where brokers refuse the user, no file with a password is left', async () => {
  const file = join(folder, 'refused.password')
  const {text} = await run(`users create refused --generate ${file} --yes`)
  expect(text).toMatchInlineSnapshot(`
    "USER     MECHANISM      STATUS  BEFORE  AFTER            ERROR
    refused  SCRAM-SHA-512  failed  none    8192 iterations  alter SCRAM credentials of refused: The broker does not like it. (UNACCEPTABLE_CREDENTIAL)
    kafkit: alter SCRAM credentials of refused: The broker does not like it. (UNACCEPTABLE_CREDENTIAL)
    kafkit: no user was created
    exit 1"
  `)
  expect(existsSync(file)).toBe(false)
})

test.each([
  ['users create é --new-password-stdin', "'é' could never log in: brokers read names of SCRAM users in ASCII only, and \"é\" is not"],
  ['users create User:alice --new-password-stdin', "'User:alice' is a principal; users are named without the type, as they log in: alice"],
  ['users create alice', 'where does the password of alice come from? There is no terminal to type it on: use --new-password-stdin, --new-password-file or --generate'],
  ['users create alice --password-stdin', 'where does the password of alice come from? --password-stdin is for your own login; There is no terminal to type it on: use --new-password-stdin, --new-password-file or --generate'],
  ['users create alice --new-password-stdin --generate x', '--generate and --new-password-stdin exclude each other'],
  ['users create alice --iterations 1000 --generate x', '--iterations: 1000 is less than 4096'],
  ['users rotate alice --new-password-stdin --yes', '--new-password-stdin: standard input is empty'],
  ['quotas set producer_byte_rate=1', 'whose quota? Give --user, --client (or both) or --ip, or --user-default, --client-default or --ip-default'],
  ['quotas set --ip 10.0.0.7 --user a connection_creation_rate=1', 'quotas of IP addresses do not combine with --user: Kafka combines only users with client ids'],
  ['quotas set --user a producer_byte_rate=many', 'producer_byte_rate=many: that is not a number of bytes per second; write for example 1048576 or 10MiB'],
  ['quotas set --user User:a producer_byte_rate=1', "--user: 'User:a' is a principal; quotas name users without the type: a"],
  ['quotas unset --user a', 'give either names of quotas or --all'],
  ['quotas effective', 'whose quotas? Give --user, --client or --ip, or several of them'],
  ['tokens create', 'where should the secret go? Give --out FILE, --client-config FILE or --show'],
  ['tokens create --show --owner Group:ops', "--owner: 'Group:ops' is not a user: tokens are for principals of type User, as in User:alice"],
])('%s', async (line, sentence) =>
  expect((await run(line)).text.replace(/ \(see kafkit [a-z ]* --help\)\n/, '\n')).toBe(`kafkit: ${sentence}\nexit 2`)) // prettier-ignore

test('a rotation changes all mechanisms, or says which keep the old password', async () => {
  expect((await run('users rotate alice --new-password-stdin --yes', {stdin: 'new\n'})).text).toMatchInlineSnapshot(`
    "USER   MECHANISM      STATUS   BEFORE           AFTER
    alice  SCRAM-SHA-256  rotated  4096 iterations  8192 iterations
    alice  SCRAM-SHA-512  rotated  8192 iterations  8192 iterations
    kafkit: no login with the new password has been tried; --verify tries one
    kafkit: the old password cannot be restored: brokers do not keep it
    exit 0"
  `)
  const one = await run('users rotate alice --mechanism SCRAM-SHA-512 --new-password-stdin --yes', {stdin: 'new\n'})
  expect(one.text).toContain('SCRAM-SHA-256 of alice keeps its old password')
  expect([...(one.credentials.users.get('alice') ?? [])]).toEqual([
    [1, 4096],
    [2, 8192],
  ])
})

test('a deletion says what stays behind', async () => {
  expect((await run('users delete alice --dry-run')).text).toMatchInlineSnapshot(`
    "USER   MECHANISM      STATUS   BEFORE           AFTER
    alice  SCRAM-SHA-256  planned  4096 iterations  none
    alice  SCRAM-SHA-512  planned  8192 iterations  none
    kafkit: warning: 1 ACL of User:alice remains: kafkit acls revoke User:alice --all
    kafkit: warning: 2 quotas of user alice remain: kafkit quotas list --user alice
    exit 0"
  `)
  const {text, credentials} = await run('users delete alice carol --yes')
  expect(text).toMatchInlineSnapshot(`
    "USER   MECHANISM      STATUS   BEFORE           AFTER
    alice  SCRAM-SHA-256  planned  4096 iterations  none
    alice  SCRAM-SHA-512  planned  8192 iterations  none
    kafkit: warning: 1 ACL of User:alice remains: kafkit acls revoke User:alice --all
    kafkit: warning: 2 quotas of user alice remain: kafkit quotas list --user alice
    kafkit: user carol has no SCRAM credentials
    kafkit: nothing was deleted
    exit 1"
  `)
  expect(credentials.users.has('alice')).toBe(true)
  expect((await run('users delete bob --yes')).credentials.users.has('bob')).toBe(false)
})

test('what may not be seen of a user is said, not left out', async () => {
  const credentials = fakeCredentials(scene)
  const refused = on(DescribeClientQuotas, () => ({errorCode: 31, errorMessage: null, entries: null}))
  await using fake = await fakeCluster(...fakeAcls().services, ...credentials.services, refused)
  const {out, err, code} = await kafkit(['users', 'list', '--verbose', '-b', fake.bootstrapServers])
  expect(`${out}${err}exit ${code}`).toMatchInlineSnapshot(`
    "USER   MECHANISMS                   ITERATIONS  ACLS  QUOTAS
    alice  SCRAM-SHA-256,SCRAM-SHA-512  4096,8192      0       ?
    bob    SCRAM-SHA-512                16384          0       ?
    kafkit: describe quotas: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit users list --verbose
    exit 1"
  `)
})

test('a user who may not describe users is shown the command line for somebody who may', async () => {
  const refused = on(DescribeUserScramCredentials, () => ({errorCode: 31, errorMessage: null, results: []}))
  await using fake = await fakeCluster(refused)
  const {err, code} = await kafkit(['users', 'list', '-b', fake.bootstrapServers])
  expect(`${err}exit ${code}`).toMatchInlineSnapshot(`
    "kafkit: describe SCRAM credentials: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit users list
    exit 1"
  `)
})

test('quotas list, and which of them counts', async () => {
  expect((await run('quotas list')).text).toMatchInlineSnapshot(`
    "USER   CLIENT  IP         QUOTA                         VALUE
    alice  -       -          producer_byte_rate        1.0 MiB/s
    alice  app     -          producer_byte_rate        2.0 KiB/s
    -      -       <default>  connection_creation_rate       10/s
    exit 0"
  `)
  expect((await run('quotas effective --user alice --client app --ip 10.0.0.7')).text).toMatchInlineSnapshot(`
    "QUOTA                         VALUE  FROM                       OVERRULED
    producer_byte_rate        2.0 KiB/s  user alice, client-id app  1.0 MiB/s of user alice
    consumer_byte_rate         no limit  -                          -
    request_percentage         no limit  -                          -
    controller_mutation_rate   no limit  -                          -
    connection_creation_rate       10/s  the default ip             -
    kafkit: quotas apply to each broker separately; this cluster has one
    exit 0"
  `)
})

test('a broker with a class of its own for quotas may decide otherwise, and that is said', async () => {
  const {text} = await run('quotas effective --user alice', {}, ['file 1 client.quota.callback.class=com.acme.Fair'])
  expect(text).toContain(
    'kafkit: warning: brokers use a custom class for quotas, which may decide otherwise: com.acme.Fair on broker 1 (client.quota.callback.class)',
  )
})

test('a quota is checked by a broker, set, read back, and can be taken back', async () => {
  const {text, credentials} = await run('quotas set --user alice producer_byte_rate=1KiB request_percentage=50 --yes')
  expect(text).toMatchInlineSnapshot(`
    "USER   QUOTA               STATUS      BEFORE      AFTER
    alice  producer_byte_rate  changed  1.0 MiB/s  1.0 KiB/s
    alice  request_percentage  changed       none        50%
    kafkit: to undo this: kafkit quotas set --user alice producer_byte_rate=1048576 && kafkit quotas unset --user alice request_percentage
    exit 0"
  `)
  expect(credentials.quotas[0]?.quotas).toEqual({producer_byte_rate: 1024, request_percentage: 50})
  expect((await run('quotas set --user alice producer_byte_rate=1MiB --yes')).text).toMatchInlineSnapshot(`
    "USER   QUOTA               STATUS        BEFORE      AFTER
    alice  producer_byte_rate  unchanged  1.0 MiB/s  1.0 MiB/s
    kafkit: there is nothing to change: the quotas already have these values
    exit 0"
  `)
  expect((await run('quotas set --user alice request_percentage=666 --yes')).text).toMatchInlineSnapshot(`
    "USER   QUOTA               STATUS   BEFORE  AFTER
    alice  request_percentage  planned    none   666%
    kafkit: alter quotas of user alice: Quota request_percentage is not liked (INVALID_REQUEST)
    exit 1"
  `)
  expect((await run('quotas unset --user alice --all --yes')).text).toMatchInlineSnapshot(`
    "USER   QUOTA               STATUS      BEFORE  AFTER
    alice  producer_byte_rate  changed  1.0 MiB/s   none
    kafkit: to undo this: kafkit quotas set --user alice producer_byte_rate=1048576
    exit 0"
  `)
})

test('a broker without these requests is named with the release that brought them', async () => {
  await using fake = await fakeCluster({release: '2.0.1-zk'}, ...fakeCredentials().services)
  const said = async (line: string) => (await kafkit([...line.split(' '), '-b', fake.bootstrapServers])).err
  expect(await said('users list')).toMatch(/^kafkit: DescribeUserScramCredentials: .* \(it came with Kafka 2\.7,/)
  expect(await said('quotas list')).toMatch(/^kafkit: DescribeClientQuotas: .* \(it came with Kafka 2\.6,/)
  expect(fake.asked(AlterClientQuotas)).toEqual([])
})

test('tokens list prints no secret, and marks tokens that expire soon', async () => {
  const {text} = await run('tokens list')
  expect(text).toMatchInlineSnapshot(`
    "TOKEN-ID  OWNER       RENEWERS  ISSUED                    EXPIRES                   MAX-LIFE
    one       User:alice  User:bob  1970-01-01T00:00:00.000Z  2026-01-01T12:00:00.000Z  2026-01-08T00:00:00.000Z
    exit 0"
  `)
  expect((await run('tokens list --expiring 11h')).text).toMatch(/^TOKEN-ID.*\nexit 0$/)
  expect((await run('tokens list --expiring 13h')).text).toMatch(/kafkit: 1 token expires within 13h\nexit 3$/)
})

test('a token’s secret goes into a file, or where --show says', async () => {
  const [out, config] = [join(folder, 'token.hmac'), join(folder, 'token.properties')]
  const {text} = await run(`tokens create --max-life 48h --out ${out} --client-config ${config} --yes`)
  expect(text.replaceAll(folder, 'FOLDER')).toMatchInlineSnapshot(`
    "TOKEN-ID  OWNER       RENEWERS  STATUS   EXPIRES                   MAX-LIFE
    token-2   User:alice  -         created  2026-01-02T00:00:00.000Z  2026-01-03T00:00:00.000Z
    kafkit: FOLDER/token.hmac has the secret; only you may read it
    kafkit: FOLDER/token.properties has the secret; only you may read it
    kafkit: to undo this: kafkit tokens expire token-2
    exit 0"
  `)
  expect(readFileSync(out, 'utf8')).toBe(`${Buffer.from('secret of token-2').toString('base64')}\n`)
  expect(statSync(out).mode & 0o777).toBe(0o600)
  expect(statSync(config).mode & 0o777).toBe(0o600)
  expect(readFileSync(config, 'utf8').replace(/127.0.0.1:\d+/, 'broker:9092')).toMatchInlineSnapshot(`
    "# Delegation token of User:alice, until 2026-01-02T00:00:00.000Z unless it is renewed.
    bootstrap.servers=broker:9092
    security.protocol=SASL_PLAINTEXT
    sasl.mechanism=SCRAM-SHA-256
    sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="token-2" password="c2VjcmV0IG9mIHRva2VuLTI=" tokenauth="true";
    "
  `)
  expect((await run('tokens create --show --yes -o jsonl')).text).toContain('"hmac":"c2VjcmV0IG9mIHRva2VuLTI="')
})

test('no token is made where its secret cannot be kept', async () => {
  const file = join(folder, 'there')
  writeFileSync(file, 'before')
  const {text, credentials} = await run(`tokens create --out ${file} --yes`)
  expect(text).toBe(`kafkit: cannot write ${file}: it already exists; nothing was changed\nexit 2`)
  expect(credentials.tokens).toHaveLength(1)
  expect(readFileSync(file, 'utf8')).toBe('before')
})

test('brokers that refuse tokens do so before a file is made', async () => {
  const credentials = fakeCredentials()
  await using fake = await fakeCluster(...credentials.services)
  fake.serve(on(CreateDelegationToken, () => ({errorCode: 61})))
  const file = join(folder, 'never')
  const {err, code} = await kafkit(['tokens', 'create', '--out', file, '--yes', '-b', fake.bootstrapServers])
  expect(`${err}exit ${code}`).toMatchInlineSnapshot(`
    "kafkit: create a delegation token: Delegation Token feature is not enabled. (DELEGATION_TOKEN_AUTH_DISABLED)
    exit 1"
  `)
  expect(existsSync(file)).toBe(false)
})

test('tokens are renewed and expired by their id', async () => {
  expect((await run('tokens renew one --for 2h --yes')).text).toMatchInlineSnapshot(`
    "TOKEN-ID  OWNER       RENEWERS  STATUS   BEFORE                    EXPIRES                   MAX-LIFE
    one       User:alice  User:bob  renewed  2026-01-01T12:00:00.000Z  2026-01-01T02:00:00.000Z  2026-01-08T00:00:00.000Z
    kafkit: warning: token one will expire 10h earlier than now, because of --for
    kafkit: to undo this: kafkit tokens expire one --in 12h
    exit 0"
  `)
  expect((await run('tokens renew one --for 48h --yes')).text).toContain('token one expires 1d earlier than requested')
  const {text, credentials} = await run('tokens expire one --yes')
  expect(text).toMatchInlineSnapshot(`
    "TOKEN-ID  OWNER       RENEWERS  STATUS   BEFORE                    EXPIRES                   MAX-LIFE
    one       User:alice  User:bob  expired  2026-01-01T12:00:00.000Z  2026-01-01T00:00:00.000Z  2026-01-08T00:00:00.000Z
    kafkit: an expired token cannot be restored: kafkit tokens create makes another
    exit 0"
  `)
  expect(credentials.tokens).toEqual([])
  expect((await run('tokens expire one two --in 1h --yes')).text).toMatchInlineSnapshot(`
    "TOKEN-ID  OWNER       RENEWERS  STATUS   BEFORE                    EXPIRES                   MAX-LIFE
    one       User:alice  User:bob  planned  2026-01-01T12:00:00.000Z  2026-01-01T01:00:00.000Z  2026-01-08T00:00:00.000Z
    kafkit: there is no token two that you are allowed to see (kafkit tokens list)
    kafkit: no token was expired
    exit 1"
  `)
})

test('the audit log has neither password nor secret', async () => {
  const log = join(folder, 'audit.jsonl')
  const env = {KAFKIT_AUDIT_LOG: log}
  await run('users create carol --new-password-stdin --yes', {stdin: 'top secret\n', env})
  await run('tokens create --show --yes', {env})
  await run('tokens renew one --yes', {env})
  const text = readFileSync(log, 'utf8')
  expect(text.match(/"outcome":"done"/g)).toHaveLength(3)
  expect(text).not.toMatch(/top secret|c2VjcmV0IG9m|saltedPassword|salt"/)
})
