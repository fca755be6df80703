// Against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../../support/commands-at.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run, screen} = commandsAt(() => broker.bootstrapServers)

test('topics alter --partitions warns that keys move', async () => {
  await run('topics create grow --partitions 2')
  expect(await screen('topics alter grow --partitions 4')).toMatchInlineSnapshot(`
    "grow now has 4 partitions (2 before)
    ! kafkit: warning: adding partitions sends records with a key to different partitions than before, which breaks ordering and lookups by key for grow
    exit 0"
  `)
  expect((await run('topics list grow')).out).toMatch(/grow +4/)
})

test('topics alter sets and unsets configs, and keeps the rest', async () => {
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

test('topics alter with fewer partitions than now changes nothing, not even the config', async () => {
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

test('topics alter fails for a config that does not exist and for an impossible value', async () => {
  await run('topics create odd')
  expect(await run('topics alter odd --config colour=blue')).toMatchObject({
    code: 2,
    err: "kafkit: topics have no config 'colour'\n",
  })
  expect(await run('topics create another --config retention.m=7d')).toMatchObject({
    code: 2,
    err: "kafkit: topics have no config 'retention.m'; did you mean retention.ms?\n",
  })
  expect(await run('topics alter odd --config cleanup.policy=never')).toMatchObject({
    code: 2,
    err: expect.stringContaining("cleanup.policy must be a list of compact and delete, not 'never'") as string,
  })
})

test('topics alter --dry-run changes nothing', async () => {
  await run('topics create dry-alter --partitions 1')
  const {out} = await run('topics alter dry-alter --partitions 2 --dry-run')
  expect(out).toBe('dry-alter would now have 2 partitions (1 before)\n')
  expect((await run('topics list dry-alter')).out).toMatch(/dry-alter +1/)
})

test('topics alter -o json has configs and partitions', async () => {
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

test('topics alter fails for a topic that does not exist, unless --if-exists', async () => {
  expect((await run('topics alter nowhere --partitions 3')).code).toBe(1)
  expect(await run('topics alter nowhere --partitions 3 --if-exists')).toEqual({out: '', err: '', code: 0})
})

test('topics alter with a pattern shows what matches, asks, and alters all of it', async () => {
  await run('topics create many-a many-b other')
  const alter = 'topics alter many-* --config retention.ms=7d'
  const refused = await run(alter)
  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(/many-a would be altered\n.*many-b would be altered\n(.*\n)*.*--yes/)
  expect((await run('topics describe many-a')).out).not.toContain('retention.ms')
  expect(await screen(`${alter} --yes`)).toMatchInlineSnapshot(`
    "many-a now has retention.ms=604800000
    many-b now has retention.ms=604800000
    exit 0"
  `)
  expect((await run('topics describe many-b')).out).toMatch(/retention\.ms=604800000 +topic/)
  expect((await run('topics describe other')).out).not.toContain('retention.ms')
})

test('topics alter with a pattern that matches nothing, or a name that is not there, alters nothing', async () => {
  await run('topics create lone-a')
  expect(await screen('topics alter lone-* nine-* lone-z --config retention.ms=7d --yes')).toMatchInlineSnapshot(`
    "! kafkit: alter topic lone-z: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)
    ! kafkit: alter topic nine-*: no topic matches (UNKNOWN_TOPIC_OR_PARTITION)
    ! kafkit: nothing was changed
    exit 1"
  `)
  expect((await run('topics describe lone-a')).out).not.toContain('retention.ms')
})

test("topics alter with a pattern leaves Kafka's internal topics alone", async () => {
  await run('groups reset-offsets some --topic lone-a --to-earliest --execute --yes')
  expect((await run('topics alter __* --config retention.ms=7d --yes')).err).toContain('no topic matches')
})

test('topics alter says which groups read a topic, in a dry run and before the question', async () => {
  await run('topics create watched-1')
  await run('groups reset-offsets some --topic watched-1 --to-earliest --execute --yes')
  expect(await screen('topics alter watched-1 --partitions 2 --dry-run')).toMatchInlineSnapshot(`
    "watched-1 would now have 2 partitions (1 before)
    ! kafkit: warning: adding partitions sends records with a key to different partitions than before, which breaks ordering and lookups by key for watched-1
    ! kafkit: group some reads watched-1
    exit 0"
  `)
  const {out} = await run('topics alter watched-1 --partitions 2 --dry-run -o json')
  expect(JSON.parse(out)).toMatchObject([{name: 'watched-1', readers: {groups: ['some'], complete: true}}])
  const no = await run('topics alter watched-* --partitions 2', {terminal: true, stdin: 'n\n'})
  expect(no.err).toContain('group some reads watched-1')
  expect((await run('topics alter watched-* --partitions 2 --yes')).err).not.toContain('reads')
})
