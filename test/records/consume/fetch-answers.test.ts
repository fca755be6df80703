import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {zeroUuid} from '../../../src/lib/wire/schema.ts'
import {on} from '../../support/fake-cluster.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'
import {batch} from '../support/records.ts'

const MiB = 2 ** 20
/** Questions for metadata of a read from the beginning in which no leader has to be looked for. */
const metadataAtStart = 1

describe('errors of a whole response', () => {
  test('a transient error is retried, and nothing is lost or doubled', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), numbered(5, 5)])]})
    logs.errors.push(0, 70) // FETCH_SESSION_ID_NOT_FOUND
    expect((await readTopic(logs, {fetch: {maxBytes: 80, partitionMaxBytes: 80}})).lines).toEqual(numbers(0, 10))
    // After a wait, and not at once and for ever: the leader is looked for in between.
    expect(logs.server.asked(Metadata).length).toBeGreaterThan(metadataAtStart)
  })

  test('a final error is raised', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    logs.errors.push(42) // INVALID_REQUEST
    await expect(readTopic(logs)).rejects.toMatchObject({codeName: 'INVALID_REQUEST'})
  })
})

describe('responses without records', () => {
  test('a partition that has no room in a response is not taken to be at its end', async () => {
    const [many, late] = [partition(Array.from({length: 9}, (_, at) => numbered(at * 10, 10))), partition([numbered(90, 5)], {start: 90})] // prettier-ignore
    late.answers.push({}, {}, {}, {})
    const logs = await FakeLogs.start({t: [many, late]})
    const {lines} = await readTopic(logs, {fetch: {maxBytes: 100, partitionMaxBytes: 100}})
    expect(lines.map(Number).toSorted((a, b) => a - b)).toEqual(numbers(0, 95).map(Number))
  })

  test.each([
    ['no bytes', {records: Buffer.alloc(0)}],
    ['null', {records: null}],
  ])('reading to the end ends where compaction has left nothing before it, and brokers send %s', async (_, empty) => {
    const log = partition([numbered(0, 5)], {end: 9})
    const nothing = () => {
      log.answers.push(nothing)
      return empty
    }
    log.answers.push({records: numbered(0, 5)}, nothing)
    const {lines, positions} = await readTopic(await FakeLogs.start({t: [log]}))
    expect([lines, positions[0]?.offset]).toEqual([numbers(0, 5), 9])
  })

  test('an open transaction does not keep read_uncommitted from the end of a compacted log', async () => {
    const log = partition([numbered(0, 5)], {end: 9, lastStable: 5})
    expect((await readTopic(await FakeLogs.start({t: [log]}))).lines).toEqual(numbers(0, 5))
  })

  test('read_committed waits for an open transaction in front of the wanted end', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)], {lastStable: 5})
    const logs = await FakeLogs.start({t: [log]})
    const reading = readTopic(logs, {untilEnd: false, ends: new Map([['t-0', 10]]), isolation: 'read_committed'})
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(4))
    log.lastStable = 10
    expect((await reading).lines).toEqual(numbers(0, 10))
  })
})

describe('the sizes of responses', () => {
  test('two partitions with much to read: their responses grow to 4 MiB', async () => {
    const long = 'x'.repeat(100_000)
    const batches = Array.from({length: 60}, (_, at) => batch(at * 4, Array(4).fill({value: long})))
    const logs = await FakeLogs.start({t: [partition(batches), partition(batches)]})
    expect((await readTopic(logs, {maxRecords: 480})).records).toBe(480)
    const asked = logs.server.asked(Fetch).flatMap(({topics}) => topics.flatMap((topic) => topic.partitions))
    expect(new Set(asked.map(({partitionMaxBytes}) => partitionMaxBytes))).toEqual(new Set([MiB, 2 * MiB, 4 * MiB]))
  })

  test('after a broker had to be asked for more than 4 MiB, the responses do not shrink again', async () => {
    const huge = (offset: number) => batch(offset, [{value: 'x'.repeat(6 * MiB)}])
    const log = partition([huge(0), huge(1), huge(2)])
    const cut = {records: huge(0).subarray(0, 1000)}
    log.answers.push(cut, cut, cut)
    const logs = await FakeLogs.start({t: [log]})
    expect((await readTopic(logs)).records).toBe(3)
    const limits = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partitionMaxBytes)
    expect(limits).toEqual([4 * MiB, 8 * MiB, 16 * MiB, 32 * MiB, 32 * MiB])
  })
})

