import {CreatePartitions} from '../../../src/lib/apis/create-partitions.ts'
import {CreateTopics} from '../../../src/lib/apis/create-topics.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {DescribeCluster} from '../../../src/lib/apis/describe-cluster.ts'
import {DescribeTopicPartitions} from '../../../src/lib/apis/describe-topic-partitions.ts'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {asked, everywhere, noId, strangeId, topic, type NewTopic} from './asked.ts'
import type {Interview} from './interview.ts'

/** Asks about creating, deleting, growing and describing topics, and everything that can be wrong with them. */
export async function aboutTopics(to: Interview): Promise<void> {
  await creating(to)
  await deleting(to)
  await growing(to)
  await describing(to)
}

async function creating(to: Interview) {
  const create = (what: string, more: NewTopic = {}) =>
    to.ask(what, CreateTopics, 7, asked({name: 'c', ...more}, {validateOnly: true}))
  await to.ask('three partitions', CreateTopics, 7, asked({name: 'c1', numPartitions: 3}))
  await everywhere(to, 'c1')
  await to.ask(
    'two of its own',
    CreateTopics,
    7,
    asked({name: 'c2', configs: {'retention.ms': '5', 'cleanup.policy': 'compact,delete'}}),
  )
  await to.ask('an old version', CreateTopics, 2, asked({name: 'c3'}))
  await create('exists', {name: 'c1'})
  for (const name of ['', '.', '..', 'a b', 'ä', 'x'.repeat(250), 'x'.repeat(249), '__cluster_metadata']) {
    await create(`the name '${name.slice(0, 20)}' of ${name.length}`, {name})
  }
  await topic(to, 'a.b')
  await create('collision', {name: 'a_b'})
  for (const numPartitions of [0, -1, -2]) await create(`${numPartitions} partitions`, {numPartitions})
  for (const replicationFactor of [0, -1, -2, 9]) await create(`${replicationFactor} replicas`, {replicationFactor})
  await create('no partitions, no replicas', {numPartitions: 0, replicationFactor: 0})
  await create('too many', {numPartitions: 100_000})
  const assigned = (what: string, assignments: NonNullable<NewTopic['assignments']>, more: NewTopic = {}) =>
    create(`assigned: ${what}`, {assignments, numPartitions: -1, replicationFactor: -1, ...more})
  await assigned('well', {0: [1], 1: [1]})
  await assigned('with both counts', {0: [1]}, {numPartitions: 1, replicationFactor: 1})
  await assigned('with a count', {0: [1]}, {numPartitions: 1})
  await assigned('an unknown broker', {0: [7]})
  await assigned('a negative broker', {0: [-1]})
  await assigned('a broker twice', {0: [1, 1]})
  await assigned('nobody', {0: []})
  await assigned('with a gap', {0: [1], 2: [1]})
  await assigned('from one', {1: [1]})
  for (const [name, value] of configValues) await create(`${name}=${value}`, {configs: {[name]: value}})
  await create('lags in the wrong order', {configs: {'min.compaction.lag.ms': '5', 'max.compaction.lag.ms': '4'}})
  const twice = [...asked({name: 'd1'}).topics, ...asked({name: 'd2'}).topics, ...asked({name: 'd1'}).topics]
  await to.ask('one of three twice', CreateTopics, 7, {topics: twice, validateOnly: true})
  await to.ask('nothing', CreateTopics, 7, {topics: []})
}

const configValues: readonly (readonly [name: string, value: string | null])[] = [
  ['nonsense', '1'],
  ['retention.ms', 'x'],
  ['retention.ms', '-2'],
  ['retention.ms', ''],
  ['retention.ms', null],
  ['retention.ms', '1.5'],
  ['retention.bytes', '-5'],
  ['cleanup.policy', 'keep'],
  ['cleanup.policy', 'delete,'],
  ['compression.type', 'zip'],
  ['compression.type', 'none'],
  ['max.message.bytes', '-1'],
  ['max.message.bytes', '3000000000'],
  ['message.timestamp.type', 'Foo'],
  ['min.insync.replicas', '0'],
  ['preallocate', 'yes'],
  ['min.cleanable.dirty.ratio', '2'],
  ['min.cleanable.dirty.ratio', 'x'],
  ['segment.bytes', '5'],
  ['follower.replication.throttled.replicas', 'x'],
  ['follower.replication.throttled.replicas', '*'],
  ['follower.replication.throttled.replicas', '0:1,1:2'],
  ['compression.gzip.level', '0'],
  ['compression.gzip.level', '10'],
  ['compression.zstd.level', '99'],
  ['compression.lz4.level', '0'],
  ['flush.messages', '0'],
  ['remote.storage.enable', 'true'],
  ['local.retention.ms', '-3'],
  ['unclean.leader.election.enable', 'maybe'],
  ['index.interval.bytes', '99999999999999999999'],
  ['segment.index.bytes', '3'],
  ['segment.ms', '0'],
]

