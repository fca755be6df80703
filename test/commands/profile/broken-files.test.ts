// What every command says of a file of profiles that cannot be used.
import {chmodSync} from 'node:fs'
import {expect, test} from 'vitest'
import {profileHome} from '../../support/profile-home.ts'

const {file, write, run} = profileHome()

test('every command warns of a file that others can read', async () => {
  write(file, 'current: p', 'profiles:', '  p: {brokers: "a:1"}')
  for (const [bits, warned] of [
    [0o600, false],
    [0o640, true],
    [0o604, true],
  ] as const) {
    chmodSync(file, bits)
    const text = await run('config explain bootstrap.servers')
    expect(text.includes('other users can read your profiles; prevent that with: chmod 600 ~/kafkit/config.yaml')).toBe(
      warned,
    )
  }
})

test.each([
  [
    'no YAML',
    ['profiles: ['],
    '~/kafkit/config.yaml:2: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a list', ['- a'], '~/kafkit/config.yaml:1: profiles are written under profiles:, by name'],
  [
    'another key on top',
    ['profles: {}'],
    "~/kafkit/config.yaml:1: there is no key 'profles' here: the keys are current and profiles; did you mean profiles?",
  ],
  [
    'another key in a profile',
    ['profiles:', '  p:', '    bootstrap-server: a', '    read-onyl: true'],
    "~/kafkit/config.yaml:4: a profile has no key 'read-onyl'; did you mean read-only?",
  ],
  [
    'a guard that is neither true nor false',
    ['profiles:', '  p:', '    brokers: a', '    protected: maybe'],
    "~/kafkit/config.yaml:4: protected: must be true or false, not 'maybe'",
  ],
  [
    'a value that is a map',
    ['profiles:', '  p:', '    username: {a: b}'],
    '~/kafkit/config.yaml:3: username: must be a string or a list of strings',
  ],
  [
    'no value',
    ['profiles:', '  p:', '    username:'],
    "~/kafkit/config.yaml:3: username: has no value; write '' for an empty one",
  ],
  [
    'a name twice',
    ['profiles:', '  p: {brokers: a}', '  p: {brokers: b}'],
    '~/kafkit/config.yaml:3: this is not YAML: Map keys must be unique',
  ],
  [
    'a file that is not there',
    ['profiles:', '  p:', '    properties-file: not/here.properties'],
    '~/kafkit/config.yaml:3: properties-file: cannot read ~/kafkit/not/here.properties: there is no such file',
  ],
  [
    'a value that its property cannot have',
    ['profiles:', '  p:', '    brokers: a', '    properties:', '      acks: 7'],
    "profile p (~/kafkit/config.yaml:5): acks: '7' is not one of all, -1, 0, 1",
  ],
  [
    'servers that are none',
    ['profiles:', '  p:', '    brokers: "a:b"'],
    "profile p (~/kafkit/config.yaml:3): 'a:b' is not a bootstrap server: 'b' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  [
    'a reference without a value',
    ['profiles:', '  p:', '    brokers: ${env:NOT_SET}'],
    'profile p (~/kafkit/config.yaml:3): bootstrap.servers: ${env:NOT_SET} cannot be resolved: env has no NOT_SET',
  ],
  [
    'a password file that is not there',
    ['profiles:', '  p:', '    brokers: a', '    password-file: no.txt'],
    'profile p (~/kafkit/config.yaml:4): cannot read the password file ~/kafkit/no.txt: there is no such file',
  ],
  [
    'a password command that fails',
    ['profiles:', '  p:', '    brokers: a', '    password-command: exit 3'],
    'profile p (~/kafkit/config.yaml:4): the password command ended with 3: exit 3',
  ],
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
    "profile p (~/kafkit/config.yaml:6): sasl.username: there is a user name, but no password (sasl.password, --password-stdin, or a profile's password-command or password-file)",
  ],
])('%s is told in one sentence with file and line', async (_, lines, sentence) => {
  write(file, ...lines)
  expect(await run('topics list -p p --timeout 1s')).toBe(`! kafkit: ${sentence}\nexit 2`)
})
