import {DeleteRecords} from '../../../src/lib/apis/delete-records.ts'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {InitProducerId} from '../../../src/lib/apis/init-producer-id.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {OffsetForLeaderEpoch} from '../../../src/lib/apis/offset-for-leader-epoch.ts'
import {Produce} from '../../../src/lib/apis/produce.ts'
import {eventually, noId, strangeId, topic} from './asked.ts'
import {altered, batchOf} from './batch-of.ts'
import type {Interview} from './interview.ts'

/**
 * Asks about producing, idempotence, looking up offsets, fetching and deleting, and everything that can be wrong with
 * them.
 */
export async function aboutRecords(to: Interview): Promise<void> {
  await producing(to)
  await repeating(to)
  await lookingUp(to)
}

interface Produced {
  topicId?: string
  name?: string
  version?: number
  index?: number
  acks?: number
}

function send(to: Interview, what: string, records: Buffer | null, more: Produced) {
  const {topicId = noId, name = '', version = 13, index = 0, acks = -1} = more
  const topicData = [{name, topicId, partitionData: [{index, records}]}]
  return to.ask(what, Produce, version, {acks, timeoutMs: 5000, topicData})
}

const read = (to: Interview, what: string, topicId: string, fetchOffset = 0) =>
  to.ask(what, Fetch, 18, {
    maxWaitMs: 0,
    minBytes: 0,
    topics: [{topicId, partitions: [{partition: 0, fetchOffset, partitionMaxBytes: 2 ** 20}]}],
  })