async function deleting(to: Interview) {
  const id = await topic(to, 'g1')
  const id2 = await topic(to, 'g2')
  await topic(to, 'g3')
  await topic(to, 'g4')
  const remove = (what: string, ...topics: {name?: string; topicId?: string}[]) =>
    to.ask(what, DeleteTopics, 6, {
      topics: topics.map((each) => ({name: null, topicId: noId, ...each})),
      timeoutMs: 5000,
    })
  await remove('by name', {name: 'g1'})
  await remove('again', {name: 'g1'})
  await remove('by id', {topicId: id2})
  await remove('by id again', {topicId: id2})
  await remove('unknown', {name: 'nope'})
  await remove('by both', {name: 'g3', topicId: id})
  await remove('by neither', {})
  await remove('one of two twice', {name: 'g3'}, {name: 'g4'}, {name: 'g3'})
  await remove('an empty name', {name: ''})
  await remove('nothing')
  await to.ask('as of old', DeleteTopics, 5, {topicNames: ['g3', 'nope'], timeoutMs: 5000})
  await to.ask('as of very old', DeleteTopics, 1, {topicNames: ['nope'], timeoutMs: 5000})
}

async function growing(to: Interview) {
  await topic(to, 'p1', {numPartitions: 2})
  const grow = (what: string, count: number, brokers: number[][] | null = null, name = 'p1', validateOnly = true) =>
    to.ask(what, CreatePartitions, 3, {
      topics: [{name, count, assignments: brokers?.map((brokerIds) => ({brokerIds})) ?? null}],
      timeoutMs: 5000,
      validateOnly,
    })
  await grow('to four', 4, null, 'p1', false)
  await everywhere(to, 'p1', 4)
  for (const count of [4, 3, 0, -1]) await grow(`from four to ${count}`, count)
  await grow('an unknown topic', 4, null, 'nope')
  await grow('assigned well', 5, [[1]])
  await grow('assigned too few', 7, [[1]])
  await grow('assigned too many', 6, [[1], [1], [1]])
  await grow('assigned to an unknown broker', 5, [[9]])
  await grow('assigned to a broker twice', 5, [[1, 1]])
  await grow('assigned to nobody', 5, [[]])
  const both = [5, 6].map((count) => ({name: 'p1', count, assignments: null}))
  await to.ask('twice', CreatePartitions, 3, {topics: both, timeoutMs: 5000, validateOnly: true})
}

async function describing(to: Interview) {
  const id = await topic(to, 'm1', {numPartitions: 2})
  const describe = (what: string, name: string | null, topicId = noId, version = 13, more = {}) =>
    to.ask(what, Metadata, version, {topics: [{name, topicId}], ...more})
  const never = {allowAutoTopicCreation: false}
  for (let version = 0; version <= 13; version++) {
    await describe('by name', 'm1', noId, version, version < 4 ? {} : never)
  }
  await describe('by id', null, id, 12, never)
  await describe('by id too early', 'm1', id, 10, never)
  await describe('by an unknown id', null, strangeId, 13, never)
  for (const name of ['nope', 'n o', '']) await describe(`'${name}'`, name, noId, 13, never)
  await describe('operations', 'm1', noId, 13, {...never, includeTopicAuthorizedOperations: true})
  await describe('made by asking', 'made')
  await everywhere(to, 'made')
  await describe('made by asking', 'made')
  await describe('not made by asking', 'n o')
  for (const version of [0, 1, 2]) {
    await to.ask('all', DescribeCluster, version, {includeClusterAuthorizedOperations: version === 1})
  }
  for (const endpointType of [2, 3]) {
    await to.ask(`endpoint ${endpointType}`, DescribeCluster, 1, {
      includeClusterAuthorizedOperations: false,
      endpointType,
    })
  }
  await topic(to, 'm2', {numPartitions: 3})
  await topic(to, 'm3', {numPartitions: 3})
  const page = (what: string, names: string[], responsePartitionLimit = 2000, cursor?: [string, number]) =>
    to.ask(what, DescribeTopicPartitions, 0, {
      topics: names.map((name) => ({name})),
      responsePartitionLimit,
      cursor: cursor ? {topicName: cursor[0], partitionIndex: cursor[1]} : null,
    })
  const three = ['m1', 'm2', 'm3']
  await page('two', ['m2', 'm1'])
  await page('unknown', ['nope', 'n o'])
  await page('first page', three, 3)
  await page('next page', three, 3, ['m2', 1])
  await page('last page', three, 3, ['m3', 1])
  await page('a page of whole topics', three, 2)
  await page('a limit of 0', ['m1'], 0)
  await page('a negative cursor', ['m1'], 10, ['m1', -1])
  await page('a cursor beyond the end', ['m1'], 10, ['m1', 9])
  await page('a cursor at a topic not asked for', ['m1', 'm2'], 10, ['m11', 1])
  await page('twice', ['m1', 'm1'])
  await to.ask('all', ListPartitionReassignments, 0, {topics: null})
  const some = [
    {name: 'm1', partitionIndexes: [0, 7]},
    {name: 'nope', partitionIndexes: [0]},
  ]
  await to.ask('some', ListPartitionReassignments, 0, {topics: some})
}
