// kafkit plan and apply for ACLs, users, quotas and configs of what is no topic, against fake brokers that keep what they are
// told. Numbers are those of the scenarios.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, describe, expect, test} from 'vitest'
import {AlterUserScramCredentials} from '../../src/lib/apis/alter-user-scram-credentials.ts'
import {CreateAcls} from '../../src/lib/apis/create-acls.ts'
import {DeleteAcls} from '../../src/lib/apis/delete-acls.ts'
import {DescribeAcls} from '../../src/lib/apis/describe-acls.ts'
import {bindingKey, type AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {kafkit, type CliOptions} from '../support/cli.ts'
import {acl, fakeAcls} from '../support/fake-acls.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeConfigs} from '../support/fake-configs.ts'
import {fakeCredentials} from '../support/fake-credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plan-clients-'))
afterAll(() => rmSync(folder, {recursive: true}))
let cluster: FakeCluster
afterEach(() => cluster.close())

let count = 0
function file(text: string): string {
  const path = join(folder, `${count++}.yaml`)
  writeFileSync(path, text)
  return path
}
const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), '-b', cluster.bootstrapServers], options)

const produced = ['WRITE', 'DESCRIBE'].map((operation) => `TOPIC orders LITERAL User:api * ${operation} ALLOW`)
const keys = (bindings: readonly AclBinding[]) => bindings.map((each) => bindingKey(each)).toSorted()

describe('ACLs', () => {
  test('31: those that are missing are created, and one that was removed by hand is missing', async () => {
    const acls = fakeAcls(produced.slice(0, 1))
    cluster = await fakeCluster(...acls.services)
    const path = file('{kafkit: 1, access: {User:api: {produce: [orders]}}}')
    const {out} = await run(`plan -f ${path}`)
    expect(out).toMatch(/^\+ acl allow User:api DESCRIBE topic\/orders +produce orders/m)
    expect(out).toContain('1 ACL to create; 1 ACL is as it should be')
    expect((await run(`apply -f ${path} --yes`)).code).toBe(0)
    expect(keys(acls.bindings)).toEqual(keys(produced.map(acl)))
    expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
  })

  test('27, 28: a replacement is created before the old ACL is deleted, and deny ACLs before allow ACLs', async () => {
    const acls = fakeAcls(['TOPIC orders LITERAL User:old * READ ALLOW'])
    cluster = await fakeCluster(...acls.services)
    const path = file(`kafkit: 1
acls:
  - {principal: User:old, allow: Read, topic: orders, state: absent}
  - {principal: User:new, allow: Read, topic: orders}
  - {principal: User:new, deny: Write, topic: orders}
`)
    expect((await run(`apply -f ${path} --yes`)).err).toContain('access')
    expect(cluster.asked(DeleteAcls)).toEqual([])
    expect((await run(`apply -f ${path} --yes --allow access`)).code).toBe(0)
    const order = cluster.requests.map(({api}) => api).filter((name) => name === 'CreateAcls' || name === 'DeleteAcls')
    expect(order).toEqual(['CreateAcls', 'CreateAcls', 'DeleteAcls'])
    const [denying] = cluster.asked(CreateAcls)
    // Kafka's AclPermissionType: 2 is DENY.
    expect(denying?.creations.map(({permissionType}) => permissionType)).toEqual([2])
    expect(keys(acls.bindings)).toEqual(
      keys(['TOPIC orders LITERAL User:new * READ ALLOW', 'TOPIC orders LITERAL User:new * WRITE DENY'].map(acl)),
    )
  })

  test('32: without an authorizer ACLs are unknown, and the exit code is 1', async () => {
    // 54: SECURITY_DISABLED.
    cluster = await fakeCluster(on(DescribeAcls, () => ({errorCode: 54, errorMessage: 'No Authorizer is configured.'})))
    const {out, err, code} = await run(`plan -f ${file('{kafkit: 1, access: {User:api: {produce: [orders]}}}')}`)
    expect(code).toBe(1)
    expect(out).toMatch(/^\? acl User:api /m)
    expect(err).toContain('SECURITY_DISABLED')
  })

  test('20: ACLs that only the previous files granted are deleted, and no others', async () => {
    const other = 'TOPIC orders LITERAL User:other * READ ALLOW'
    const acls = fakeAcls([...produced, other])
    cluster = await fakeCluster(...acls.services)
    const before = file('{kafkit: 1, access: {User:api: {produce: [orders]}}}')
    const now = file('{kafkit: 1, access: {}}')
    expect((await run(`apply -f ${now} --previous ${before} --yes --allow access`)).code).toBe(0)
    expect(keys(acls.bindings)).toEqual(keys([acl(other)]))
  })

  test('29: to take ALTER on the cluster from oneself is said, and needs consent', async () => {
    const mine = 'CLUSTER kafka-cluster LITERAL User:ANONYMOUS * ALTER ALLOW'
    const acls = fakeAcls([mine])
    cluster = await fakeCluster(...acls.services)
    const path = file(
      '{kafkit: 1, acls: [{principal: User:ANONYMOUS, allow: Alter, cluster: kafka-cluster, state: absent}]}',
    )
    expect((await run(`plan -f ${path}`)).out).toContain(
      'this takes ALTER and DESCRIBE on the cluster from User:ANONYMOUS, which is you',
    )
    expect((await run(`apply -f ${path} --yes`)).code).toBe(1)
    expect(keys(acls.bindings)).toEqual(keys([acl(mine)]))
  })

  test('33: without ALTER on the cluster nothing is begun', async () => {
    // Only DESCRIBE (8).
    const acls = fakeAcls([], {ownOperations: 1 << 8})
    cluster = await fakeCluster(...acls.services)
    const {err, code} = await run(`apply -f ${file('{kafkit: 1, access: {User:api: {produce: [orders]}}}')} --yes`)
    expect(code).toBe(1)
    expect(err).toContain('this user lacks ALTER on the cluster')
    expect(cluster.asked(CreateAcls)).toEqual([])
  })
})