async function producing(to: Interview) {
  const topicId = await topic(to, 'r1', {numPartitions: 2})
  const r1 = {name: 'r1', topicId}
  const p = (what: string, records: Buffer | null, more: Produced = {}) => send(to, what, records, {...r1, ...more})
  for (let version = 3; version <= 13; version++) await p('two records', batchOf(['a', 'b']), {version})
  for (const acks of [1, 2, -2]) await p(`acks ${acks}`, batchOf(['a']), {acks})
  const quiet = await to.connect()
  const topicData = [{topicId, partitionData: [{index: 1, records: batchOf(['quiet'])}]}]
  quiet.send(Produce, 13, {acks: 0, timeoutMs: 5000, topicData})
  const end = {replicaId: -1, topics: [{name: 'r1', partitions: [{partitionIndex: 1, timestamp: -1}]}]}
  to.write('after acks 0', ListOffsets, await quiet.call(ListOffsets, 7, end))
  for (const index of [7, -1]) await p(`partition ${index}`, batchOf(['a']), {index})
  await p('an unknown topic', batchOf(['a']), {name: 'nope', version: 12})
  for (const id of [strangeId, noId]) await p('an unknown topic id', batchOf(['a']), {topicId: id})
  await p('no batch', Buffer.alloc(0))
  await p('two batches', Buffer.concat([batchOf(['a']), batchOf(['b'])]))
  await p('half a batch', batchOf(['aaaaaaaaaa']).subarray(0, 65))
  await p('with three bytes behind', Buffer.concat([batchOf(['a']), Buffer.alloc(3)]))
  const broken = batchOf(['hello'])
  broken.writeUInt8(broken.readUInt8(65) ^ 1, 65)
  await p('a wrong checksum', broken)
  for (const magic of [1, 3]) {
    const old = batchOf(['a'])
    old.writeInt8(magic, 16)
    await p(`magic ${magic}`, old)
  }
  await p(
    'rubbish',
    altered(batchOf(['hello world']), (bytes) => bytes.fill(0xff, 61)),
  )
  await p(
    'one record too many',
    altered(batchOf(['a', 'b']), (bytes) => bytes.writeInt32BE(3, 57)),
  )
  await p(
    'one record too few',
    altered(batchOf(['a', 'b']), (bytes) => bytes.writeInt32BE(1, 57)),
  )
  await p(
    'a wrong last offset',
    altered(batchOf(['a', 'b']), (bytes) => bytes.writeInt32BE(5, 23)),
  )
  await p(
    'a control batch',
    altered(batchOf(['a']), (bytes) => bytes.writeInt16BE(32, 21)),
  )
  await p('transactional without an id', batchOf(['a'], {transactional: true}))
  await p(
    'codec 7',
    altered(batchOf(['a']), (bytes) => bytes.writeInt16BE(7, 21)),
  )
  await p(
    'no gzip',
    altered(batchOf(['a']), (bytes) => bytes.writeInt16BE(1, 21)),
  )
  await p(
    'says time of arrival',
    altered(batchOf(['a']), (bytes) => bytes.writeInt16BE(8, 21)),
  )
  const shifted = batchOf(['a'])
  shifted.writeBigInt64BE(500n, 0)
  await p('a base offset', shifted)
  const hours = Date.now() + 2 * 3_600_000
  await p('from the future', batchOf(['a'], {times: [hours]}))
  for (const time of [1, -1, -2]) await p(`of time ${time}`, batchOf(['a'], {times: [time]}))
  await p('one of three from the future', batchOf(['a', 'b', 'c'], {times: [1, hours, 5]}))
  for (const compression of [1, 2, 3, 4])
    await p(`codec ${compression}`, batchOf(['aaaaaaaaaaaaaaa', 'b'], {compression}))
  await p('too large', batchOf(['x'.repeat(1_100_000)]))
  await read(to, 'all of it', topicId, 0)
  await read(to, 'the codecs', topicId, 28)

  const configured = async (name: string, configs: Record<string, string>, batches: Record<string, Buffer>) => {
    const id = await topic(to, name, {configs})
    for (const [what, batch] of Object.entries(batches)) await send(to, `${name}: ${what}`, batch, {topicId: id})
    await read(to, name, id)
  }
  const two = batchOf(['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'b'])
  const zstd = batchOf(['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'b'], {compression: 4})
  await configured('r2', {'max.message.bytes': '100'}, {large: batchOf(['x'.repeat(60)]), small: batchOf(['x'])})
  await configured(
    'r3',
    {'cleanup.policy': 'compact'},
    {
      'two without a key': batchOf(['a', 'b', 'c'], {keys: ['k']}),
      'all with keys': batchOf(['a', null], {keys: ['k', 'j']}),
    },
  )
  await configured('r4', {'message.timestamp.type': 'LogAppendTime'}, {plain: two, compressed: zstd})
  await configured('r5', {'compression.type': 'gzip'}, {plain: two, compressed: zstd})
  await configured('r6', {'compression.type': 'uncompressed'}, {plain: two, compressed: zstd})
  await configured('r7', {'message.timestamp.before.max.ms': '1000'}, {'too old': two})
}

async function repeating(to: Interview) {
  const topicId = await topic(to, 's1')
  const init = {transactionalId: null, transactionTimeoutMs: 1000}
  const ready = () => to.quietly(InitProducerId, 5, init)
  await eventually(async () => (await ready()).errorCode === 0)
  const first = await ready()
  const second = await ready()
  to.note('epochs of two producers', [
    first.producerEpoch,
    second.producerEpoch,
    second.producerId !== first.producerId,
  ])
  await to.ask('an empty transactional id', InitProducerId, 5, {...init, transactionalId: ''})
  const id = first.producerId
  const p = (what: string, sequence: number, {count = 2, epoch = 0, producer = id, compression = 0} = {}) => {
    const records = Array.from({length: count}, () => 'x')
    const batch = batchOf(records, {producer: {id: producer, epoch, sequence}, compression})
    return send(to, what, batch, {topicId})
  }
  for (let sequence = 0; sequence < 14; sequence += 2) await p(`sequence ${sequence}`, sequence)
  await p('the last again', 12)
  await p('the fifth last again', 4)
  await p('the sixth last again', 2)
  await p('behind a gap', 20)
  await p('overlapping', 13)
  await p('the last again, shorter', 12, {count: 1})
  await p('the last again, longer', 12, {count: 3})
  await p('the next', 14, {compression: 1})
  await p('a new epoch in the middle', 5, {epoch: 1})
  await p('a new epoch', 0, {epoch: 1})
  await p('the old epoch', 16)
  await p('the new epoch goes on', 2, {epoch: 1})
  const stranger = second.producerId
  await p('a stranger begins anywhere', 7, {producer: stranger})
  await p('and goes on from there', 9, {producer: stranger})
  await p('or not', 13, {producer: stranger})
  await p('without a sequence', -1, {producer: stranger})
  await p('not idempotent', 4, {producer: -1, epoch: -1})
  const wrapping = stranger + 1_000_000
  await p('at the end of all sequences', 2 ** 31 - 2, {producer: wrapping})
  await p('and from 0 again', 0, {producer: wrapping})
  await p('across the end', 2 ** 31 - 1, {producer: wrapping + 1})
  await p('and on', 1, {producer: wrapping + 1})
  await read(to, 's1', topicId)
}

async function lookingUp(to: Interview) {
  const topicId = await topic(to, 'o1', {numPartitions: 2})
  const lookUp = (
    what: string,
    timestamp: number,
    version = 11,
    {name = 'o1', index = 0, epoch = -1, isolation = 0} = {},
  ) =>
    to.ask(what, ListOffsets, version, {
      replicaId: -1,
      isolationLevel: version < 2 ? 0 : isolation,
      topics: [{name, partitions: [{partitionIndex: index, timestamp, currentLeaderEpoch: epoch}]}],
    })
  const times = [-1, -2, -3, -4, -5, -6, -7, 0, 5]
  for (const time of times) await lookUp(`nothing: ${time}`, time)
  const fill = (records: Buffer) =>
    to.quietly(Produce, 13, {acks: -1, timeoutMs: 5000, topicData: [{topicId, partitionData: [{index: 0, records}]}]})
  await fill(batchOf(['a', 'b', 'c'], {times: [100, 300, 200]}))
  await fill(batchOf(['a', 'b', 'c'], {times: [250, 250, 400], compression: 1}))
  await fill(batchOf(['a', 'b'], {times: [400, 10]}))
  for (const time of [...times, 100, 101, 201, 250, 300, 301, 400, 401]) await lookUp(`eight: ${time}`, time)
  for (let version = 1; version <= 11; version++)
    for (const time of [-1, 200, -3]) await lookUp(`${time}`, time, version)
  for (const epoch of [0, 5]) await lookUp(`epoch ${epoch}`, -1, 11, {epoch})
  await lookUp('partition 9', -1, 11, {index: 9})
  await lookUp('unknown', -1, 11, {name: 'nope'})
  await lookUp('committed', -1, 11, {isolation: 1})
  const both = [-1, -2].map((timestamp) => ({partitionIndex: 0, timestamp}))
  await to.ask('twice', ListOffsets, 11, {replicaId: -1, topics: [{name: 'o1', partitions: both}]})

  const ends = (what: string, leaderEpoch: number, currentLeaderEpoch = -1, name = 'o1', partition = 0) =>
    to.ask(what, OffsetForLeaderEpoch, 4, {
      topics: [{topic: name, partitions: [{partition, currentLeaderEpoch, leaderEpoch}]}],
    })
  for (const epoch of [0, 1, -1]) await ends(`epoch ${epoch}`, epoch)
  for (const epoch of [0, 1]) await ends(`epoch 0, in ${epoch}`, 0, epoch)
  await ends('unknown', 0, 0, 'nope')
  await ends('partition 9', 0, 0, 'o1', 9)
  await ends('an empty partition', 0, 0, 'o1', 1)

  const remove = (what: string, offset: number, name = 'o1', partitionIndex = 0) =>
    to.ask(what, DeleteRecords, 2, {topics: [{name, partitions: [{partitionIndex, offset}]}], timeoutMs: 5000})
  await remove('before 2', 2)
  await remove('before 1', 1)
  await lookUp('two deleted: earliest', -2)
  await lookUp('two deleted: 0', 0)
  for (const offset of [99, -2]) await remove(`before ${offset}`, offset)
  await remove('unknown', 1, 'nope')
  await remove('partition 9', 1, 'o1', 9)
  await topic(to, 'o2', {configs: {'cleanup.policy': 'compact'}})
  await remove('compacted', 0, 'o2')

  const fetching = (what: string, fetchOffset: number, more: Fetching = {}) => {
    const {version = 18, partition = 0, most = 2 ** 20, epoch = -1, name = 'o1', id = topicId, ...request} = more
    const asked = {partition, fetchOffset, partitionMaxBytes: most, currentLeaderEpoch: epoch}
    const topics = [{topic: name, topicId: id, partitions: [asked]}]
    return to.ask(what, Fetch, version, {maxWaitMs: 0, minBytes: 0, topics, ...request})
  }
  for (let version = 4; version <= 18; version++) await fetching('from 2', 2, {version})
  for (const offset of [1, 4, 8, 9, -1]) await fetching(`from ${offset}`, offset)
  for (const most of [0, 1]) await fetching(`at most ${most} bytes`, 2, {most})
  for (const maxBytes of [0, 1]) await fetching(`at most ${maxBytes} bytes in all`, 2, {maxBytes})
  for (const epoch of [0, 3]) await fetching(`epoch ${epoch}`, 2, {epoch})
  await fetching('partition 9', 2, {partition: 9})
  await fetching('unknown', 2, {name: 'nope', version: 12})
  for (const id of [strangeId, noId]) await fetching('an unknown topic id', 2, {id})
  await fetching('committed', 2, {isolationLevel: 1})
  await fetching('an unknown session', 2, {sessionId: 77, sessionEpoch: 3})
  await fetching('waits in vain', 8, {maxWaitMs: 100, minBytes: 1})
  await fetching('an error is not waited for', 99, {maxWaitMs: 600_000, minBytes: 1})
  await to.ask('nothing', Fetch, 18, {maxWaitMs: 0, minBytes: 0, topics: []})
  const shared = await topic(to, 'o3', {numPartitions: 3})
  for (const index of [0, 1, 2, 0, 1, 2]) {
    const partitionData = [{index, records: batchOf([`of ${index}`])}]
    await to.quietly(Produce, 13, {acks: -1, timeoutMs: 5000, topicData: [{topicId: shared, partitionData}]})
  }
  const size = batchOf(['of 0']).length
  for (const batches of [1, 2, 3.5, 5]) {
    const each = {fetchOffset: 0, partitionMaxBytes: 2 ** 20}
    const partitions = [2, 0, 1].map((partition) => ({partition, ...each}))
    const request = {maxWaitMs: 0, minBytes: 0, maxBytes: batches * size, topics: [{topicId: shared, partitions}]}
    await to.ask(`three partitions, at most ${batches} of their six batches`, Fetch, 18, request)
  }
  await remove('all', -1)
  await lookUp('all deleted: earliest', -2)
  await lookUp('all deleted: latest', -1)
  await fetching('from the end', 8)
}

interface Fetching {
  version?: number
  partition?: number
  most?: number
  epoch?: number
  name?: string
  id?: string
  maxBytes?: number
  isolationLevel?: number
  sessionId?: number
  sessionEpoch?: number
  maxWaitMs?: number
  minBytes?: number
}
