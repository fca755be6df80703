// kafkit's own format: what a file means, and what is told about one that is wrong.
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {loadDesired, type LoadOptions} from '../../src/lib/provisioning/load.ts'
import {readText} from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-desired-'))
afterAll(() => rmSync(folder, {recursive: true}))
let count = 0

function files(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const file = join(folder, `${count++}.yaml`)
    writeFileSync(file, text)
    return file
  })
}
const load = (text: string, options: LoadOptions = {}) => loadDesired(files([text]), options)
const topicsOf = async (text: string, options?: LoadOptions) => (await load(text, options)).topics

/** What is wrong, without the names of the files and the columns, which have a test of their own. */
async function wrong(texts: readonly string[], options: LoadOptions = {}): Promise<string[]> {
  const paths = files(texts)
  const error = await loadDesired(paths, options).then(
    () => new Error('nothing was wrong'),
    (problem: unknown) => problem as Error & {log?: readonly string[]},
  )
  const lines = 'log' in error && error.log ? error.log : [error.message]
  return lines
    .map((line) => paths.reduce((text, path, at) => text.replaceAll(path, `f${at + 1}`), line))
    .map((line) => line.replace(/^(f\d+:\d+):\d+: /, '$1: '))
}

describe('values', () => {
  test('604800000, 7d, "604800000" and 604800000.0 mean the same', async () => {
    for (const value of ['604800000', '7d', '"604800000"', '604800000.0', '1w'])
      expect(
        (await topicsOf(`{kafkit: 1, topics: {a: {configs: {retention.ms: ${value}}}}}`))[0]?.configs[0]?.value,
      ).toBe('604800000')
  })

  test('9223372036854775807 stays exact, and 1073741824 never becomes 1.07e9', async () => {
    const [topic] = await topicsOf(
      '{kafkit: 1, topics: {a: {configs: {max.compaction.lag.ms: 9223372036854775807, retention.bytes: 1073741824, segment.bytes: 1e9}}}}',
    )
    expect(topic?.configs.map(({value}) => value)).toEqual(['9223372036854775807', '1073741824', '1000000000'])
  })

  test('null means unset, a list is joined, booleans are words', async () => {
    const [topic] = await topicsOf(
      '{kafkit: 1, topics: {a: {configs: {max.message.bytes: null, cleanup.policy: [compact, delete], preallocate: true}}}}',
    )
    expect(topic?.configs.map(({value}) => value)).toEqual([null, 'compact,delete', 'true'])
  })

  test('defaults, kinds and the topic itself: the last one wins, config by config, and -1 overrides a number', async () => {
    const topics = await topicsOf(`
kafkit: 1
defaults: {topics: {partitions: 6, replicationFactor: 3, configs: {retention.ms: 1d, min.insync.replicas: 2}}}
kinds:
  compacted: {configs: {cleanup.policy: compact}}
  long: {configs: {retention.ms: 7d}}
topics:
  a: {is: [compacted, long], configs: {min.insync.replicas: 1}}
  b: {partitions: -1}
`)
    const [a, b] = topics
    expect(a?.partitions).toMatchObject({value: 6})
    expect(Object.fromEntries(a?.configs.map(({name, value}) => [name, value]) ?? [])).toEqual({
      'retention.ms': '604800000',
      'min.insync.replicas': '1',
      'cleanup.policy': 'compact',
    })
    expect(b?.partitions).toBeUndefined()
    expect(b?.replicationFactor).toMatchObject({value: 3})
  })

  test("roles become the ACLs that Kafka's documentation lists for them", async () => {
    const {acls} = await load(`
kafkit: 1
access:
  User:api: {produce: [orders, 'eu.*'], transactional: [api*]}
  User:report: {consume: [{topics: [orders], group: report}]}
`)
    const texts = acls.map(
      ({binding: b}) => `${b.principal} ${b.operation} ${b.resourceType} ${b.resourceName} ${b.patternType}`,
    )
    expect(texts).toEqual([
      'User:api WRITE TOPIC orders LITERAL',
      'User:api DESCRIBE TOPIC orders LITERAL',
      'User:api WRITE TOPIC eu. PREFIXED',
      'User:api DESCRIBE TOPIC eu. PREFIXED',
      'User:api WRITE TRANSACTIONAL_ID api PREFIXED',
      'User:api DESCRIBE TRANSACTIONAL_ID api PREFIXED',
      'User:report READ TOPIC orders LITERAL',
      'User:report DESCRIBE TOPIC orders LITERAL',
      'User:report READ GROUP report LITERAL',
      'User:report DESCRIBE GROUP report LITERAL',
    ])
  })

  test('a missing section is not the same as an empty one', async () => {
    expect([...(await load('{kafkit: 1, topics: {}}')).sections]).toEqual(['topics'])
    expect([...(await load('{kafkit: 1}')).sections]).toEqual([])
  })
})