describe('users', () => {
  const path = file(
    '{kafkit: 1, users: {api: {scram: {SCRAM-SHA-512: {iterations: 8192, passwordFrom: {env: API_PASSWORD}}}}}}',
  )
  const secret = 'correct horse battery'

  test('34: a missing one is created, other iterations are a change, and the password is nowhere', async () => {
    const credentials = fakeCredentials({})
    cluster = await fakeCluster(...credentials.services)
    const log = join(folder, 'audit.jsonl')
    const saved = join(folder, 'users.json')
    const env = {API_PASSWORD: secret, KAFKIT_AUDIT_LOG: log}
    const planned = await run(`plan -f ${path} --out ${saved}`, {env})
    const applied = await run(`apply ${saved} --yes`, {env})
    expect(applied.code).toBe(0)
    expect(credentials.users.get('api')).toEqual(new Map([[2, 8192]]))
    expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
    credentials.users.get('api')?.set(2, 4096)
    expect((await run(`plan -f ${path}`)).out).toMatch(/SCRAM-SHA-512 +4096 iterations → 8192 iterations/)
    const written = [
      planned.out,
      planned.err,
      applied.out,
      applied.err,
      readFileSync(log, 'utf8'),
      readFileSync(saved, 'utf8'),
    ].join()
    expect(written).not.toContain(secret)
    expect(written).toContain('API_PASSWORD')
  })

  test('34: without a listener for logins whether a password is the same is unknown, never taken for the same', async () => {
    const credentials = fakeCredentials({users: {api: {2: 8192}}})
    cluster = await fakeCluster(...credentials.services)
    const env = {API_PASSWORD: secret}
    const plain = await run(`plan -f ${path}`, {env})
    expect(plain).toMatchObject({code: 0, out: expect.stringContaining('(--verify-passwords logs in with them)')})
    const {out, err, code} = await run(`plan -f ${path} --verify-passwords`, {env})
    expect(code).toBe(1)
    expect(out).toMatch(/^\? user api /m)
    expect(`${out}${err}`).not.toContain(secret)
    expect((await run(`plan -f ${path} --verify-passwords`)).err).toContain('the variable API_PASSWORD is not set')
  })

  test('without its password nothing is sent, and the missing variable is named', async () => {
    cluster = await fakeCluster(...fakeCredentials({}).services)
    const {err, code} = await run(`apply -f ${path} --yes`)
    expect(code).toBe(1)
    expect(err).toContain('the password of user api: the variable API_PASSWORD is not set')
    expect(cluster.asked(AlterUserScramCredentials)).toEqual([])
  })
})

