// A topic that is there already: what differs is said, judged (--exact) or repaired (--or-alter).
import {afterAll, beforeAll, expect, test} from 'vitest'
import {CreateTopics} from '../../../src/lib/apis/create-topics.ts'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {commandsAt} from '../../support/commands-at.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run, screen} = commandsAt(() => broker.bootstrapServers)

test('scenario 50: --if-not-exists ends with 0 and says what is different', async () => {
  await run('topics create there --partitions 6 --config retention.ms=7d --config cleanup.policy=compact,delete')
  expect(await screen('topics create there --partitions 6 --config cleanup.policy=delete,compact --if-not-exists'))
    .toMatchInlineSnapshot(`
    "there already exists
    exit 0"
  `)
  expect(
    await screen('topics create there --partitions 12 --replication-factor 2 --config retention.ms=1d --if-not-exists'),
  ).toMatchInlineSnapshot(`
    "there already exists
    ! kafkit: warning: there differs from the request: partitions 6 → 12, replicationFactor 3 → 2 and retention.ms 604800000 (7d) → 86400000 (1d)
    exit 0"
  `)
})

test('scenario 50: --exact ends with 3 where a topic differs, and with 0 where it does not', async () => {
  await run('topics create exact --partitions 2 --config retention.ms=1d')
  expect(await screen('topics create exact --partitions 2 --config retention.ms=86400000 --exact'))
    .toMatchInlineSnapshot(`
    "exact already exists
    exit 0"
  `)
  expect(await screen('topics create exact --partitions 3 --exact')).toMatchInlineSnapshot(`
    "exact already exists
    ! kafkit: warning: exact differs from the request: partitions 2 → 3
    ! kafkit: --or-alter changes what can be changed in an existing topic
    exit 3"
  `)
  const {out, code} = await run('topics create exact exact-new --config segment.ms=7d --exact -o json')
  expect(code).toBe(3)
  expect(JSON.parse(out)).toMatchObject([
    {
      name: 'exact',
      status: 'exists',
      // The value that counts, without being set on the topic: it would follow the brokers' default.
      differences: [{property: 'segment.ms', wanted: '604800000', found: '604800000', kind: 'inherited'}],
    },
    {name: 'exact-new', status: 'created'},
  ])
})

test('scenario 50: --or-alter adds partitions and sets configs, and a second run has nothing to do', async () => {
  await run('topics create grows --partitions 2 --config retention.ms=1d')
  const line = 'topics create grows --partitions 4 --config retention.ms=2d --or-alter'
  expect(await screen(`${line} --dry-run`)).toMatchInlineSnapshot(`
    "grows exists and would be altered: partitions 2 → 4 and retention.ms 86400000 (1d) → 172800000 (2d)
    ! kafkit: warning: adding partitions sends records with a key to different partitions than before: grows
    exit 0"
  `)
  expect((await run('topics describe grows -o csv')).out.split('\n')).toHaveLength(4)
  expect(await screen(line)).toMatchInlineSnapshot(`
    "grows existed and was altered: partitions 2 → 4 and retention.ms 86400000 (1d) → 172800000 (2d)
    ! kafkit: warning: adding partitions sends records with a key to different partitions than before: grows
    exit 0"
  `)
  expect((await run('topics describe grows -o csv')).out.split('\n')).toHaveLength(6)
  expect((await run('configs describe topic/grows retention.ms -o csv')).out).toContain('172800000')
  expect(await screen(line)).toMatchInlineSnapshot(`
    "grows already exists
    exit 0"
  `)
})

test('scenario 50: --or-alter to fewer partitions fails, and the topic stays as it is', async () => {
  await run('topics create shrinks --partitions 4 --config retention.ms=1d')
  expect(await screen('topics create shrinks --partitions 2 --config retention.ms=2d --or-alter'))
    .toMatchInlineSnapshot(`
    "! kafkit: alter topic shrinks: partitions 4 → 2: partitions cannot be removed: create a new topic, copy the records and switch to it
    exit 1"
  `)
  expect((await run('configs describe topic/shrinks retention.ms -o csv')).out).toContain('86400000')
  expect(await screen('topics create shrinks --replication-factor 2 --or-alter')).toMatchInlineSnapshot(`
    "! kafkit: alter topic shrinks: replicationFactor 3 → 2: replicas have to be moved: see kafkit reassign plan
    exit 1"
  `)
})

test('an existing topic that cannot be compared is never taken for the requested one', async () => {
  // It exists, and no broker describes it.
  await using fake = await fakeCluster(
    {topics: {}},
    on(CreateTopics, ({topics}) => ({topics: topics.map(({name}) => ({name, errorCode: 36}))})),
  )
  const line = (flag: string) =>
    kafkit(['topics', 'create', 'hidden', '--partitions', '1', flag, '--no-wait', '-b', fake.bootstrapServers])
  expect(await line('--if-not-exists')).toMatchObject({
    code: 0,
    err: expect.stringContaining('hidden exists and cannot be compared with the request') as string,
  })
  expect((await line('--exact')).code).toBe(1)
  expect(await line('--or-alter')).toMatchObject({code: 1, err: expect.stringContaining('UNKNOWN_TOPIC') as string})
}, 60_000)

test('a user who may not list reassignments is warned that replicas of a moving topic may be counted wrongly', async () => {
  await using fake = await fakeCluster(
    {topics: {there: 1, too: 1}},
    on(CreateTopics, ({topics}) => ({topics: topics.map(({name}) => ({name, errorCode: 36}))})),
    on(DescribeConfigs, ({resources}) => ({results: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName, configs: []}))})), // prettier-ignore
    on(ListPartitionReassignments, () => ({errorCode: 31})),
  )
  const screen = async (...words: string[]) => shown(['topics', ...words, '-b', fake.bootstrapServers])
  const warning = '! kafkit: warning: which partitions are being moved is not known: list reassignments:'
  const create = ['create', 'there', '--no-wait', '--replication-factor', '1']
  expect(await screen(...create, '--if-not-exists')).toMatch(new RegExp(`^there already exists\n${warning}.*\nexit 0$`))
  expect(await screen(...create, '--exact')).toMatch(new RegExp(`\n${warning}.*\nexit 1$`))
  expect(await screen('create', 'there', '--no-wait', '--exact')).toBe('there already exists\nexit 0')
  expect(await screen('diff', 'there', 'too')).toMatch(
    new RegExp(`${warning}.*\n.*--ignore replicationFactor.*\nexit 1$`),
  )
  const rest = await screen('diff', 'there', 'too', '--ignore', 'replicationFactor')
  expect(rest).not.toContain('being moved')
  expect(rest).toMatch(/exit 0$/)
})

test('--exact and --or-alter exclude each other', async () => {
  const {err, code} = await run('topics create orders --exact --or-alter')
  expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('--or-alter') as string})
})