describe('the versions of requests', () => {
  const versions = (logs: FakeLogs) =>
    new Set(logs.server.requests.filter(({api}) => api === Fetch.name).map(({version}) => version))

  test('topics are requested by id if all have one, so that a topic created again is not taken for the old one', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    expect((await readTopic(logs)).lines).toEqual(numbers(0, 5))
    expect(versions(logs)).toEqual(new Set([Fetch.versions[1]]))
    expect(Fetch.versions[1]).toBeGreaterThan(12)
  })

  test('a topic without an id is requested by its name', async () => {
    const logs = await FakeLogs.start({u: [partition([numbered(5, 5)], {start: 5})]})
    logs.add('t', [partition([numbered(0, 5)])], zeroUuid)
    expect((await readTopic(logs, {topics: ['t', 'u']})).lines.toSorted()).toEqual(numbers(0, 10))
    expect(versions(logs)).toEqual(new Set([12]))
  })
})

describe('broker 0', () => {
  /** Numbers the brokers in metadata from 0; those of the fake count from 1. */
  const fromZero = (logs: FakeLogs) =>
    logs.server.serve(
      on(Metadata, ({topics}) => ({
        brokers: logs.server.nodes.map(({nodeId, host, port}) => ({nodeId: nodeId - 1, host, port, rack: null})),
        controllerId: 0,
        topics: (topics ?? []).flatMap(({name}) => {
          const topic = logs.topics.get(name ?? '')
          const partitions = topic?.partitions.map(({leader, epoch}, partitionIndex) => ({
            partitionIndex,
            leaderId: leader - 1,
            leaderEpoch: epoch,
            replicaNodes: [0],
            isrNodes: [0],
          }))
          return topic && partitions ? [{name, topicId: topic.id, partitions}] : []
        }),
      })),
    )

  test('is read from as a leader', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    fromZero(logs)
    expect((await readTopic(logs, {patienceMs: 300})).lines).toEqual(numbers(0, 5))
  })

  test('is read from as a replica in the same rack', async () => {
    const log = partition([numbered(0, 5)], {leader: 2})
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    fromZero(logs)
    log.answers.push({preferredReadReplica: 0}, {records: numbered(0, 5)})
    expect((await readTopic(logs, {rack: 'r'})).lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Fetch, 1)).toHaveLength(1)
  })

  test('is asked when the former leader names it (KIP-951)', async () => {
    const log = partition([numbered(0, 5)], {leader: 2})
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    fromZero(logs)
    log.answers.push(() => {
      log.leader = 1
      log.epoch = 7
      return {errorCode: 6, currentLeader: {leaderId: 0, leaderEpoch: 7}}
    })
    const reading = readTopic(logs, {untilEnd: false, maxRecords: 5})
    expect((await reading).lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Metadata)).toHaveLength(metadataAtStart)
  })
})

describe('leaders that a broker names (KIP-951)', () => {
  test.each([
    ['that is the broker itself', 5],
    ['with an old epoch', 4],
  ])('a leader %s is not believed: the metadata is requested', async (_, leaderEpoch) => {
    const log = partition([numbered(0, 5)], {leader: 2, epoch: 5})
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({errorCode: 6, currentLeader: {leaderId: leaderEpoch === 5 ? 2 : 1, leaderEpoch}})
    expect((await readTopic(logs, {untilEnd: false, maxRecords: 5})).lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Fetch, 1)).toEqual([])
    expect(logs.server.asked(Metadata).length).toBeGreaterThan(metadataAtStart)
  })

  test('a new leader is asked at once', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push(() => {
      log.leader = 2
      log.epoch = 7
      return {errorCode: 6, currentLeader: {leaderId: 2, leaderEpoch: 7}}
    })
    expect((await readTopic(logs, {untilEnd: false, maxRecords: 5})).lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Metadata)).toHaveLength(metadataAtStart)
  })
})

describe('reading from a replica in the same rack', () => {
  test.each([1, 29, 87])('error %i of a replica is not final: the leader is asked', async (errorCode) => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({preferredReadReplica: 2}, {records: numbered(0, 5)}, {errorCode})
    const {lines, notices} = await readTopic(logs, {rack: 'r2', outOfRange: 'fail'})
    expect({lines, notices}).toEqual({lines: numbers(0, 10), notices: []})
  })

  test('a replica that names itself leader is read from as the leader', async () => {
    const log = partition([numbered(0, 5)])
    log.answers.push({preferredReadReplica: 1, records: numbered(0, 5)})
    const logs = await FakeLogs.start({t: [log]})
    expect((await readTopic(logs, {rack: 'r1'})).lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Fetch)).toHaveLength(1)
  })
})

test('a request in flight when the output blocks and the broker dies does not crash', async () => {
  const log = partition([numbered(0, 5), numbered(5, 5)])
  const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
  const output = new MemoryOutput()
  output.written = () => {
    if (log.leader === 2) return
    log.leader = 2
    log.epoch = 1
    void logs.server.stop(1)
  }
  const {lines} = await readTopic(logs, {output, fetch: {maxBytes: 80, partitionMaxBytes: 80}})
  expect(lines).toEqual(numbers(0, 10))
})
