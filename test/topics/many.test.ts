// More at once than a KRaft controller takes in one request.
import {expect, test} from 'vitest'
import {CreatePartitions} from '../../src/lib/apis/create-partitions.ts'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {alterConfigsOfTopics} from '../../src/lib/configs/alter.ts'
import {sendCommit} from '../../src/lib/groups/commit-offsets.ts'
import {addPartitions} from '../../src/lib/topics/add-partitions.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const names = Array.from({length: 3000}, (_, at) => `app.${at}`)
const sizes = (requests: readonly {readonly topics: readonly unknown[]}[]) => requests.map(({topics}) => topics.length)

test('3,000 topics of 6 partitions: no request of more than 10,000 records, an outcome for each topic', async () => {
  await using fake = await fakeCluster(
    on(CreateTopics, ({topics}) => ({
      topics: topics.map(({name}) => ({name, errorCode: name === 'app.2999' ? 36 : 0, numPartitions: 6})),
    })),
  )
  const progress: number[] = []
  const topics = names.map((name) => ({name, partitions: 6, configs: {'retention.ms': '5'}}))
  const outcomes = await createTopics(open(fake), {topics, onProgress: (done) => progress.push(done)})
  expect(sizes(fake.asked(CreateTopics))).toEqual([1250, 1250, 500])
  expect(progress).toEqual([1250, 2500])
  expect(outcomes.map(({name}) => name)).toEqual(names)
  expect(outcomes.filter(({status}) => status === 'failed')).toMatchObject([{name: 'app.2999'}])
})

test('without a number of partitions, or with replicas assigned', async () => {
  await using fake = await fakeCluster(on(CreateTopics, ({topics}) => ({topics: topics.map(({name}) => ({name}))})))
  await createTopics(open(fake), {topics: names.slice(0, 250).map((name) => ({name}))})
  const assignments = Array.from({length: 4999}, () => [1])
  await createTopics(open(fake), {topics: names.slice(0, 3).map((name) => ({name, assignments}))})
  expect(sizes(fake.asked(CreateTopics))).toEqual([196, 54, 2, 1])
})

test('a topic of more than 10,000 partitions is sent alone, and the others succeed', async () => {
  await using fake = await fakeCluster(
    on(CreateTopics, ({topics}) => ({
      topics: topics.map(({name, numPartitions}) => ({name, errorCode: numPartitions > 10_000 ? 44 : 0})),
    })),
  )
  const topics = [1, 20_000, 1].map((partitions, at) => ({name: `t${at}`, partitions}))
  const outcomes = await createTopics(open(fake), {topics})
  expect(outcomes.map(({status}) => status)).toEqual(['created', 'failed', 'created'])
})

test('deleting 3,000 topics, growing them, and configuring them', async () => {
  await using fake = await fakeCluster(
    {topics: Object.fromEntries(names.map((name) => [name, 6]))},
    on(DeleteTopics, ({topics}) => ({responses: topics.map(({name}) => ({name}))})),
    on(CreatePartitions, ({topics}) => ({results: topics.map(({name}) => ({name}))})),
    on(IncrementalAlterConfigs, ({resources}) => ({
      responses: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        errorCode: resourceName === 'app.7' ? 40 : 0,
      })),
    })),
  )
  const cluster = open(fake)
  const deleted = await deleteTopics(cluster, names)
  expect(sizes(fake.asked(DeleteTopics))).toEqual([1000, 1000, 1000])
  expect(deleted.every(({status}) => status === 'deleted')).toBe(true)
  const grown = await addPartitions(
    cluster,
    names.map((name) => ({name, count: 10})),
  )
  expect(sizes(fake.asked(CreatePartitions))).toEqual([2500, 500])
  expect(grown.every(({status}) => status === 'added')).toBe(true)
  const configured = await alterConfigsOfTopics(cluster, names, {
    set: Object.fromEntries(Array.from({length: 10}, (_, at) => [`c${at}`, '1'])),
  })
  expect(fake.asked(IncrementalAlterConfigs).map(({resources}) => resources.length)).toEqual([1000, 1000, 1000])
  expect(configured.flatMap((error, at) => (error ? [`${names[at]} ${error.codeName}`] : []))).toEqual([
    'app.7 INVALID_CONFIG',
  ])
})

test('offsets of more partitions than fit into one batch of __consumer_offsets', async () => {
  await using fake = await fakeCluster(
    on(OffsetCommit, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({
          partitionIndex,
          errorCode: partitionIndex === 9000 ? 12 : 0,
        })),
      })),
    })),
  )
  const rows = Array.from({length: 10_000}, (_, partition) => ({topic: 'orders', partition, offset: 1}))
  const failures = await sendCommit(open(fake), 'billing', rows)
  const sent = fake.asked(OffsetCommit).map(({topics}) => topics[0]?.partitions.length ?? 0)
  expect(sent.length).toBeGreaterThan(1)
  expect(sent.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  expect(Math.max(...sent)).toBeLessThan(6000)
  expect([...failures.keys()]).toEqual(['9000 orders'])
})