describe('layers', () => {
  test('48: an overlay changes numbers, and null removes a config', async () => {
    const overlay = files([
      '{kafkit: 1, defaults: {topics: {replicationFactor: 1}}, topics: {a: {configs: {retention.ms: null}}, b: {partitions: 2}}}',
    ])
    const topics = await topicsOf(
      '{kafkit: 1, defaults: {topics: {replicationFactor: 3}}, topics: {a: {configs: {retention.ms: 1d, segment.ms: 1h}}}}',
      {overlays: overlay},
    )
    expect(topics.map(({name, replicationFactor}) => [name, replicationFactor?.value])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    expect(topics[0]?.configs.map(({name}) => name)).toEqual(['segment.ms'])
  })

  test('48: ${X} is replaced in values, which may become numbers; an unset variable is an error with its place', async () => {
    const text = 'kafkit: 1\ntopics:\n  a:\n    partitions: ${N:-4}\n    configs:\n      retention.ms: ${DAYS}\n'
    const [topic] = await topicsOf(text, {environment: {DAYS: '3d'}})
    expect(topic?.partitions?.value).toBe(4)
    expect(topic?.configs[0]?.value).toBe('259200000')
    expect(await wrong([text], {environment: {}})).toEqual(['f1:6: ${DAYS}: the variable DAYS is not set'])
  })

  test('without --expand-env a dollar sign is a dollar sign', async () => {
    const [topic] = await topicsOf('{kafkit: 1, topics: {a: {about: {owner: "${X}"}}}}')
    expect(topic?.about).toEqual({owner: '${X}'})
  })

  test('a folder is read with all its subfolders, always in the same order', async () => {
    const below = join(folder, 'tree', 'deep')
    mkdirSync(below, {recursive: true})
    writeFileSync(join(folder, 'tree', 'b.yml'), '{kafkit: 1, topics: {b: {}}}')
    writeFileSync(join(below, 'a.json'), '{"kafkit": 1, "topics": {"a": {}}}')
    writeFileSync(join(below, 'notes.txt'), 'not YAML: {')
    expect((await loadDesired([join(folder, 'tree')])).topics.map(({name}) => name)).toEqual(['b', 'a'])
  })

  test('a folder mounted from a ConfigMap, which contains only links, is read once', async () => {
    const mounted = join(folder, 'mounted')
    mkdirSync(join(mounted, '..2026_03_01'), {recursive: true})
    writeFileSync(join(mounted, '..2026_03_01', 'topics.yaml'), '{kafkit: 1, topics: {linked: {}}}')
    symlinkSync('..2026_03_01', join(mounted, '..data'))
    symlinkSync(join('..data', 'topics.yaml'), join(mounted, 'topics.yaml'))
    mkdirSync(join(mounted, 'more'))
    // A link to a folder that it is in.
    symlinkSync('..', join(mounted, 'more', 'up'))
    expect((await loadDesired([mounted])).topics.map(({name}) => name)).toEqual(['linked'])
    symlinkSync('nowhere.yaml', join(mounted, 'broken.yaml'))
    await expect(loadDesired([mounted])).rejects.toThrow(
      `cannot read ${join(mounted, 'broken.yaml')}: there is no such file`,
    )
  })

  test('UTF-8 with a byte order mark and UTF-16 of PowerShell are read; other encodings are refused', async () => {
    const text = '{kafkit: 1, topics: {a: {about: {owner: Büro}}}}'
    const [path = ''] = files([`\uFEFF${text}`])
    const owner = async () => (await loadDesired([path])).topics[0]?.about['owner']
    expect(await owner()).toBe('Büro')
    writeFileSync(path, Buffer.from(`\uFEFF${text}`, 'utf16le'))
    expect(await owner()).toBe('Büro')
    writeFileSync(path, Buffer.from(text, 'latin1'))
    await expect(owner()).rejects.toThrow(`${path} is not text in UTF-8`)
  })
})

test('problems have line and column, as editors jump to them', async () => {
  const [path = ''] = files(['kafkit: 1\ntopics:\n  orders:\n    configs: {retention.ms: soon}\n    partitons: 3\n'])
  await expect(loadDesired([path])).rejects.toMatchObject({
    log: [
      `${path}:4:29: retention.ms is in milliseconds: write for example 604800000 or 7d, not 'soon'`,
      `${path}:5:5: topic orders has no field 'partitons'; did you mean partitions?`,
    ],
  })
})

describe('all mistakes are reported together, each with its place', () => {
  test.each([
    ['{kafkit: 2}', ['f1:1: this file has version 2 of the format, but this kafkit reads 1']],
    ['kafkit: 1\ntopics:\n  a: {partitons: 6}\n', ["f1:3: topic a has no field 'partitons'; did you mean partitions?"]],
    ['kafkit: 1\ntopics:\n  a: {}\n  a: {}\n', ["f1:4: 'a' occurs twice: first in f1:3"]],
    [
      'kafkit: 1\ntopics:\n  a: {configs: {retention.ms: soon}}\n',
      ["f1:3: retention.ms is in milliseconds: write for example 604800000 or 7d, not 'soon'"],
    ],
    ['kafkit: 1\ntopics: [a]\n', ['f1:2: topics must be a map from names to topics, not a list']],
    [
      'kafkit: 1\ntopics:\n  a: {is: compct}\nkinds: {compact: {}}\n',
      ["f1:3: topic a: there is no kind 'compct'; did you mean compact?"],
    ],
    [
      'kafkit: 1\ntopics:\n  a b: {}\n',
      [`f1:3: topic name 'a b' contains " ": only ASCII letters, digits, '.', '_' and '-' are allowed`],
    ],
    [
      'kafkit: 1\ntopics:\n  a: {partitions: 6.5, replicationFactor: 0}\n',
      [
        'f1:3: partitions of topic a must be a whole number of at least -1, not 6.5',
        "f1:3: replicationFactor of topic a must be at least 1, or -1 for the broker's default",
      ],
    ],
    [
      'kafkit: 1\nscope: {topics: [orders.*]}\ntopics:\n  payments: {}\n',
      ['f1:4: topic payments is outside of scope.topics (f1:2): orders.*'],
    ],
    [
      'kafkit: 1\nacls:\n  - {principal: User:a, allow: [Read], topic: a-*, pattern: prefixed}\n',
      ["f1:3: 'a-*' with pattern: prefixed would match only names with a * in them: leave out the *"],
    ],
    [
      'kafkit: 1\nusers:\n  a: {scram: {SCRAM-SHA-512: {password: secret}}}\n',
      [
        'f1:3: password of SCRAM-SHA-512 of user a: a password does not belong in a file: write passwordFrom, with env, file or command',
      ],
    ],
    [
      'apiVersion: v1\nkind: KafkaTopc\n',
      ['f1:1: kafkit does not read documents of kind KafkaTopc; --skip-kinds KafkaTopc skips them'],
    ],
    [
      'kafkit: 1\ntopics:\n  a: {partitions: {{ .Values.n }}}\n',
      [expect.stringContaining('helm template … | kafkit plan -f -')],
    ],
    ['kafkit: 1\ntopics: {a: {partitions: 1\n', [expect.stringMatching(/^f1:\d: this is not YAML: /)]],
  ])('the mistake is reported: %j', async (text, problems) => expect(await wrong([text])).toEqual(problems))

  test('26: the same topic in two files is reported with both places', async () => {
    expect(await wrong(['kafkit: 1\ntopics:\n  a: {}\n', '{kafkit: 1, topics: {a: {}}}'])).toEqual([
      'f2:1: topic a is declared twice: first in f1:3',
    ])
  })

  test('26: a topic outside of the scope, and one twice in a map, are reported with both places', async () => {
    expect(await wrong(['kafkit: 1\nscope: {topics: [orders.*]}\ntopics:\n  payments: {}\n'])).toEqual([
      'f1:4: topic payments is outside of scope.topics (f1:2): orders.*',
    ])
    expect(await wrong(['kafkit: 1\ntopics:\n  a: {}\n  a: {}\n'])).toEqual(["f1:4: 'a' occurs twice: first in f1:3"])
  })

  test('30: a star behind a prefixed name is refused, because it would match only names with a star', async () => {
    expect(
      await wrong(['kafkit: 1\nacls:\n  - {principal: User:a, allow: [Read], topic: a-*, pattern: prefixed}\n']),
    ).toEqual(["f1:3: 'a-*' with pattern: prefixed would match only names with a * in them: leave out the *"])
  })

  test('overlapping scopes of two files are refused', async () => {
    expect(
      await wrong(['{kafkit: 1, scope: {topics: [orders.*]}}', '{kafkit: 1, scope: {topics: [orders.eu.*]}}']),
    ).toEqual(["f2:1: scope.topics 'orders.eu.*' overlaps 'orders.*' in f1:1: each name belongs to one file"])
  })

  test('aliases that would grow without end, and one that contains itself, are refused', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((each, at) => `${each}: &${each} [${`*${'abcdefgh'.charAt(at)}, `.repeat(10)}]`),
    ]
    expect((await wrong([bomb.join('\n')])).join()).toContain('aliases make this file too large')
    expect((await wrong(['kafkit: 1\ntopics: &t {a: *t}\n'])).join()).toContain('a value that contains it')
  })
})

