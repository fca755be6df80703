// partitions list over a cluster whose replicas the test sets: each filter finds its partition, by name.
import {expect, test} from 'vitest'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, partition, topic} from '../../support/fake-operations.ts'

const scene = () => {
  const state = operations({
    live: [1, 2, 3],
    sizes: {'big-0': 5_000_000},
    topics: {
      fine: topic(['1|1,2,3|1,2,3']),
      atMin: topic(['1|1,2,3|1,2']),
      underMin: topic(['1|1,2,3|1']),
      offline: topic(['-1|4|4']),
      away: topic(['4|4,1|4']),
      elsewhere: topic(['2|1,2,3|1,2,3']),
      big: topic(['3|3,2|3,2'], {'min.insync.replicas': '1'}),
    },
  })
  state.topics['empty'] = {partitions: [partition('1|1,2,3|1,2,3', 0)], configs: {}}
  const moving = {...partition('1|1,2,3|1,2'), adding: [3], removing: [2]}
  state.topics['moving'] = {partitions: [moving], configs: {'min.insync.replicas': '1'}}
  return state
}
async function run(...words: string[]): Promise<string> {
  await using fake = await fakeOperations(scene())
  return await shown(['partitions', 'list', ...words, '-b', fake.bootstrapServers])
}

test('all partitions, with what can be said against them', async () => {
  expect(await run('--verbose')).toMatchInlineSnapshot(`
    "TOPIC      PARTITION  LEADER  REPLICAS  ISR    MIN-ISR  ADDING  REMOVING  PROBLEMS
    atMin              0       1  1,2,3     1,2          2  -       -         under-replicated, at-min-isr
    away               0       4  4,1       4            2  -       -         offline, under-min-isr, under-replicated
    big                0       3  3,2       3,2          1  -       -         ok
    elsewhere          0       2  1,2,3     1,2,3        2  -       -         not-preferred
    empty              0       1  1,2,3     1,2,3        2  -       -         ok
    fine               0       1  1,2,3     1,2,3        2  -       -         ok
    moving             0       1  1,2,3     1,2          1  3       2         moving
    offline            0    none  4         4            2  -       -         offline, under-min-isr
    underMin           0       1  1,2,3     1            2  -       -         under-min-isr, under-replicated
    exit 0"
  `)
})

test.each([
  [['--offline'], 'away offline'],
  [['--no-leader'], 'away offline'],
  [['--under-min-isr'], 'away offline underMin'],
  [['--under-replicated'], 'atMin away underMin'],
  [['--at-min-isr'], 'atMin'],
  [['--not-preferred'], 'elsewhere'],
  [['--moving'], 'moving'],
  [['--led-by', '3'], 'big'],
  [['--on-broker', '4'], 'away offline'],
  [['--bigger', '1MiB'], 'big'],
  // The leader of `away` was never reached from here, which is waited for.
  [['--empty', '--timeout', '1s'], 'empty'],
  [['--offline', '--not-preferred'], 'away elsewhere offline'],
  [['--under-replicated', '--on-broker', '4'], 'away'],
])('%j lists %s', async (flags, names) => {
  const text = await run(...flags, '-o', 'name')
  const found = text.split('\n').filter((line) => !line.startsWith('!') && !line.startsWith('exit'))
  expect(found.toSorted().join(' ')).toBe(names)
})

test('--check ends with 3 where there are some, and with 0 where there are none', async () => {
  expect(await run('--at-min-isr', '--check')).toMatch(/exit 3$/)
  expect(await run('fine', '--at-min-isr', '--check')).toMatchInlineSnapshot(`
    "! kafkit: there is no such partition
    exit 0"
  `)
})

test('what may not be read is not passed over', async () => {
  const state = scene()
  state.refused = {'DescribeConfigs of topics': 29}
  await using fake = await fakeOperations(state)
  const text = await shown(['partitions', 'list', 'fine', '--under-min-isr', '--check', '-b', fake.bootstrapServers])
  expect(text).toContain('describe configs of topic fine')
  expect(text).toMatch(/exit 1$/)
  // Also beside what was found: 3 would say that all could be asked.
  const both = await shown(['partitions', 'list', '--under-replicated', '--check', '-b', fake.bootstrapServers])
  expect(both).toMatch(/under-replicated[^]*describe configs of topic [^]*exit 1$/)
})
