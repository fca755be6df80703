import {expect, test} from 'vitest'
import kafkaShareGroups from '../../../src/lib/apache/kafka-share-groups/tool.ts'
import {AlterShareGroupOffsets} from '../../../src/lib/apis/alter-share-group-offsets.ts'
import {DeleteShareGroupOffsets} from '../../../src/lib/apis/delete-share-group-offsets.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {ShareGroupDescribe} from '../../../src/lib/apis/share-group-describe.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaShareGroups.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}

const describing = (state: string) =>
  on(ShareGroupDescribe, ({groupIds}) => ({
    groups: groupIds.map((groupId) => ({
      groupId,
      groupState: state,
      groupEpoch: 3,
      assignmentEpoch: 2,
      assignorName: 'simple',
      members: [],
      authorizedOperations: 0,
    })),
  }))
const ends = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex}) => ({partitionIndex, timestamp: -1, offset: 50 + partitionIndex})),
  })),
}))
/** Partition 1 fails. */
const altering = on(AlterShareGroupOffsets, ({topics}) => ({
  responses: topics.map(({topicName, partitions}) => ({
    topicName,
    partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: partitionIndex === 1 ? 29 : 0})),
  })),
}))
const reset = ['--reset-offsets', '--group', 'g', '--to-latest', '--topic']

test('a reset sends the new start offsets', async () => {
  await using fake = await fakeCluster({topics: {orders: 3}}, describing('Empty'), ends, altering)
  expect(await run(fake, ...reset, 'orders:0,2', '--execute')).toEqual({
    out: `
GROUP           TOPIC           PARTITION  NEW-OFFSET
g               orders          0          50
g               orders          2          52
`,
    err: '',
    code: 0,
  })
  expect(fake.asked(AlterShareGroupOffsets)).toMatchObject([
    {groupId: 'g', topics: [{topicName: 'orders', partitions: [{partitionIndex: 0, startOffset: 50}, {partitionIndex: 2, startOffset: 52}]}]}, // prettier-ignore
  ])
})

test('a dry run sends nothing', async () => {
  await using fake = await fakeCluster({topics: {orders: 3}}, describing('Empty'), ends, altering)
  expect(await run(fake, ...reset, 'orders', '--dry-run')).toMatchObject({code: 0, err: ''})
  expect(fake.asked(AlterShareGroupOffsets)).toEqual([])
})

test('partitions that fail are named, and no table is printed', async () => {
  await using fake = await fakeCluster({topics: {orders: 3}}, describing('Empty'), ends, altering)
  expect(await run(fake, ...reset, 'orders', '--execute')).toMatchObject({
    out: '\nError: Executing share group command failed due to Failed altering group offsets for the following partitions: [orders-1]\n',
    code: 0,
  })
})

test('a group with members is not reset', async () => {
  await using fake = await fakeCluster({topics: {orders: 3}}, describing('Stable'), ends, altering)
  expect(await run(fake, ...reset, 'orders', '--execute')).toEqual({
    out: '',
    err: "Share group 'g' is not empty.\n",
    code: 1,
  })
  expect(fake.asked(AlterShareGroupOffsets)).toEqual([])
})

test('--delete-offsets tells what became of each topic', async () => {
  const deleting = on(DeleteShareGroupOffsets, ({topics}) => ({
    responses: topics.map(({topicName}) =>
      topicName === 'b' ? {topicName, errorCode: 3, errorMessage: 'There is none.'} : {topicName},
    ),
  }))
  await using fake = await fakeCluster(deleting)
  expect(await run(fake, '--delete-offsets', '--group', 'g', '--topic', 'b', '--topic', 'a')).toEqual({
    out: `
TOPIC           STATUS
a               Successful
b               Error: There is none.
`,
    err: '',
    code: 0,
  })
})

test('a broker before Kafka 4.1 is named with what it lacks', async () => {
  await using fake = await fakeCluster({release: '3.9.1-kraft'})
  const {out, code} = await run(fake, '--describe', '--group', 'g')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^\nError: Executing share group command failed due to org\.apache\.kafka\.common\.errors\.UnsupportedVersionException: .*ShareGroupDescribe.*\n$/,
  )
})
