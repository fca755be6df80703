import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest'
import {DeleteRecords} from '../../../src/lib/apis/delete-records.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic} from '../../support/fake-operations.ts'
import {groupServices} from '../../support/fake-groups.ts'
import {on} from '../../support/fake-cluster.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(() => broker.close())

const run = (line: string, stdin = '') => kafkit([...line.split(' '), '-b', broker.bootstrapServers], {stdin})
const csv = async (line: string) => (await run(`${line} -o csv`)).out.replaceAll('\r', '')
const screen = (line: string) => shown([...line.split(' '), '-b', broker.bootstrapServers], {columns: 140})

let name: string
let count = 0
/** Two partitions of ten records each. */
beforeEach(async () => {
  name = `orders-${++count}`
  expect((await run(`topics create ${name} --partitions 2`)).code).toBe(0)
  const lines = Array.from({length: 10}, (_, at) => `${at}\n`).join('')
  for (const partition of [0, 1]) expect((await run(`produce ${name} -q --partition ${partition}`, lines)).code).toBe(0)
})
const starts = async () => (await run(`offsets ${name} --at earliest -o template={offset}`)).out

test('count prints the offsets in use, by topic and by partition', async () => {
  expect(await screen(`records count ${name}`)).toMatch(new RegExp(`^${name} +2 +20$`, 'm'))
  expect(await csv(`records count ${name} --by-partition`)).toBe(
    `topic,partition,partitions,start,end,records\n${name},0,,0,10,10\n${name},1,,0,10,10\n`,
  )
  expect(await screen(`records count ${name} nowhere`)).toMatch(
    /records of topic nowhere: there is no such topic[^]*exit 1$/,
  )
  expect(await csv(`records count ${name} --from 2100-01-01`)).toBe(
    `topic,partition,partitions,start,end,records\n${name},,2,,,0\n`,
  )
})

test('trim shows what is deleted and whom it hurts, deletes only when it may, and reads back', async () => {
  const reset = await run(`groups reset-offsets late --topic ${name} --to-offset 3 --execute --yes`)
  expect(reset.code, reset.err).toBe(0)
  await run(`groups reset-offsets done --topic ${name} --to-latest --execute --yes`)
  const plan = await run(`records trim ${name} --before-offset 5 --dry-run -o json`)
  expect(JSON.parse(plan.out)).toMatchObject(
    [0, 1].map((partition) => ({
      partition,
      start: 0,
      newStart: 5,
      records: 5,
      status: 'planned',
      groups: [{group: 'late', unread: 2}],
      groupsKnown: true,
    })),
  )
  expect(plan.err).toContain('groups that lose records that they have not read: late 4')
  expect(plan.code).toBe(0)
  expect(await starts()).toBe('0\n0\n')

  const asked = await run(`records trim ${name} --before-offset 5`)
  expect(asked.err).toContain('Delete 10 records of 2 partitions for good? There is no terminal to ask on; use --yes')
  expect(asked.code).toBe(2)
  expect(await starts()).toBe('0\n0\n')

  const done = await run(`records trim ${name} --before-offset 5 --yes -o json`)
  expect(JSON.parse(done.out)).toMatchObject([{status: 'trimmed', newStart: 5}, {status: 'trimmed', newStart: 5}]) // prettier-ignore
  expect(done.err).toContain('this cannot be undone')
  expect(done.code).toBe(0)
  expect(await starts()).toBe('5\n5\n')
})

test.each([
  ['--keep 3', '7\n7\n'],
  ['--keep 100', '0\n0\n'],
  ['--all', '10\n10\n'],
  ['--all --partitions 1', '0\n10\n'],
  ['--before 2100-01-01', '10\n10\n'],
  ['--before 1999-01-01', '0\n0\n'],
])('trim %s leaves the logs beginning at %j', async (flags, left) => {
  const {code, err} = await run(`records trim ${name} ${flags} --yes`)
  expect(code, err).toBe(0)
  expect(await starts()).toBe(left)
})

test.each([
  ['', /one of --all, --before, --before-offset or --keep is needed/],
  ['--before 17', /is 17 an offset or a time\? Write --before-offset 17/],
  ['--keep 1 --all', /--keep|--all/],
  ['--before-offset -1', /-1 is less than 0/],
])('trim %s is a wrong command line', async (flags, sentence) => {
  const {code, err} = await run(`records trim ${name} ${flags}`.trim())
  expect(err).toMatch(sentence)
  expect(code).toBe(2)
})

test('one partition that cannot be trimmed spares all', async () => {
  await run(`produce ${name} -q --partition 1`, 'more\n')
  const text = await screen(`records trim ${name} --before-offset 11 --yes`)
  expect(text).toMatch(/-0 ends at offset 10, so that its records cannot be deleted up to 11/)
  expect(text).toMatch(/nothing was deleted\nexit 1$/)
  expect(await screen(`records trim ${name} --all --partitions 7 --yes`)).toMatch(
    /has no partition 7: it has 2[^]*exit 1$/,
  )
  expect(await starts()).toBe('0\n0\n')
})

test('an empty partition is passed over', async () => {
  expect((await run(`records trim ${name} --all --partitions 0 --yes`)).code).toBe(0)
  await run(`produce ${name} -q --partition 1`, 'more\n')
  expect((await run(`records trim ${name} --before-offset 11 --yes`)).code).toBe(0)
  expect(await starts()).toBe('10\n11\n')
})

test('a topic that is only compacted is refused before anything is sent', async () => {
  await run(`topics alter ${name} --config cleanup.policy=compact --yes`)
  expect(await screen(`records trim ${name} --all --yes`)).toMatch(
    /is only compacted[^]*nothing was deleted\nexit 1$|is only compacted[^]*exit 1$/,
  )
  expect(await starts()).toBe('0\n0\n')
})

test('what cannot be seen of groups and bytes is said, and a broker that lies is found out', async () => {
  const state = operations({topics: {orders: topic(['1|1,2|1,2'])}, refused: {DescribeLogDirs: 31}})
  await using fake = await fakeOperations(state, {
    more: ({nodes}) => [
      ...groupServices(() => nodes, {}).filter(({api}) => api.name !== 'ListGroups' && api.name !== 'ListOffsets'),
      on(DeleteRecords, ({topics}) => ({
        topics: topics.map(({name: of, partitions}) => ({
          name: of,
          partitions: partitions.map(({partitionIndex}) => ({partitionIndex, lowWatermark: 5, errorCode: 0})),
        })),
      })),
    ],
  })
  const argv = ['records', 'trim', 'orders', '--before-offset', '5', '--yes', '-b', fake.bootstrapServers]
  const planned = await kafkit([...argv, '--dry-run', '-o', 'json'])
  expect(JSON.parse(planned.out)).toMatchObject([{bytes: null, groups: [], groupsKnown: false}])
  expect(planned.err).toMatch(/CLUSTER_AUTHORIZATION_FAILED/)
  expect(planned.err).toMatch(/not all groups could be seen/)
  // The fake goes on telling 0 for where the log begins.
  const {err, code} = await kafkit(argv)
  expect(err).toContain('orders-0 still begins at 0')
  expect(code).toBe(1)
})