test('an ACL is not left out, nor for every host, where a value was forgotten', () => {
  const entry = {principal: 'User:a', host: '10.0.0.1', deny: '[Write]', topic: 'orders', group: 'g'}
  for (const field of Object.keys(entry)) {
    const values = Object.entries({...entry, [field]: ''}).map(([name, value]) => `${name}: ${value}`)
    expect(readText(`kafkit: 1\nacls:\n  - ${values.join('\n    ')}\n`).problems).toEqual([
      expect.stringContaining(`${field} of an entry of acls has no value`),
    ])
  }
})

test('a folder of an operator needs one --skip-kinds for all that kafkit does not read, and that is said', async () => {
  const strimzi = (kind: string) => `apiVersion: kafka.strimzi.io/v1\nkind: ${kind}\nmetadata: {name: a}\n`
  const texts = [
    strimzi('Kafka'),
    strimzi('KafkaNodePool'),
    'apiVersion: apps/v1\nkind: Deployment\n',
    strimzi('Kafka'),
  ]
  const said = await wrong(texts)
  expect(said).toHaveLength(5)
  expect(said.at(-1)).toBe('--skip-kinds Kafka,KafkaNodePool,Deployment skips all of these kinds')
  // One is told at its place; a misspelt kind is not to be passed over.
  expect(await wrong([strimzi('Kafka'), strimzi('KafkaTopik')])).toHaveLength(2)
})
