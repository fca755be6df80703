// Topics commands against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const run = (line: string, options?: CliOptions) => kafkit([...line.split(' '), '-b', broker.bootstrapServers], options)
const screen = (line: string, options?: CliOptions) =>
  shown([...line.split(' '), '-b', broker.bootstrapServers], options)
/** Topic ids are random. */
const withoutIds = (text: string) => text.replaceAll(/id \S{22}/g, 'id …')

describe('create', () => {
  test('what was made is said', async () => {
    expect(await screen('topics create made-1 made-2 --partitions 3 --replication-factor 2 --config retention.ms=1000'))
      .toMatchInlineSnapshot(`
      "made-1 created with 3 partitions, 2 replicas each
      made-2 created with 3 partitions, 2 replicas each
      exit 0"
    `)
    expect(withoutIds(await screen('topics describe made-2'))).toMatchInlineSnapshot(`
      "made-2  3 partitions, 2 replicas each, id …
        min.insync.replicas=2  server.properties
        retention.ms=1000      topic
      PARTITION  LEADER  REPLICAS  ISR  STATE
              0       2  2,3       2,3  ok
              1       3  3,1       3,1  ok
              2       1  1,2       1,2  ok
      exit 0"
    `)
  })

  test('a topic that exists: a failure, unless --if-not-exists; the others are made all the same', async () => {
    await run('topics create there')
    expect(await screen('topics create there fresh-1')).toMatchInlineSnapshot(`
      "fresh-1 created with 1 partition, 3 replicas each
      ! kafkit: create topic there: Topic 'there' already exists. (TOPIC_ALREADY_EXISTS)
      exit 1"
    `)
    expect(await screen('topics create there fresh-2 --if-not-exists')).toMatchInlineSnapshot(`
      "there exists already
      fresh-2 created with 1 partition, 3 replicas each
      exit 0"
    `)
  })

  test('JSON has an outcome for each', async () => {
    const {out, err, code} = await run('topics create json there2 --partitions 2 -o json')
    expect({err, code}).toEqual({err: '', code: 0})
    expect(JSON.parse(out)).toMatchObject([
      {name: 'json', status: 'created', partitionCount: 2, replicationFactor: 3},
      {name: 'there2', status: 'created', partitionCount: 2, replicationFactor: 3},
    ])
    const again = await run('topics create json -o json')
    expect(again.code).toBe(1)
    expect(JSON.parse(again.out)).toMatchObject([
      {name: 'json', status: 'failed', error: {error: 'TOPIC_ALREADY_EXISTS'}},
    ])
    expect(again.err).toContain('TOPIC_ALREADY_EXISTS')
  })

  test('a dry run makes nothing', async () => {
    expect(await screen('topics create dry --partitions 2 --dry-run')).toMatchInlineSnapshot(`
      "dry would be created with 2 partitions, 3 replicas each
      exit 0"
    `)
    expect((await run('topics list dry')).code).toBe(1)
  })

  test('brokers chosen by hand', async () => {
    await run('topics create by-hand --replica-assignment 3:1,1:2')
    const {out} = await run('topics describe by-hand -o json')
    expect((JSON.parse(out) as {topics: {partitions: {replicas: number[]}[]}[]}).topics[0]?.partitions).toMatchObject([
      {replicas: [3, 1]},
      {replicas: [1, 2]},
    ])
  })

  test('more replicas than brokers', async () => {
    const {err, code} = await run('topics create wide --replication-factor 4')
    expect(code).toBe(1)
    expect(err).toMatch(/^kafkit: create topic wide: .*\(INVALID_REPLICATION_FACTOR\)\n$/)
  })
})

