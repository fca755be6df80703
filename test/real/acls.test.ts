// ACLs on a real broker: ours are honoured for others and the reverse, why tells the truth, docs/access.md is executed as it
// stands, and the authorizer is compared with Kafka's own on rules that nobody has seen before.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {compareAuthorizer} from '../support/authorizer-answers.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {pageBlocks} from '../support/runbook.ts'
import {startSecureSandbox, type SecureSandbox} from '../support/secure-sandbox.ts'

const root = join(import.meta.dirname, '../..')
const aclCommand = 'org.apache.kafka.tools.AclCommand'

describeWithKafka('ACLs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-acls-'))
  let secure: SecureSandbox
  beforeAll(async () => {
    secure = await startSecureSandbox()
    for (const user of ['admin', 'alice', 'bob'] as const) {
      writeFileSync(
        join(folder, `${user}.properties`),
        `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${user}" password="${secure.users[user]}";\n`,
      )
    }
    await asAdmin('topics', 'create', 'orders', 'invoices', '--partitions', '1')
  }, 120_000)
  afterAll(async () => {
    if (secure) await stopSandbox(secure.sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const asAdmin = (...argv: string[]) => {
    const end = argv.includes('--') ? argv.indexOf('--') : argv.length
    return kafkit(argv.toSpliced(end, 0, '-b', secure.addresses.PLAINTEXT))
  }
  const login = (user: 'alice' | 'bob') => [
    '-b',
    secure.addresses.SASL,
    '--command-config',
    join(folder, `${user}.properties`),
  ]
  const as = (user: 'alice' | 'bob', argv: readonly string[], stdin = '') => kafkit([...argv, ...login(user)], {stdin})
  const java = (...argv: string[]) =>
    runKafkaTool(aclCommand, ['--bootstrap-server', secure.addresses.PLAINTEXT, ...argv])

  test('the authorizer decides as Kafka’s on rules that were never recorded', async () => {
    const seed = String(Date.now())
    const {stdout} = await runKafkaTool(join(root, 'test/fixtures/AuthorizerAnswers.java'), [seed, '300'])
    const {requests, differences} = compareAuthorizer(stdout.trim().split('\n'))
    expect(differences, `seed ${seed}`).toEqual([])
    expect(requests).toBe(3600)
  }, 120_000)

  test('what kafkit grants Apache’s tool lists, and what that adds kafkit sees and takes away', async () => {
    await asAdmin('acls', 'grant', 'User:both', 'read', 'topic/both-*', '--host', '::1', '--yes')
    const listed = await java('--list', '--principal', 'User:both')
    expect(listed.stdout).toContain(
      'ResourcePattern(resourceType=TOPIC, name=both-, patternType=PREFIXED)`:\n\t(principal=User:both, host=0:0:0:0:0:0:0:1, operation=READ, permissionType=ALLOW)',
    )
    await java('--add', '--deny-principal', 'User:both', '--operation', 'Delete', '--group', '*')
    const {out} = await asAdmin(
      'acls',
      'list',
      '--principal',
      'User:both',
      '-o',
      'csv',
      '--columns',
      'operations,permission,resource',
    )
    expect(out).toBe('operations,permission,resource\r\nDELETE,DENY,group/*\r\nREAD,ALLOW,topic/both-*\r\n')
    expect((await asAdmin('acls', 'revoke', 'User:both', '--all', '--yes')).code).toBe(0)
    expect((await java('--list', '--principal', 'User:both')).stdout).toBe('ACLs for principal `User:both`\n')
  }, 120_000)

  test('who may not see ACLs gets the line to give to somebody who may', async () => {
    const {err, code} = await as('bob', ['acls', 'list'])
    expect({err, code}).toEqual({
      err: `kafkit: list ACLs: not allowed: reading ACLs needs DESCRIBE on the cluster (CLUSTER_AUTHORIZATION_FAILED)
kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:bob -- kafkit acls list
`,
      code: 1,
    })
    expect((await as('bob', ['acls', 'grant', 'User:bob', 'all', 'topic/orders', '--yes'])).code).toBe(1)
  })

  test.each([
    [['produce', 'orders'], 'one\n'],
    [['produce', 'orders', '--transactional-id', 'bob-tx', '--transactional'], 'one\n'],
    [['consume', 'orders', '--group', 'bob-group', '--from-beginning', '--idle', '2s'], ''],
    [['topics', 'describe', 'orders'], ''],
    [['topics', 'create', 'bobs'], ''],
    [['topics', 'alter', 'orders', '--config', 'retention.ms=3600000'], ''],
    [['groups', 'delete', 'bob-group', '--yes'], ''],
    [['topics', 'delete', 'bobs', '--yes'], ''],
    [['acls', 'list'], ''],
  ])(
    '%j is refused, works with what why grants, and is refused again without',
    async (argv, stdin) => {
      expect((await as('bob', argv, stdin)).code).not.toBe(0)
      const why = await asAdmin(
        'acls',
        'why',
        'User:bob',
        '--no-allow-everyone',
        '--super-user',
        'User:admin',
        '-o',
        'json',
        '--',
        'kafkit',
        ...argv,
      )
      expect(why.code).toBe(3)
      const {rights} = JSON.parse(why.out) as {rights: {grant: string | null; without: string | null}[]}
      const needed = rights
        .filter(({without}) => without === null)
        .flatMap(({grant}) => (grant === null ? [] : [grant]))
      for (const line of needed) {
        const done = await asAdmin(...line.split(' ').slice(1), '--yes', '--lockout-ok')
        expect(done.code, done.err).toBe(0)
      }
      const ran = await as('bob', argv, stdin)
      expect(ran.code, ran.err).toBe(0)
      await asAdmin('acls', 'revoke', 'User:bob', '--all', '--yes', '--lockout-ok')
    },
    120_000,
  )

  test('docs/access.md', () => {
    const blocks = pageBlocks(readFileSync(join(root, 'docs/access.md'), 'utf8')).filter(
      ({language}) => language === 'sh',
    )
    const commands = blocks.flatMap((block) => block.commands)
    expect(commands.length).toBeGreaterThan(20)
    const script = commands.map(({line}) => `${line}\necho "@ended $?"`).join('\n')
    const {stdout, stderr} = spawnSync('bash', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
        // The super user, who logs in: nobody else has users and tokens.
        KAFKIT_BOOTSTRAP_SERVERS: secure.addresses.SASL,
        KAFKIT_COMMAND_CONFIG: join(folder, 'admin.properties'),
      },
    })
    const ended = [...stdout.matchAll(/^@ended (\d+)$/gm)].map(([, code]) => Number(code))
    expect(
      commands.map(({line}, at) => `${line} → ${ended[at]}`),
      stderr,
    ).toEqual(commands.map(({line, code}) => `${line} → ${code}`))
    expect(readFileSync(join(folder, 'acls.yaml'), 'utf8')).toContain('- principal: User:ops\n')
  }, 120_000)
})
