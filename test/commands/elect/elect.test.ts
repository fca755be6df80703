// elect preferred and unclean: what is planned, elected, and read back.
import {expect, test} from 'vitest'
import {ElectLeaders} from '../../../src/lib/apis/elect-leaders.ts'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic, type Operations} from '../../support/fake-operations.ts'

async function run(state: Operations, ...words: string[]): Promise<string> {
  await using fake = await fakeOperations(state)
  const text = await shown(['elect', ...words, '-b', fake.bootstrapServers])
  return `${text}\n${fake.asked(ElectLeaders).length} elections`
}

test('the preferred leaders are elected, and partitions without a possible leader are reported', async () => {
  const state = operations({topics: {orders: topic(['2|1,2,3|1,2,3', '2|2,3,1|2,3,1', '3|1,2,3|3,2'])}})
  expect(await run(state, 'preferred', '--all-topics', '--yes')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  THEN  REPLICAS  ISR    STATUS      ERROR
    orders          0       2     1  1,2,3     1,2,3  elected     -
    orders          2       3  none  1,2,3     3,2    impossible  orders-2: the preferred leader 1 is not in sync or not alive
    ! kafkit: orders-2: the preferred leader 1 is not in sync or not alive
    exit 1
    1 elections"
  `)
  expect(state.topics['orders']?.partitions.map(({leader}) => leader)).toEqual([1, 2, 3])
})

test('nothing is elected without consent, and a dry run shows the plan', async () => {
  const state = operations({topics: {orders: topic(['2|1,2,3|1,2,3'])}})
  expect(await run(state, 'preferred', '--topic', 'orders:0')).toMatch(/use --yes to confirm[^]*exit 2\n0 elections/)
  expect(await run(state, 'preferred', '--topic', 'orders', '--dry-run')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  THEN  REPLICAS  ISR    STATUS
    orders          0       2     1  1,2,3     1,2,3  planned
    exit 0
    0 elections"
  `)
})

test('partitions of a pattern, and of a topic that is named twice, are those and no others', async () => {
  const two = () => topic(['2|1,2,3|1,2,3', '2|1,2,3|1,2,3', '2|1,2,3|1,2,3'])
  const elected = async (...words: string[]) => {
    const state = operations({topics: {'orders-eu': two(), 'orders-us': two(), payments: two()}})
    const text = await run(state, 'preferred', ...words, '--yes', '-o', 'template={topic}-{partition}')
    expect(text).toContain('exit 0')
    return Object.entries(state.topics).flatMap(([name, {partitions}]) =>
      partitions.flatMap(({leader}, at) => (leader === 1 ? [`${name}-${at}`] : [])),
    )
  }
  expect(await elected('--topic', 'orders-*:1')).toEqual(['orders-eu-1', 'orders-us-1'])
  expect(await elected('--topic', '/^(?:payments)$/:0,2')).toEqual(['payments-0', 'payments-2'])
  expect(await elected('--topic', 'payments:0', '--topic', 'payments:2')).toEqual(['payments-0', 'payments-2'])
})

test('an unclean election shows who would lead and warns of the loss', async () => {
  const state = operations({topics: {orders: topic(['-1|4,1,2|4', '1|1,2|1,2']), gone: topic(['-1|4|4'])}})
  expect(await run(state, 'unclean', '--topic', 'orders', '--yes')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  LEADER  THEN  REPLICAS  ISR  STATUS
    orders          0    none     1  4,1,2     4    elected
    ! kafkit: warning: records that only the last leader has are lost for good. Their number is unknown while it is down, so bring it back if you can
    exit 0
    1 elections"
  `)
  expect(await run(state, 'unclean', '--topic', 'gone', '--yes')).toMatchInlineSnapshot(`
    "TOPIC  PARTITION  LEADER  THEN  REPLICAS  ISR  STATUS      ERROR
    gone           0    none  none  4         4    impossible  gone-0: none of its replicas (4) is alive
    ! kafkit: warning: records that only the last leader has are lost for good. Their number is unknown while it is down, so bring it back if you can
    ! kafkit: gone-0: none of its replicas (4) is alive
    exit 1
    0 elections"
  `)
})

test.each([
  [['preferred'], 'one of --topic or --all-topics is needed'],
  [['preferred', '--all-topics', '--topic', 'orders'], 'exclude each other'],
  [['preferred', '--topic', 'orders:x'], 'is not a partition'],
])('elect %j is refused', async (words, said) => {
  const text = await run(operations(), ...words)
  expect(text).toContain(said)
  expect(text).toMatch(/exit 2\n0 elections$/)
})

test.each([
  [['preferred', '--topic', 'nothing'], 'no such topic'],
  [['preferred', '--topic', 'orders:9'], 'topic orders has no partition 9'],
])('elect %j fails', async (words, said) => {
  const text = await run(operations(), ...words, '--yes')
  expect(text).toContain(said)
  expect(text).toMatch(/exit 1\n0 elections$/)
})