describe('describe', () => {
  beforeAll(async () => {
    await run('topics create shown --partitions 2 --replication-factor 3 --config cleanup.policy=compact')
  })

  test('with a rule on a terminal', async () => {
    expect(withoutIds(await screen('topics describe shown', {terminal: true}))).toMatchInlineSnapshot(`
      "shown  2 partitions, 3 replicas each, id …
        cleanup.policy=compact  topic
        min.insync.replicas=2   server.properties
      PARTITION  LEADER  REPLICAS  ISR    STATE
      ─────────────────────────────────────────
              0       3  3,1,2     3,1,2  ok
              1       1  1,2,3     1,2,3  ok
      exit 0"
    `)
  })

  test('a narrow terminal wraps', async () => {
    const {out} = await run('topics describe shown', {terminal: true, columns: 30})
    expect(out).toContain('1')
  })

  test('all configs, defaults too', async () => {
    const {out} = await run('topics describe shown --all-configs')
    expect(out).toMatch(/^ {2}cleanup\.policy=compact +topic$/m)
    expect(out).toMatch(/^ {2}compression\.type=producer +default$/m)
  })

  test('a topic that is not there: the others are shown, and 1', async () => {
    const {out, err, code} = await run('topics describe nowhere shown')
    expect(out).toMatch(/^shown {2}2 partitions, 3 replicas each/)
    expect(err).toBe('kafkit: describe topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)\n')
    expect(code).toBe(1)
    expect(await run('topics describe nowhere --if-exists')).toEqual({out: '', err: '', code: 0})
  })

  test('by id', async () => {
    const {out} = await run('topics describe shown -o json')
    const id = (JSON.parse(out) as {topics: {topicId: string}[]}).topics[0]?.topicId ?? ''
    expect((await run(`topics describe --topic-id ${id}`)).out).toMatch(/^shown {2}/)
    expect((await run('topics describe --topic-id AAAAAAAAAAAAAAAAAAAAAQ')).code).toBe(1)
  })

  test('several topics have an empty line between them', async () => {
    const {out} = await run('topics describe shown by-hand --topics-with-overrides')
    expect(withoutIds(out)).toMatch(/^shown {2}[^\n]*\n( {2}[^\n]*\n)+$/)
  })

  test('nothing is wrong: that is said on stderr, and 0', async () => {
    expect(await screen('topics describe --under-replicated --offline')).toMatchInlineSnapshot(`
      "! kafkit: no partition is under-replicated or without a live leader
      exit 0"
    `)
  })
})

describe('alter', () => {
  test('partitions: the warning about keys', async () => {
    await run('topics create grow --partitions 2')
    expect(await screen('topics alter grow --partitions 4')).toMatchInlineSnapshot(`
      "grow now has 4 partitions (2 before)
      ! kafkit: warning: with more partitions, records with a key go to other partitions than before: order and lookups by key break for grow
      exit 0"
    `)
    expect((await run('topics list grow')).out).toMatch(/grow +4/)
  })

  test('configs are set, unset and kept', async () => {
    await run('topics create tune --config retention.ms=1 --config segment.bytes=2000000')
    expect(await screen('topics alter tune --config max.message.bytes=5000 --delete-config retention.ms'))
      .toMatchInlineSnapshot(`
      "tune now has max.message.bytes=5000, retention.ms back to its default
      exit 0"
    `)
    const {out} = await run('topics describe tune')
    expect(out).toMatch(/max\.message\.bytes=5000 +topic/)
    expect(out).toMatch(/segment\.bytes=2000000 +topic/)
    expect(out).not.toMatch(/retention\.ms=\d+ +topic/)
  })

  test('fewer partitions than now: nothing is changed, not even the config', async () => {
    await run('topics create shrink-1 --partitions 3')
    await run('topics create shrink-2 --partitions 1')
    const ran = await screen('topics alter shrink-2 shrink-1 --partitions 2 --config retention.ms=7')
    expect(ran).toMatchInlineSnapshot(`
      "! kafkit: add partitions to topic shrink-1: The topic shrink-1 currently has 3 partition(s); 2 would not be an increase. (INVALID_PARTITIONS)
      ! kafkit: nothing was changed
      exit 1"
    `)
    expect((await run('topics list shrink-2')).out).toMatch(/shrink-2 +1/)
    expect((await run('topics describe shrink-2')).out).not.toContain('retention.ms')
  })

  test('a config that does not exist, or a value that cannot be', async () => {
    await run('topics create odd')
    expect((await run('topics alter odd --config colour=blue')).err).toMatch(/INVALID_CONFIG/)
    expect((await run('topics alter odd --config retention.ms=soon')).code).toBe(1)
  })

  test('a dry run changes nothing', async () => {
    await run('topics create dry-alter --partitions 1')
    const {out} = await run('topics alter dry-alter --partitions 2 --dry-run')
    expect(out).toBe('dry-alter would now have 2 partitions (1 before)\n')
    expect((await run('topics list dry-alter')).out).toMatch(/dry-alter +1/)
  })

  test('JSON tells both parts', async () => {
    await run('topics create two-parts --partitions 1')
    const {out} = await run('topics alter two-parts --partitions 2 --config retention.ms=9 -o json')
    expect(JSON.parse(out)).toEqual([
      {
        name: 'two-parts',
        status: 'altered',
        configs: {set: {'retention.ms': '9'}, unset: [], append: {}, subtract: {}},
        partitions: {name: 'two-parts', status: 'added', previousCount: 1, count: 2},
        error: null,
      },
    ])
  })

  test('a topic that is not there', async () => {
    expect((await run('topics alter nowhere --partitions 3')).code).toBe(1)
    expect(await run('topics alter nowhere --partitions 3 --if-exists')).toEqual({out: '', err: '', code: 0})
  })
})

