import {expect, test} from 'vitest'
import {ApiVersions} from '../../../src/lib/apis/api-versions.ts'
import {UpdateFeatures} from '../../../src/lib/apis/update-features.ts'
import {shown} from '../../support/cli.ts'
import {on} from '../../support/fake-cluster.ts'
import {fakeOperations, operations, type Operations} from '../../support/fake-operations.ts'

const scene = () =>
  operations({
    features: [
      {name: 'metadata.version', min: 7, max: 29, level: 25},
      {name: 'group.version', min: 0, max: 1, level: 0},
      {name: 'made.up', min: 0, max: 3, level: 1},
    ],
  })
async function run(state: Operations, ...words: string[]): Promise<string> {
  await using fake = await fakeOperations(state)
  const text = await shown(['features', ...words, '-b', fake.bootstrapServers])
  return `${text.replaceAll(/--bootstrap-server \S+/g, '…')}\n${fake.asked(UpdateFeatures).filter(({validateOnly}) => !validateOnly).length} changes`
}

test('brokers without any feature, as before Kafka 3.3, are said to have none', async () => {
  const none = operations({features: []})
  expect(await run(none, 'list')).toContain('these brokers have no features at all')
  const refused = await run(none, 'upgrade', 'metadata.version=10', '--yes')
  expect(refused).toContain("there is no feature 'metadata.version': these brokers have no features at all")
  expect(refused).toContain('exit 1\n0 changes')
})

test('list shows the level in force beside what all brokers support', async () => {
  expect(await run(scene(), 'list')).toMatchInlineSnapshot(`
    "FEATURE              FINALIZED  MIN  MAX  LATEST
    group.version                0    0    1       1
    made.up                      1    0    3       -
    metadata.version  25 (4.0-IV3)    7   29      30
    exit 0
    0 changes"
  `)
})

test('upgrade --all raises what kafkit knows to be meant for use, and nothing else', async () => {
  expect(await run(scene(), 'upgrade', '--all', '--yes')).toMatchInlineSnapshot(`
    "FEATURE                 BEFORE         AFTER  MAX  STATUS
    group.version                0             1    1  changed
    metadata.version  25 (4.0-IV3)  29 (4.2-IV1)   29  changed
    ! kafkit: warning: not every upgrade can be undone: a new metadata.version may write records that older releases cannot read
    ! kafkit: to undo this: kafkit features downgrade group.version=0 metadata.version=25
    exit 0
    1 changes"
  `)
})

test('downgrade lowers the level, and prints the undo command', async () => {
  expect(await run(scene(), 'downgrade', 'made.up=0', '--yes')).toMatchInlineSnapshot(`
    "FEATURE  BEFORE  AFTER  MAX  STATUS
    made.up       1      0    3  changed
    ! kafkit: warning: functions that the lower level lacks will no longer be available
    ! kafkit: to undo this: kafkit features upgrade made.up=1
    exit 0
    1 changes"
  `)
})

test('a level that no broker shows after the change is not said to be changed', async () => {
  const state = scene()
  await using fake = await fakeOperations(state)
  fake.serve(
    on(UpdateFeatures, ({validateOnly}) => {
      if (!validateOnly) fake.serve(on(ApiVersions, () => ({errorCode: 31})))
      return {}
    }),
  )
  const text = await shown(['features', 'downgrade', 'made.up=0', '--yes', '-b', fake.bootstrapServers])
  expect(text).toContain('made.up was changed, but no broker says at which level it is now')
  expect(text).toMatch(/exit 1$/)
})

test.each([
  [['upgrade', 'group.version=7'], 'not every broker supports level 7 of group.version: up to 1', 1],
  [['upgrade', 'metadata.version=3.9'], 'metadata.version is at level 25: 21 would be a downgrade', 1],
  [['downgrade', 'group.version=1'], 'group.version is at level 0: 1 would be an upgrade', 1],
  [['upgrade', 'nothing=1'], "there is no feature 'nothing'", 1],
  [['upgrade', 'group.version=0'], 'there is nothing to change', 0],
  [['upgrade', 'metadata.version=9.9'], "'9.9' is neither a release", 2],
  [['upgrade', 'group.version'], 'is not of the form FEATURE=LEVEL', 2],
  [['upgrade'], 'no feature given', 2],
  [['upgrade', '--all', 'group.version=1'], 'not both', 2],
])('%j: %s', async (words, said, code) => {
  const text = await run(scene(), ...words, '--yes')
  expect(text).toContain(said)
  expect(text).toMatch(new RegExp(`exit ${code}\n0 changes$`))
})
