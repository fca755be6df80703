// What counts, and where each setting comes from: nothing is asked of a cluster.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'

const home = mkdtempSync(join(tmpdir(), 'kafkit-explain-'))
afterAll(() => rmSync(home, {recursive: true}))
const profiles = join(home, 'kafkit', 'config.yaml')
const app = join(home, 'app.properties')
mkdirSync(join(home, 'kafkit'))
writeFileSync(
  profiles,
  `current: prod
profiles:
  prod:
    label: Production EU
    read-only: true
    bootstrap-servers: [b1:9092, b2:9092]
    security-protocol: SASL_SSL
    mechanism: SCRAM-SHA-512
    username: me
    password: hunter2
    properties: {request.timeout.ms: 5000, acks: 1}
`,
  {mode: 0o600},
)
writeFileSync(
  app,
  `client.id = app
acks=all
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="a" password="hunter3";
max.poll.records=7
colour=blue
ssl.truststore.password=\${env:STORE_PASSWORD}
compression.codec=zstd
`,
)
const env = {XDG_CONFIG_HOME: home, KAFKIT_ACKS: '0', KAFKIT_SASL_PASSWORD: 'hunter4'}
/** However long the temporary folder's name makes the columns. */
const run = async (line: string, options: CliOptions = {}) => {
  const text = await shown(['config', 'explain', ...line.split(' ').filter(Boolean)], {columns: 400, env, ...options})
  return text.replaceAll(home, '~').replaceAll(/ {2,}/g, '  ')
}

test('what is set, by the source that counts, with what it overrode; no secret', async () => {
  const text = await run(`--set --command-config ${app} --timeout 5s`)
  expect(text).toMatchInlineSnapshot(`
    "PROPERTY  VALUE  SOURCE  OVERRODE
    acks  all  ~/app.properties:2  0 (KAFKIT_ACKS); 1 (profile prod (~/kafkit/config.yaml:11))
    bootstrap.servers  b1:9092,b2:9092  profile prod (~/kafkit/config.yaml:6)  -
    client.id  app  ~/app.properties:1  -
    colour  blue  ~/app.properties:6 (unknown)  -
    compression.type  zstd  ~/app.properties:8  -
    default.api.timeout.ms  5000  --timeout  -
    max.poll.records  7  ~/app.properties:5 (no effect here)  -
    request.timeout.ms  5000  profile prod (~/kafkit/config.yaml:11)  -
    sasl.jaas.config  ********  ~/app.properties:3  -
    sasl.mechanism  SCRAM-SHA-512  profile prod (~/kafkit/config.yaml:8)  -
    sasl.password  ********  KAFKIT_SASL_PASSWORD  ******** (profile prod (~/kafkit/config.yaml:10))
    sasl.username  me  profile prod (~/kafkit/config.yaml:9)  -
    security.protocol  SASL_SSL  profile prod (~/kafkit/config.yaml:7)  -
    ssl.truststore.password  \${env:STORE_PASSWORD}  ~/app.properties:7  -
    ! kafkit: profile prod (Production EU, read-only), chosen by ~/kafkit/config.yaml:1
    exit 0"
  `)
  expect(text).not.toMatch(/hunter/)
})

test('a profile of none, and the defaults', async () => {
  const text = await run('-p none acks request.timeout.ms', {env: {XDG_CONFIG_HOME: home}})
  expect(text).toMatchInlineSnapshot(`
    "PROPERTY  VALUE  SOURCE
    acks  all  default
    request.timeout.ms  30000  default
    exit 0"
  `)
})

test('requested properties are printed, set or not, by the names of any client', async () => {
  expect(await run('compression.codec ssl.truststore.location sasl.password')).toMatchInlineSnapshot(`
    "PROPERTY  VALUE  SOURCE  OVERRODE
    compression.type  none  default  -
    sasl.password  ********  KAFKIT_SASL_PASSWORD  ******** (profile prod (~/kafkit/config.yaml:10))
    ssl.truststore.location  -  default  -
    ! kafkit: profile prod (Production EU, read-only), chosen by ~/kafkit/config.yaml:1
    exit 0"
  `)
  expect(await run('request.timout.ms')).toMatchInlineSnapshot(`
    "! kafkit: no Kafka client has a property 'request.timout.ms'; did you mean request.timeout.ms?
    exit 2"
  `)
})

test('the document says whose settings they are', async () => {
  const {out} = await kafkit(['config', 'explain', 'acks', '-o', 'json'], {env})
  expect(JSON.parse(out)).toEqual({
    profile: {
      name: 'prod',
      chosenBy: `${profiles}:1`,
      label: 'Production EU',
      readOnly: true,
      protected: false,
      clusterId: null,
    },
    settings: [
      {
        name: 'acks',
        value: '0',
        source: {from: 'environment', variable: 'KAFKIT_ACKS'},
        overrode: [{value: '1', source: {from: 'profile', profile: 'prod', file: profiles, line: 11}}],
        effect: 'used',
        meaning: 'which replicas must have a record before it counts as sent: `--acks` of produce',
        variable: 'KAFKIT_ACKS',
      },
    ],
  })
})

test('a file that is not there', async () => {
  expect(await run('--command-config /nowhere/x.properties')).toMatchInlineSnapshot(`
    "! kafkit: cannot read /nowhere/x.properties: there is no such file
    exit 2"
  `)
})

test('a Schema Registry KEY:SECRET, a login in a URL and a misspelt password are shown nowhere', async () => {
  const file = join(home, 'registry.properties')
  writeFileSync(
    file,
    [
      'bootstrap.servers=b:9092',
      'basic.auth.user.info=KEY:hunter5',
      'basic.auth.credentials.source=USER_INFO',
      'schema.registry.url=https://u:hunter5@r',
      'sasl.pasword=hunter5',
      'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwhunter5AgEAAoIBAQC7VJTUt9Us8cKj',
      '  username="u" password="hunter5";',
    ].join('\n'),
  )
  for (const format of ['table', 'json', 'jsonl', 'yaml', 'csv']) {
    const {out, err} = await kafkit(
      [
        'config',
        'explain',
        '--set',
        '--output',
        format,
        '--command-config',
        file,
        '--command-property',
        'sasl.pasword=hunter5',
      ],
      {env, columns: 400},
    )
    expect(out + err).not.toContain('hunter5')
    expect(out).toContain('USER_INFO')
  }
  const shownProfile = join(home, 'with', 'kafkit', 'config.yaml')
  mkdirSync(join(home, 'with', 'kafkit'), {recursive: true})
  writeFileSync(
    shownProfile,
    'profiles:\n  p:\n    brokers: "b:1"\n    properties: {basic.auth.user.info: "KEY:hunter5", sasl.pasword: hunter5, schema.registry.url: "https://u:hunter5@r"}\n',
    {mode: 0o600},
  )
  for (const format of ['table', 'json', 'yaml']) {
    const {out, err} = await kafkit(['profile', 'show', 'p', '--output', format], {
      env: {XDG_CONFIG_HOME: join(home, 'with')},
      columns: 400,
    })
    expect(out).toContain('basic.auth.user.info')
    expect(out + err).not.toContain('hunter5')
  }
  const {out, err} = await kafkit(['doctor', '--command-config', file, '-b', '127.0.0.1:1'], {env, columns: 400})
  expect(out + err).not.toContain('hunter5')
  const refused = await kafkit(['topics', 'list', '-b', 'https://u:hunter5@r:9092'], {env})
  expect(refused.err).not.toContain('hunter5')
})
