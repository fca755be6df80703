// docs/connecting.md: every file that it shows is read as a user's would be, every command line has flags that exist.
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {resolveConnection} from '../../src/lib/config/connection.ts'
import {parseProperties} from '../../src/lib/config/properties.ts'
import {certificates} from '../support/certificates.ts'
import {program} from '../support/cli.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/connecting.md'), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = ''], at) => ({
  kind,
  text,
  at,
}))
const of = (kind: string) => blocks.filter((block) => block.kind === kind)

const folder = mkdtempSync(join(tmpdir(), 'kafkit-guide-'))
afterAll(() => rmSync(folder, {recursive: true}))
const inPlace = (text: string) =>
  text.replaceAll('/etc/kafka/', `${folder}/`).replaceAll('./my-', `${folder}/my-`).replace('pass show', 'echo')

beforeAll(async () => {
  const {ca, client} = await certificates()
  const files = {
    'ca.pem': ca,
    'trust.p12': client.pkcs12,
    'client.pem': client.keystorePem,
    'client.p12': client.pkcs12,
    'service.cert': client.certificate,
    'service.key': client.key,
    'assertion.pem': client.key,
    'ops.keytab': client.key,
  }
  for (const [name, file] of Object.entries(files)) copyFileSync(file, join(folder, name))
  writeFileSync(
    join(folder, 'my-mechanism.cjs'),
    'exports.createMechanism = ({tenant}) => ({mechanism: `MINE-${tenant}`, authenticationProvider() {}})',
  )
})

const env = {KAFKIT_SANDBOX_DIR: '/nowhere', XDG_CONFIG_HOME: folder, KAFKA_PASSWORD: 'secret'}

test('the page covers its subjects', () => {
  expect(of('properties').length).toBeGreaterThan(25)
  for (const place of ['MSK', 'Confluent Cloud', 'Redpanda', 'Azure Event Hubs', 'Aiven', 'Strimzi'])
    expect(page).toMatch(new RegExp(`^## .*${place}`, 'm'))
})

describe('files', () => {
  test.each(of('properties').map(({text, at}) => [`${at}: ${text.split('\n')[0]}`, text]))('%s', async (_, text) => {
    const file = join(folder, 'client.properties')
    writeFileSync(file, inPlace(text))
    const said = parseProperties(inPlace(text))
    const flags = {commandConfig: file, ...(said.has('bootstrap.servers') ? {} : {bootstrapServer: 'broker1:9093'})}
    const {settings, notices, warnings} = await resolveConnection(flags, env, folder)
    expect({notices, warnings}).toEqual({notices: [], warnings: []})
    const protocol = said.get('security.protocol') ?? 'PLAINTEXT'
    expect(settings.tls !== undefined).toBe(protocol.endsWith('SSL'))
    const mechanism = said.get('kafkit.sasl.plugin') === undefined ? said.get('sasl.mechanism') : 'MINE-BLUE'
    expect(settings.sasl?.name).toBe(protocol.startsWith('SASL') ? mechanism : undefined)
  })

  test.each(of('yaml').map(({text}) => [text]))('profiles: %s', async (text) => {
    mkdirSync(join(folder, 'kafkit'), {recursive: true})
    writeFileSync(join(folder, 'kafkit', 'config.yaml'), text, {mode: 0o600})
    writeFileSync(join(folder, 'kafkit', 'client.properties'), 'security.protocol=PLAINTEXT\n')
    const {settings, notices, warnings} = await resolveConnection({profile: 'staging'}, env, folder)
    expect({notices, warnings}).toEqual({notices: [], warnings: []})
    expect(settings.resolve?.get('broker-1.kafka.svc:9093')).toBe('localhost:19094')
  })
})

const lines = of('sh').flatMap(({text}) => text.split('\n').filter((line) => line.startsWith('kafkit ')))
test.each(lines.map((line) => [line]))('%s', async (line) => {
  const words = line.split(/\s+/).slice(1)
  const id = words[0] === 'doctor' ? 'doctor' : `${words[0]} ${words[1]}`
  const command = await program.commands[id]?.()
  const {flags: own, baseFlags: common} = (command?.default ?? {}) as unknown as {flags: object; baseFlags: object}
  const known = {...own, ...common}
  const flags = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
  expect(Object.keys(known)).toEqual(expect.arrayContaining(flags))
})
