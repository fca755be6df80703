import {expect, test} from 'vitest'
import {plainProfiles} from '../../src/lib/config/plain-profiles.ts'
import {parseProfiles} from '../../src/lib/config/profile-yaml.ts'
import {generator, type Random} from '../support/fuzz.ts'

const written = (text: string) => ({
  file: '/home/ann/.config/kafkit/config.yaml',
  text,
  project: false,
  mode: 0o600,
  uid: 0,
})

const usual = `current: prod
profiles:
  prod:                     # the real one
    bootstrap-servers: b1.example.com:9092,b2.example.com:9092
    read_only: true
    command-config: /etc/kafka/client.properties
    request-timeout: 30s
    registry-url: https://registry.example.com:8081
    properties:
      security.protocol: SASL_SSL
      sasl.mechanism: SCRAM-SHA-512
      ssl.truststore.password: '0123'
      retry_backoff.ms: 100
  local:
    bootstrap_servers: [127.0.0.1:9092, "127.0.0.1:9093"]
    protected:
      - delete
      - 7
`

test('a profile file as most are written needs no full parser, and says the same', () => {
  expect(plainProfiles(written(usual))).toBeDefined()
  expect(plainProfiles(written(usual))).toEqual(parseProfiles(written(usual)))
  expect(plainProfiles(written('profiles: {}\n'))).toEqual({
    source: written('profiles: {}\n'),
    current: undefined,
    profiles: [],
  })
})

test.each([
  ['nothing', ''],
  ['no profiles', 'profiles:\n'],
  ['an unknown key', 'profile: a\nprofils: {}\n'],
  ['a list of profiles', 'profiles: [a, b]\n'],
  ['a profile without settings', 'profiles:\n  a:\n  b: {x: 1}\n'],
  ['a profile that is a text', 'profiles: {a: b}\n'],
  ['a map in a list', 'profiles:\n  a:\n    brokers:\n      - b: 1\n'],
  ['no name', 'current: ""\n'],
  ['a map for a name', 'current: {a: b}\n'],
  ['two documents', 'current: a\n---\ncurrent: b\n'],
  ['a list', '- current: a\n'],
])('%s is left to the full parser, which has the sentence', (_, text) => {
  expect(plainProfiles(written(text))).toBeUndefined()
})

const letters = ['', ...' \n:,#"\'-{}[]_0./x~'.split(''), ': ', ' #', '- ']

/** The usual file with changes of a few letters, most of which make it another profile or none. */
function changed(random: Random): string {
  let text = usual
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(text.length + 1)
    text = text.slice(0, at) + letters[random(letters.length)] + text.slice(at + random(3))
  }
  return text
}

test('whatever it reads of files with slips of the pen is what the full parser reads', () => {
  let plain = 0
  const different: string[] = []
  for (let seed = 1; seed <= 3000; seed++) {
    const source = written(changed(generator(seed)))
    const found = plainProfiles(source)
    if (!found) continue
    plain++
    let full
    try {
      full = parseProfiles(source)
    } catch {}
    if (JSON.stringify(found) !== JSON.stringify(full)) different.push(source.text)
  }
  expect(different.slice(0, 3)).toEqual([])
  // Otherwise it compares nothing.
  expect(plain).toBeGreaterThan(300)
})
