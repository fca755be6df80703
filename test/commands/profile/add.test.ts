import {lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {profileHome} from '../../support/profile-home.ts'

const {root, file, write, run, mode} = profileHome()
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({clusterId: 'practice-cluster-id-00'})
})
afterAll(() => broker.close())

test('the first profile is in use, and its file is for its owner only', async () => {
  expect(await run('profile list')).toMatchInlineSnapshot(`
    "PROFILE  IN-USE  BOOTSTRAP-SERVERS
    ! kafkit: there are no profiles yet; see kafkit profile add --help
    exit 0"
  `)
  expect(await run('profile add dev -b localhost:9092')).toMatchInlineSnapshot(`
    "profile dev added, and is in use (~/kafkit/config.yaml)
    exit 0"
  `)
  expect(await run('profile add prod -b b1:9093,b2 --read-only --label Production')).toMatchInlineSnapshot(`
    "profile prod added (~/kafkit/config.yaml)
    exit 0"
  `)
  expect([mode(file), mode(dirname(file))]).toEqual(['600', '700'])
  expect(await run('profile list')).toMatchInlineSnapshot(`
    "PROFILE  IN-USE  LABEL  GUARDS  BOOTSTRAP-SERVERS
    dev  yes  -  -  localhost:9092
    prod  -  Production  read-only  b1:9093,b2
    exit 0"
  `)
})

test('profile add writes everything that can be said of a profile', async () => {
  const login = "--security-protocol SASL_SSL --mechanism scram-sha-512 --username ops --password-command 'pass prod'"
  const more = '--protected --cluster-id abc --resolve a:1=b:2 --proxy socks5://p:1080 --command-property acks=1'
  expect(await run(`profile add prod -b b1:9093 ${login} ${more}`)).toMatch(/^profile prod added/)
  expect(readFileSync(file, 'utf8')).toMatchInlineSnapshot(`
    "current: prod
    profiles:
      prod:
        protected: true
        cluster-id: abc
        bootstrap-servers: b1:9093
        security-protocol: SASL_SSL
        mechanism: SCRAM-SHA-512
        username: ops
        password-command: pass prod
        proxy: socks5://p:1080
        resolve:
          - a:1=b:2
        properties:
          acks: "1"
    "
  `)
  expect(await run('profile show')).toMatchInlineSnapshot(`
    "PROPERTY  VALUE  WRITTEN-IN
    bootstrap.servers  b1:9093  ~/kafkit/config.yaml:6
    security.protocol  SASL_SSL  ~/kafkit/config.yaml:7
    sasl.mechanism  SCRAM-SHA-512  ~/kafkit/config.yaml:8
    sasl.username  ops  ~/kafkit/config.yaml:9
    kafkit.password.command  pass prod  ~/kafkit/config.yaml:10
    kafkit.proxy  socks5://p:1080  ~/kafkit/config.yaml:11
    kafkit.resolve  a:1=b:2  ~/kafkit/config.yaml:12
    acks  1  ~/kafkit/config.yaml:15
    ! kafkit: profile prod: protected, cluster abc
    exit 0"
  `)
})

test('a password from standard input is written, and shown nowhere', async () => {
  const line =
    'profile add prod -b b:9093 --security-protocol SASL_SSL --mechanism PLAIN --username me --password-stdin'
  const first = await run(line, {stdin: 'hunter2: #\nmore\n'})
  expect(readFileSync(file, 'utf8')).toContain('password: "hunter2: #"\n')
  const typed = await run(`${line} --replace`, {terminal: true, stdin: 'typed\n', columns: 80})
  expect(readFileSync(file, 'utf8')).toContain('password: typed\n')
  const all = [first, typed, await run('profile show'), await run('profile show -o json'), await run('config explain')]
  expect(all.join('')).not.toMatch(/hunter2|typed/)
  expect(await run(`${line} --replace`, {stdin: ''})).toContain('--password-stdin: standard input is empty')
})

test('what a person wrote stays, as does a link to the file', async () => {
  const elsewhere = join(root, 'dotfiles.yaml')
  write(elsewhere, '# mine', 'profiles:', '  # the old one', '  old: {brokers: "a:1"} # soon gone')
  mkdirSync(dirname(file))
  symlinkSync(elsewhere, file)
  await run('profile add new -b b:2 --use')
  expect(lstatSync(file).isSymbolicLink()).toBe(true)
  expect(readFileSync(elsewhere, 'utf8')).toMatchInlineSnapshot(`
    "current: new
    # mine
    profiles:
      # the old one
      old: { brokers: "a:1" } # soon gone
      new:
        bootstrap-servers: b:2
    "
  `)
  rmSync(elsewhere)
})

test.each([
  ['profile add a/b -b x', "'a/b' cannot name a profile: letters, digits, dots, dashes and underscores"],
  ['profile add none -b x', 'a profile cannot be called none: --profile none means without one'],
  [
    'profile add p',
    'the profile needs a cluster: add --bootstrap-server, or --command-config with a file that has bootstrap.servers',
  ],
  [
    'profile add p -b x:99999',
    "'x:99999' is not a bootstrap server: '99999' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  ['profile add p -b x --command-property acks=7', "--command-property: acks: '7' is not one of all, -1, 0, 1"],
  ['profile add p -b x --command-config /nowhere/file', 'cannot read /nowhere/file: there is no such file'],
  ['profile add p -b x --resolve a=b', "--resolve: 'a=b' is not of the form HOST:PORT=HOST:PORT"],
  [
    'profile add p -b x --password-stdin --password-command pass',
    '--password-command and --password-stdin exclude each other (see kafkit profile add --help)',
  ],
])('%s is refused, and nothing is written', async (line, sentence) => {
  expect(await run(line)).toBe(`! kafkit: ${sentence}\nexit 2`)
  expect(() => statSync(file)).toThrow('ENOENT')
})

test('profile add replaces a profile only with --replace', async () => {
  await run('profile add p -b x --label first')
  expect(await run('profile add p -b y')).toBe(
    '! kafkit: profile p already exists (~/kafkit/config.yaml); use --replace to replace it\nexit 2',
  )
  expect(await run('profile add p -b y --replace')).toMatch(/^profile p replaced, and is in use/)
  expect(await run('profile list -o csv --columns profile,label,bootstrapServers')).toBe(
    'profile,label,bootstrapServers\r\np,,y\r\nexit 0',
  )
})

test('profile add --pin asks the brokers for their cluster id', async () => {
  expect(await run(`profile add here -b ${broker.bootstrapServers} --pin`)).toMatch(
    /^profile here added for cluster practice-cluster-id-00/,
  )
  expect(readFileSync(file, 'utf8')).toContain('cluster-id: practice-cluster-id-00')
  expect(await run('profile add gone -b localhost:1 --pin')).toMatch(/localhost:1 refused the connection.*\nexit 1$/)
  expect(readFileSync(file, 'utf8')).not.toContain('gone')
})
