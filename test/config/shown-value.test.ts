// What is never shown: the secrets of every vendor's sample files, spelt as people spell them; and what still is shown.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {propertyLines} from '../../src/lib/config/properties.ts'
import {masked, shownName, shownValue} from '../../src/lib/config/shown-value.ts'
import {withoutCredentials} from '../../src/lib/text/credentials.ts'

const folder = join(import.meta.dirname, 'vendor-samples')

/** Behind a line `#secret` stands a property whose value must not be shown, or not as a whole. */
function sample(file: string) {
  const text = readFileSync(join(folder, file), 'utf8')
  const lines = text.split('\n')
  return propertyLines(text).map((each) => ({...each, secret: lines[each.line - 2] === '#secret'}))
}
const files = readdirSync(folder)

/** One letter dropped, doubled or swapped with the next; other separators, or none; capitals. */
function misspellings(name: string): string[] {
  const letters = Array.from(name, (_, at) => at)
  const made = [
    ...letters.map((at) => name.slice(0, at) + name.slice(at + 1)),
    ...letters.map((at) => name.slice(0, at + 1) + name.slice(at)),
    ...letters.slice(1).map((at) => name.slice(0, at - 1) + name.charAt(at) + name.charAt(at - 1) + name.slice(at + 1)),
    ...['-', '_', '', ' '].map((separator) => name.replaceAll('.', separator)),
    name.replaceAll(/[._-](\w)/g, (_, letter: string) => letter.toUpperCase()),
    name.replaceAll(/[.-]/g, '_').toUpperCase(),
    name.toUpperCase(),
  ]
  return [...new Set(made)].filter((each) => each !== name && each !== '')
}

/** What opens a door in a value that may say other things too. */
const keyOf = (value: string): string =>
  /(?:password|secret)=["']?([^"']+?)["']?;?$/.exec(value)?.[1] ?? /\/\/[^@]*:([^@]+)@/.exec(value)?.[1] ?? value

describe.each(files)('%s', (file) => {
  const properties = sample(file)

  test.each(properties.filter(({secret}) => secret))('$name is masked, however it is spelt', ({name, value}) => {
    const leaks = [name, ...misspellings(name)].filter((each) => shownValue({name: each, value}).includes(keyOf(value)))
    expect(leaks).toEqual([])
  })

  test.each(properties.filter(({secret}) => !secret))('$name is shown', ({name, value}) => {
    expect(shownValue({name, value})).toBe(value)
  })
})

test('the samples contain secrets and harmless properties in every file', () => {
  expect(files.length).toBeGreaterThan(8)
  for (const file of files) {
    expect(sample(file).some(({secret}) => secret)).toBe(true)
    expect(sample(file).some(({secret}) => !secret)).toBe(true)
  }
})

describe('by the form of the value, whatever the name is', () => {
  test.each([
    ['schema.registry.url', 'https://u:SECRET@r', `https://${masked}@r`],
    ['schema.registry.url', 'https://u:SECRET@r,https://u:SE@CRET@s', `https://${masked}@r,https://${masked}@s`],
    ['bootstrap.servers', 'u:SECRET@r:9092', `${masked}@r:9092`],
    ['kafkit.proxy', 'http://u:SEC/RET@p:3128', `http://${masked}@p:3128`],
    ['client.id', 'x password=SECRET y', `x password=${masked} y`],
    ['sasl.username', 'KEY:SECRET', masked],
    ['basic.auth.credentials.source', 'KEY:SECRET', masked],
    ['username', '"x" password="SECRET";', `"x" password=${masked};`],
    ['some.thing', 'hunter2', masked],
    ['group.id', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc', masked],
    [
      'sasl.oauthbearer.token.endpoint.url',
      'https://h/t?client_secret=SECRET&x=1',
      `https://h/t?client_secret=${masked}&x=1`,
    ],
    ['kafkit.password.command', 'vault read --token SECRET secret/kafka', `vault read --token ${masked} secret/kafka`],
    ['kafkit.password.command', 'curl -u jane:SECRET https://h', `curl -u jane:${masked} https://h`],
    ['kafkit.password.command', 'PGPASSWORD=SECRET psql -c x', `PGPASSWORD=${masked} psql -c x`],
  ])('%s=%s', (name, value, shown) => expect(shownValue({name, value})).toBe(shown))
})

test.each([
  ['kafkit.password.command', 'vault kv get -field=password secret/kafka'],
  ['sasl.oauthbearer.token.endpoint.ulr', 'https://login.example.com/token'],
  ['sasl.password', '${env:PASSWORD}'],
  ['aks', 'all'],
  ['my.own.timeout.ms', '500'],
])('shown: %s=%s', (name, value) => expect(shownValue({name, value})).toBe(value))

test.each([
  ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', 'MIIE…'],
  ['"Endpoint', '"End…'],
  ['auto.register.schemas', 'auto.register.schemas'],
  ['confluent.monitoring.interceptor.security.protocol', 'confluent.monitoring.interceptor.security.protocol'],
])('a line of a key that was read as a property is hidden: %s', (name, shown) => expect(shownName(name)).toBe(shown))
test('a plain word is shown unless its name is about logins', () => {
  expect(shownValue({name: 'colour', value: 'blue'})).toBe('blue')
  expect(shownValue({name: 'sasl.pw', value: 'blue'})).toBe(masked)
  expect(shownValue({name: 'my.login.word', value: 'blue'})).toBe(masked)
})

test.each([
  'kafkit: --partitioner is for --key: give --key too',
  '--latest-per-key cannot be used with --group: other members read too; use --idle 5s',
  'client.properties:3: ssl.truststore.password does not open /etc/trust.p12',
  'sasl.jaas.config must read: LOGIN.MODULE.CLASS required username="…" password="…";',
  'sasl.username: there is a user name, but no password (sasl.password, --password-stdin, or a file)',
  'ssl.truststore.password: cannot read it',
])('a sentence is not changed: %s', (text) => expect(withoutCredentials(text)).toBe(text))

test.each([
  ['url=https://h?client_secret=SECRET', `url=https://h?client_secret=${masked}`],
  ['sasl.jaas.config: password=hunter2', `sasl.jaas.config: ${masked}`],
  ['password: hunter2', `password: ${masked}`],
  ["'u:SECRET@r:9092' is not a bootstrap server", `'${masked}@r:9092' is not a bootstrap server`],
])('a secret in a sentence is hidden: %s', (text, shown) => expect(withoutCredentials(text)).toBe(shown))