test('35: quotas of the default user, of a user with a client id, and one value that is unset', async () => {
  const credentials = fakeCredentials({
    quotas: [{entity: {user: 'api'}, quotas: {producer_byte_rate: 1024, consumer_byte_rate: 2048}}],
  })
  cluster = await fakeCluster(...credentials.services)
  const path = file(`kafkit: 1
quotas:
  - {user: default, producer_byte_rate: 1MiB}
  - {user: default, clientId: backfill, producer_byte_rate: 2MiB}
  - {user: api, producer_byte_rate: 1024, consumer_byte_rate: null}
  - {ip: 10.0.0.7, connection_creation_rate: 10}
`)
  expect((await run(`apply -f ${path} --yes`)).code).toBe(0)
  const entries = credentials.quotas.map(({entity, quotas}) => ({entity, quotas}))
  expect(entries).toContainEqual({entity: {user: 'api'}, quotas: {producer_byte_rate: 1024}})
  expect(entries).toContainEqual({entity: {user: null}, quotas: {producer_byte_rate: 1_048_576}})
  expect(entries).toContainEqual({
    entity: {user: null, 'client-id': 'backfill'},
    quotas: {producer_byte_rate: 2_097_152},
  })
  expect(entries).toContainEqual({entity: {ip: '10.0.0.7'}, quotas: {connection_creation_rate: 10}})
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
})

test('54: a comment for a pull request is one table, whatever users and principals are called', async () => {
  const acls = fakeAcls([])
  cluster = await fakeCluster(...acls.services, ...fakeCredentials({}).services)
  const path = file(`kafkit: 1
acls: [{principal: 'User:CN=a|b,O=\`x\`', allow: Read, topic: orders}]
quotas: [{user: 'a|b\`c<script>', producer_byte_rate: 1MiB}]
`)
  const {out, code} = await run(`plan -f ${path} -o markdown`)
  expect(code).toBe(0)
  expect(out).toContain('<code>user a&#124;b&#96;c&#60;script&#62;</code>')
  expect(out).not.toContain('<script>')
  // Four cells in each row.
  const rows = out.split('\n').filter((line) => line.startsWith('|'))
  expect(rows.map((line) => line.split('|').length)).toEqual(rows.map(() => 6))
  expect(out).toContain('&#124;b,O=&#96;x&#96;')
})

test('36: configs of all brokers, of one broker, of a group and of client metrics', async () => {
  const configs = fakeConfigs([])
  cluster = await fakeCluster(...configs.services)
  const path = file(`kafkit: 1
brokers: {default: {configs: {log.cleaner.threads: 2}}, "1": {configs: {log.retention.ms: 1d}}}
clientMetrics: {apps: {interval.ms: 30s, metrics: [org.apache.kafka.producer.]}}
`)
  const applied = await run(`apply -f ${path} --yes`)
  expect(applied.code, applied.err).toBe(0)
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
  expect(Object.fromEntries(configs.set.get('4 ') ?? [])).toEqual({'log.cleaner.threads': '2'})
  expect(Object.fromEntries(configs.set.get('16 apps') ?? [])).toEqual({
    'interval.ms': '30000',
    metrics: 'org.apache.kafka.producer.',
  })
})
