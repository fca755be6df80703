// Users, quotas and tokens on a real broker: what kafkit makes, Java's clients log in with, and the reverse; and what those
// see who may not. docs/access.md runs in acls.test.ts.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {startSecureSandbox, type SecureSandbox} from '../support/secure-sandbox.ts'

const topicCommand = 'org.apache.kafka.tools.TopicCommand'
const configCommand = 'kafka.admin.ConfigCommand'
const tokenCommand = 'org.apache.kafka.tools.DelegationTokenCommand'

/** With characters that SASLprep would change, and Kafka does not. */
const oddPassword = 'pä½ﬁ "ssword'

describeWithKafka('credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-credentials-'))
  let secure: SecureSandbox
  beforeAll(async () => {
    secure = await startSecureSandbox()
    for (const user of ['admin', 'alice', 'bob'] as const) writeLogin(user, 'PLAIN', user, secure.users[user])
    expect((await asRoot('topics create guarded')).code).toBe(0)
  }, 120_000)
  afterAll(async () => {
    if (secure) await stopSandbox(secure.sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const fileOf = (name: string) => join(folder, `${name}.properties`)
  function writeLogin(name: string, mechanism: string, username: string, password: string) {
    const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule'
    const quoted = password.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
    writeFileSync(
      fileOf(name),
      `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=${mechanism}\nsasl.jaas.config=org.apache.kafka.common.security.${module} required username="${username}" password="${inProperties(quoted)}";\n`,
    )
  }
  /** As a value of a properties file, which Java reads as ISO 8859-1. */
  const inProperties = (text: string) =>
    text
      .replaceAll('\\', '\\\\')
      .replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  /** Over the listener without a login, as a super user. */
  const asRoot = (line: string, stdin = '') => kafkit([...line.split(' '), '-b', secure.addresses.PLAINTEXT], {stdin})
  /** With the login of a file. */
  const as = (file: string, line: string, stdin = '') => {
    const argv = line.split(' ')
    const at = argv.includes('--') ? argv.indexOf('--') : argv.length
    return kafkit(argv.toSpliced(at, 0, '-b', secure.addresses.SASL, '--command-config', fileOf(file)), {stdin})
  }
  const javaLogsIn = async (file: string) =>
    (
      await runKafkaTool(topicCommand, [
        '--bootstrap-server',
        secure.addresses.SASL,
        '--command-config',
        fileOf(file),
        '--list',
      ])
    ).exitCode === 0
  const weLogIn = async (file: string) => (await as(file, 'topics list')).code === 0

  test('a user that kafkit made logs in with Java’s clients and with ours, with the new password alone after a rotation', async () => {
    const made = await asRoot('users create carol --mechanism SCRAM-SHA-256 --mechanism SCRAM-SHA-512 --new-password-stdin --yes', `${oddPassword}\n`) // prettier-ignore
    expect(made.code, made.err).toBe(0)
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512']) {
      writeLogin('carol', mechanism, 'carol', oddPassword)
      expect(await weLogIn('carol'), `we, ${mechanism}`).toBe(true)
      expect(await javaLogsIn('carol'), `Java, ${mechanism}`).toBe(true)
    }
    const rotated = await asRoot(`users rotate carol --mechanism SCRAM-SHA-512 --new-password-stdin --yes --verify-at ${secure.addresses.SASL}`, 'another\n') // prettier-ignore
    expect(rotated.out).toMatch(/SCRAM-SHA-512 +rotated +8192 iterations +8192 iterations +verified/)
    expect(await javaLogsIn('carol')).toBe(false)
    writeLogin('carol', 'SCRAM-SHA-512', 'carol', 'another')
    expect(await javaLogsIn('carol')).toBe(true)
    // The other mechanism was left alone.
    writeLogin('carol', 'SCRAM-SHA-256', 'carol', oddPassword)
    expect(await weLogIn('carol')).toBe(true)
    expect((await asRoot('users delete carol --yes')).code).toBe(0)
    expect(await weLogIn('carol')).toBe(false)
  }, 180_000)

  test('a user that Apache’s tool made logs in with ours', async () => {
    writeFileSync(fileOf('add'), `SCRAM-SHA-512=iterations=4096,password=${inProperties(oddPassword)}\n`)
    const {exitCode, stderr} = await runKafkaTool(configCommand, [
      '--bootstrap-server',
      secure.addresses.PLAINTEXT,
      '--alter',
      '--entity-type',
      'users',
      '--entity-name',
      'dora',
      '--add-config-file',
      fileOf('add'),
    ])
    expect(exitCode, stderr).toBe(0)
    writeLogin('dora', 'SCRAM-SHA-512', 'dora', oddPassword)
    await expect.poll(() => weLogIn('dora'), {timeout: 10_000}).toBe(true)
    expect((await asRoot('users list dora -o csv')).out).toBe(
      'user,mechanisms,iterations,acls,quotas\r\ndora,SCRAM-SHA-512,4096,,\r\n',
    )
  }, 60_000)

  test('without a SCRAM listener in reach --verify fails, and says so', async () => {
    const {out, err, code} = await asRoot('users create eve --new-password-stdin --yes --verify', 'x\n')
    expect(code).toBe(1)
    expect(out).toMatch(/created .* not verified/)
    expect(err).toMatch(/eve \(SCRAM-SHA-512\) is not verified: .*(?:takes no SASL login|offers no SASL mechanism)/)
    expect(err).toContain('to undo this: kafkit users delete eve --mechanism SCRAM-SHA-512')
  }, 60_000)

  test('a token that kafkit made logs in with Java’s clients and with ours until it is expired', async () => {
    const config = fileOf('token')
    const made = await as('alice', `tokens create --renewer User:bob --client-config ${config} --yes`)
    expect(made.code, made.err).toBe(0)
    const secret = /password="([^"]+)"/.exec(readFileSync(config, 'utf8'))?.[1] ?? 'none'
    expect(made.out + made.err).not.toContain(secret)
    expect(await weLogIn('token')).toBe(true)
    expect(await javaLogsIn('token')).toBe(true)
    // Nobody gets a token with a token.
    const second = await as('token', 'tokens create --show --yes')
    expect(second).toMatchObject({code: 1, out: ''})
    expect(second.err).toContain('DELEGATION_TOKEN_REQUEST_NOT_ALLOWED')
    const id = (await as('bob', 'tokens list -o name')).out.trim()
    expect((await as('bob', `tokens renew ${id} --for 2h --yes`)).code).toBe(0)
    const expired = await as('alice', `tokens expire ${id} --yes`)
    expect(expired.code, expired.err).toBe(0)
    expect(await weLogIn('token')).toBe(false)
    expect((await as('alice', 'tokens list -o name')).out).toBe('')
  }, 120_000)

  test('a token that Apache’s tool made logs in with ours, and kafkit lists and ends it', async () => {
    const {stdout} = await runKafkaTool(tokenCommand, [
      '--bootstrap-server',
      secure.addresses.SASL,
      '--command-config',
      fileOf('alice'),
      '--create',
      '--max-life-time-period',
      '-1',
    ])
    const [, id = '', hmac = ''] = /^([\w-]{22}) +(\S{86}==) /m.exec(stdout) ?? []
    await expect.poll(async () => (await as('alice', 'tokens list -o name')).out, {timeout: 10_000}).toBe(`${id}\n`)
    writeFileSync(
      fileOf('theirs'),
      `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${id}" password="${hmac}" tokenauth="true";\n`,
    )
    expect(await weLogIn('theirs')).toBe(true)
    expect((await as('alice', `tokens expire ${id} --yes`)).code).toBe(0)
  }, 60_000)

  test('quotas that kafkit set Apache’s tool shows', async () => {
    expect((await asRoot('quotas set --user carol --client app producer_byte_rate=1KiB request_percentage=50 --yes')).code).toBe(0) // prettier-ignore
    const {stdout} = await runKafkaTool(configCommand, [
      '--bootstrap-server',
      secure.addresses.PLAINTEXT,
      '--describe',
      '--entity-type',
      'users',
      '--entity-name',
      'carol',
      '--entity-type',
      'clients',
      '--entity-name',
      'app',
    ])
    expect(stdout).toBe(
      // In the order of a HashMap.
      "Quota configs for user-principal 'carol', client-id 'app' are request_percentage=50.0, producer_byte_rate=1024.0\n",
    )
    expect((await asRoot('quotas unset --user carol --client app --all --yes')).code).toBe(0)
    expect((await asRoot('quotas list --user carol -o name')).out).toBe('')
  }, 60_000)

  test.each([
    ['users list', ''],
    ['users create bobs --new-password-stdin --yes', 'x\n'],
    ['users rotate bobs --new-password-stdin --yes', 'x\n'],
    ['users delete bobs --yes', ''],
    ['quotas list', ''],
    ['quotas set --user bobs producer_byte_rate=1024 --yes', ''],
    ['quotas unset --user bobs producer_byte_rate --yes', ''],
    ['quotas effective --user bobs', ''],
    ['tokens create --owner User:alice --show --yes', ''],
    ['acls list', ''],
    ['configs describe topic/guarded', ''],
    ['configs describe broker/1', ''],
    ['configs set topic/guarded retention.ms=7d --yes', ''],
    ['client-metrics set app --interval 1m --metrics * --yes', ''],
    ['client-metrics list', ''],
  ])(
    '%s is refused, works with what why grants, and is refused again without',
    async (line, stdin) => {
      const refused = await as('bob', line, stdin)
      expect(refused.code).toBe(1)
      expect(refused.err).toMatch(/AUTHORIZATION_FAILED\)\n/)
      const why = /: kafkit (acls why .*)$/m.exec(refused.err)
      expect(why?.[1], refused.err).toBeDefined()
      const [head = '', tail = ''] = (why?.[1] ?? '').split(' -- ')
      const {out, code} = await kafkit([
        ...head.split(' '),
        '--no-allow-everyone',
        '--super-user',
        'User:admin',
        '-o',
        'json',
        '-b',
        secure.addresses.PLAINTEXT,
        '--',
        ...tail.split(' '),
      ])
      expect(code).toBe(3)
      const {rights} = JSON.parse(out) as {rights: {grant: string | null; without: string | null}[]}
      for (const {grant, without} of rights)
        if (grant !== null && without === null)
          expect((await asRoot(`${grant.replace('kafkit ', '')} --yes --lockout-ok`)).code).toBe(0)
      const allowed = await as('bob', line, stdin)
      expect(allowed.code, allowed.err).toBe(0)
      await asRoot('acls revoke User:bob --all --yes --lockout-ok')
    },
    // The first one loads every command.
    180_000,
  )
})