describe('delete', () => {
  const make = async (...names: string[]) => {
    await kafkit(['topics', 'create', ...names, '--partitions', '2', '-b', broker.bootstrapServers])
  }
  const exists = async (name: string) => (await run(`topics list ${name}`)).code === 0

  test('without a terminal it refuses, and shows what it would have deleted', async () => {
    await make('keep')
    expect(await screen('topics delete keep')).toMatchInlineSnapshot(`
      "! TOPIC  PARTITIONS  RECORDS
      ! keep            2        0
      ! kafkit: Delete topic keep for good? There is no terminal to ask on: say --yes if you mean it
      exit 2"
    `)
    expect(await exists('keep')).toBe(true)
  })

  test('on a terminal it asks; no is no', async () => {
    await make('asked')
    const no = await run('topics delete asked', {terminal: true, stdin: 'n\n'})
    expect(no.err).toContain('Delete topic asked for good? (y/N)')
    expect(no.err).toMatch(/nothing was deleted\n$/)
    expect({out: no.out, code: no.code}).toEqual({out: '', code: 1})
    expect(await exists('asked')).toBe(true)
    const yes = await run('topics delete asked', {terminal: true, stdin: 'y\n'})
    expect({out: yes.out, code: yes.code}).toEqual({out: 'asked deleted\n', code: 0})
    expect(await exists('asked')).toBe(false)
  })

  test('--yes asks nobody', async () => {
    await make('gone-1', 'gone-2')
    expect(await screen('topics delete gone-1 gone-2 --yes')).toMatchInlineSnapshot(`
      "gone-1 deleted
      gone-2 deleted
      exit 0"
    `)
  })

  test('one that does not exist: nothing is deleted, unless --if-exists', async () => {
    await make('half')
    expect(await screen('topics delete half nowhere --yes')).toMatchInlineSnapshot(`
      "! kafkit: delete topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)
      ! kafkit: nothing was deleted
      exit 1"
    `)
    expect(await exists('half')).toBe(true)
    expect((await run('topics delete half nowhere --yes --if-exists')).out).toBe('half deleted\n')
  })

  test('by pattern, looked at first, with the number of records', async () => {
    await make('tmp-1', 'tmp-2')
    await run('produce tmp-1 -q', {stdin: 'a\nb\nc\n'})
    expect(await screen('topics delete --match ^tmp- --dry-run')).toMatchInlineSnapshot(`
      "TOPIC  PARTITIONS  RECORDS
      tmp-1           2        3
      tmp-2           2        0
      exit 0"
    `)
    expect(await exists('tmp-1')).toBe(true)
    const {out, code} = await run('topics delete --match ^tmp- --yes -o json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([
      {name: 'tmp-1', status: 'deleted'},
      {name: 'tmp-2', status: 'deleted'},
    ])
    expect(await screen('topics delete --match ^tmp- --yes')).toMatchInlineSnapshot(`
      "! kafkit: there is nothing to delete
      exit 0"
    `)
  })
})
