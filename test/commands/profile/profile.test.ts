// Profiles from the first one on, as somebody adds, uses, looks at and removes them.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'

const root = mkdtempSync(join(tmpdir(), 'kafkit-profile-'))
const file = join(root, 'kafkit', 'config.yaml')
const project = join(root, 'project', '.kafkit.yaml')
const below = join(root, 'project', 'a', 'b')
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({clusterId: 'practice-cluster-id-00'})
})
afterAll(async () => {
  await broker.close()
  rmSync(root, {recursive: true})
})
beforeEach(() => {
  rmSync(dirname(file), {recursive: true, force: true})
  rmSync(dirname(project), {recursive: true, force: true})
})
const write = (path: string, ...lines: string[]) => {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, `${lines.join('\n')}\n`, {mode: 0o600})
}
const run = async (line: string, {env = {}, ...options}: CliOptions = {}) => {
  const argv = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? []
  const text = await shown(argv, {columns: 400, ...options, env: {XDG_CONFIG_HOME: root, ...env}})
  return text.replaceAll(root, '~').replaceAll(broker.bootstrapServers, 'BROKER').replaceAll(/ {2,}/g, '  ')
}
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('add', () => {
  test('the first is in use, its file is for its owner only', async () => {
    expect(await run('profile list')).toMatchInlineSnapshot(`
      "PROFILE  IN-USE  BOOTSTRAP-SERVERS
      ! kafkit: there are no profiles yet: see kafkit profile add --help
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

  test('everything that can be said of one', async () => {
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
    const all = [
      first,
      typed,
      await run('profile show'),
      await run('profile show -o json'),
      await run('config explain'),
    ]
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
    'profile add a/b -b x',
    'profile add none -b x',
    'profile add p',
    'profile add p -b x:99999',
    'profile add p -b x --command-property acks=7',
    'profile add p -b x --command-config /nowhere/file',
    'profile add p -b x --resolve a=b',
    'profile add p -b x --password-stdin --password-command pass',
  ])('%s is refused, and nothing is written', async (line) => {
    const text = await run(line)
    expect(text).toMatchSnapshot()
    expect(text).toMatch(/^! kafkit: [^\n]*\nexit 2$/)
    expect(() => statSync(file)).toThrow('ENOENT')
  })

  test('one that is there already is replaced only if that is said', async () => {
    await run('profile add p -b x --label first')
    expect(await run('profile add p -b y')).toBe(
      '! kafkit: there is a profile p already (~/kafkit/config.yaml); --replace puts this one in its place\nexit 2',
    )
    expect(await run('profile add p -b y --replace')).toMatch(/^profile p replaced, and is in use/)
    expect(await run('profile list -o csv --columns profile,label,bootstrapServers')).toBe(
      'profile,label,bootstrapServers\r\np,,y\r\nexit 0',
    )
  })

  test('--pin asks the brokers who they are', async () => {
    expect(await run(`profile add here -b ${broker.bootstrapServers} --pin`)).toMatch(
      /^profile here added for cluster practice-cluster-id-00/,
    )
    expect(readFileSync(file, 'utf8')).toContain('cluster-id: practice-cluster-id-00')
    expect(await run('profile add gone -b localhost:1 --pin')).toMatch(/localhost:1 refused the connection.*\nexit 1$/)
    expect(readFileSync(file, 'utf8')).not.toContain('gone')
  })
})

describe('use', () => {
  test('one or none; what counts before it is told', async () => {
    await run('profile add a -b a')
    await run('profile add b -b b')
    expect(await run('profile use b')).toBe('profile b is in use now\nexit 0')
    expect(await run('config explain bootstrap.servers -o tsv --columns value --no-headers')).toBe('b\nexit 0')
    expect(await run('profile use a', {env: {KAFKIT_PROFILE: 'b'}})).toBe(
      'profile a is in use now\n! kafkit: warning: KAFKIT_PROFILE is b, which counts before it\nexit 0',
    )
    expect(await run('profile use none')).toBe('no profile is in use now\nexit 0')
    expect(await run('profile show')).toMatchInlineSnapshot(`
      "! kafkit: no profile is in use: name one (see kafkit profile list), or say kafkit profile use NAME
      exit 2"
    `)
    expect(await run('profile use c')).toMatchInlineSnapshot(`
      "! kafkit: profile use: there is no profile 'c'; did you mean a? there are: a, b
      exit 2"
    `)
  })

  test("a project's file counts in its folder and below", async () => {
    mkdirSync(below, {recursive: true})
    write(project, 'profile: team', 'profiles:', '  team: {brokers: "t:9092"}')
    await run('profile add mine -b m')
    const servers = (options: CliOptions) =>
      run('config explain bootstrap.servers -o tsv --columns value --no-headers', options)
    expect(await servers({cwd: below})).toBe('t:9092\nexit 0')
    expect(await servers({cwd: root})).toBe('m\nexit 0')
    expect(await run('profile list', {cwd: below})).toMatchInlineSnapshot(`
      "PROFILE  IN-USE  BOOTSTRAP-SERVERS
      team  yes  t:9092
      mine  -  m
      exit 0"
    `)
    expect(await run('profile use mine', {cwd: below})).toContain(
      'here ~/project/.kafkit.yaml:1 chooses team, which counts before it',
    )
    expect(await run('profile use team', {cwd: below})).toMatchInlineSnapshot(`
      "! kafkit: profile team is the project's (~/project/.kafkit.yaml): write 'profile: team' at the top of that file, or say --profile team
      exit 2"
    `)
    expect(await run('profile remove team --yes', {cwd: below})).toMatchInlineSnapshot(`
      "! kafkit: profile team is the project's: take it out of ~/project/.kafkit.yaml:3 by hand
      exit 2"
    `)
  })
})

test('remove asks, and takes the profile with its password out of the file', async () => {
  await run('profile add a -b a --password-stdin', {stdin: 'hunter2\n'})
  await run('profile add b -b b')
  expect(await run('profile remove a')).toMatchInlineSnapshot(`
    "! kafkit: Remove profile a from ~/kafkit/config.yaml? There is no terminal to ask on: say --yes if you mean it
    exit 2"
  `)
  expect(await run('profile remove a', {terminal: true, stdin: 'n\n'})).toMatch(/nothing was removed\nexit 1$/)
  expect(await run('profile remove a --yes')).toMatchInlineSnapshot(`
    "profile a removed
    ! kafkit: it was in use: now no profile is
    exit 0"
  `)
  expect(readFileSync(file, 'utf8')).toBe('profiles:\n  b:\n    bootstrap-servers: b\n')
  expect(await run('profile remove a --yes')).toMatchInlineSnapshot(`
    "! kafkit: profile remove: there is no profile 'a'; did you mean b? there are: b
    exit 2"
  `)
})

test('test connects, by what the profile says alone, and looks whose cluster it is', async () => {
  write(
    file,
    'profiles:',
    `  good: {brokers: "${broker.bootstrapServers}", cluster-id: practice-cluster-id-00}`,
    `  other: {brokers: "${broker.bootstrapServers}", cluster-id: another}`,
    '  gone: {brokers: "localhost:1"}',
    '  broken: {brokers: "localhost:1", properties: {acks: 9}}',
  )
  const env = {KAFKIT_BOOTSTRAP_SERVERS: 'localhost:2', KAFKIT_ACKS: 'nonsense'}
  expect((await run('profile test good', {env})).replace(/\d+\n/, 'MS\n')).toMatchInlineSnapshot(`
    "PROFILE  STATUS  CLUSTER-ID  BROKERS  MS
    good  ok  practice-cluster-id-00  1  MS
    exit 0"
  `)
  const {out, code} = await kafkit(['profile', 'test', '--all', '-o', 'json'], {env: {XDG_CONFIG_HOME: root}})
  expect(code).toBe(1)
  const all = JSON.parse(out) as {name: string; status: string; brokers: number; error: {message: string} | null}[]
  expect(all.map(({name, status, brokers, error}) => [name, status, brokers, error?.message])).toEqual([
    ['good', 'ok', 1, undefined],
    ['other', 'failed', 1, `it is for cluster another (${file}:3), but these brokers belong to practice-cluster-id-00`],
    ['gone', 'failed', null, 'localhost:1 refused the connection; is the broker running, and is this its port?'],
    ['broken', 'failed', null, `profile broken (${file}:5): acks: '9' is none of all, -1, 0, 1`],
  ])
  expect(await run('profile test')).toMatchInlineSnapshot(`
    "! kafkit: no profile is in use: name one (see kafkit profile list), or say --all
    exit 2"
  `)
})

test('a file that others can read is warned of, in every command', async () => {
  write(file, 'current: p', 'profiles:', '  p: {brokers: "a:1"}')
  for (const [bits, warned] of [
    [0o600, false],
    [0o640, true],
    [0o604, true],
  ] as const) {
    chmodSync(file, bits)
    const text = await run('config explain bootstrap.servers')
    expect(
      text.includes('others can read your profiles; keep them to yourself with: chmod 600 ~/kafkit/config.yaml'),
    ).toBe(warned)
  }
})

test.each([
  ['no YAML', ['profiles: [']],
  ['a list', ['- a']],
  ['another key on top', ['profles: {}']],
  ['another key in a profile', ['profiles:', '  p:', '    bootstrap-server: a', '    read-onyl: true']],
  ['a guard that is neither true nor false', ['profiles:', '  p:', '    brokers: a', '    protected: maybe']],
  ['a value that is a map', ['profiles:', '  p:', '    username: {a: b}']],
  ['no value', ['profiles:', '  p:', '    username:']],
  ['a name twice', ['profiles:', '  p: {brokers: a}', '  p: {brokers: b}']],
  ['a file that is not there', ['profiles:', '  p:', '    properties-file: not/here.properties']],
  [
    'a value that its property cannot have',
    ['profiles:', '  p:', '    brokers: a', '    properties:', '      acks: 7'],
  ],
  ['servers that are none', ['profiles:', '  p:', '    brokers: "a:b"']],
  ['a reference without a value', ['profiles:', '  p:', '    brokers: ${env:NOT_SET}']],
  ['a password file that is not there', ['profiles:', '  p:', '    brokers: a', '    password-file: no.txt']],
  ['a password command that fails', ['profiles:', '  p:', '    brokers: a', '    password-command: exit 3']],
  [
    'no password',
    [
      'profiles:',
      '  p:',
      '    brokers: a',
      '    security-protocol: SASL_PLAINTEXT',
      '    mechanism: PLAIN',
      '    username: u',
    ],
  ],
])('%s: one sentence with file and line', async (_, lines) => {
  write(file, ...lines)
  const text = await run('topics list -p p --timeout 1s')
  expect(text).toMatchSnapshot()
  expect(text).toMatch(/^! kafkit: [^\n]*config\.yaml:\d[^\n]*\nexit 2$/)
})
