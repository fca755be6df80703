import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {closeConnection, on} from '../../support/fake-cluster.ts'
import {open as openCluster} from '../../support/open-cluster.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {fetching} from '../support/fetching.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'

const earliest = -2
const fromOffset = (offset: number) => ({start: {from: 'offset', offset}}) as const

describe('resetting an offset', () => {
  const open = () => partition([numbered(10, 5), numbered(15, 5)], {start: 10, lastStable: 15})

  test.each([
    ['read_committed', 15, 1],
    ['read_uncommitted', 20, 0],
  ] as const)('the end of a log is that of %s', async (isolation, end, level) => {
    const logs = await FakeLogs.start({t: [open()]})
    const reading = fetching(logs, {outOfRange: 'latest', readCommitted: isolation === 'read_committed'})
    reading.fetcher.add([await reading.position(0, 3)])
    await vi.waitFor(() => expect(reading.notices).toHaveLength(1))
    expect(reading.notices).toEqual([
      `t-0: offset 3 does not exist, the partition has 10 to ${end}; continuing from ${end}`,
    ])
    expect(new Set(logs.server.asked(ListOffsets).map(({isolationLevel}) => isolationLevel))).toEqual(new Set([level]))
  })

  test.each([
    ['read_committed', 1],
    ['read_uncommitted', 0],
  ] as const)('where no record came since a time, reading begins at the end (%s)', async (isolation, level) => {
    const logs = await FakeLogs.start({t: [open()]})
    const since = () => 9_000_000_000_000
    const reading = fetching(logs, {outOfRange: {since}, readCommitted: isolation === 'read_committed'})
    reading.fetcher.add([await reading.position(0, 3)])
    const end = level === 1 ? 15 : 20
    await vi.waitFor(() => expect(reading.notices).toEqual([expect.stringMatching(`; continuing from ${end}$`)]))
    expect(new Set(logs.server.asked(ListOffsets).map(({isolationLevel}) => isolationLevel))).toEqual(new Set([level]))
  })

  test.each([
    ['start', (timestamp: number) => timestamp === earliest],
    ['end', (timestamp: number) => timestamp !== earliest],
  ])('that the %s of the log may not be listed is an error', async (_, refused) => {
    const logs = await FakeLogs.start({t: [open()]})
    logs.server.serve(
      on(ListOffsets, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex, timestamp}) =>
            refused(timestamp) ? {partitionIndex, errorCode: 29, offset: -1} : {partitionIndex, offset: 12},
          ),
        })),
      })),
    )
    await expect(readTopic(logs, {...fromOffset(3), untilEnd: false})).rejects.toMatchObject({
      codeName: 'TOPIC_AUTHORIZATION_FAILED',
    })
  })

  test('where the log begins is asked for again when its leader could not say it in time', async () => {
    const logs = await FakeLogs.start({t: [open()]})
    logs.cluster = openCluster(logs.server, {totalTimeoutMs: 150})
    const listing = logs.services().find(({api}) => api.name === ListOffsets.name)!
    logs.server.serve(
      on(ListOffsets, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 6, offset: -1})),
        })),
      })),
    )
    const reading = fetching(logs)
    const position = await reading.position(0, 3)
    reading.fetcher.add([position])
    await vi.waitFor(() => expect(position.fetch.trouble).toBeDefined())
    expect(position.fetch.trouble?.error).toMatchObject({codeName: 'NOT_LEADER_OR_FOLLOWER'})
    logs.server.serve(listing)
    await vi.waitFor(() => expect(reading.taken).toEqual(numbers(10, 20)))
    expect(reading.notices).toEqual(['t-0: offset 3 does not exist, the partition has 10 to 20; continuing from 10'])
  })

  test('a partition that is removed in the meantime is not mentioned', async () => {
    const logs = await FakeLogs.start({t: [open()]})
    const reading = fetching(logs)
    const gone = await reading.position(0, 3)
    const answered = Promise.withResolvers<void>()
    logs.server.serve(
      on(ListOffsets, ({topics}) => {
        if (reading.fetcher.remove(gone) === undefined) answered.resolve()
        return {
          topics: topics.map(({name, partitions}) => ({
            name,
            partitions: partitions.map(({partitionIndex, timestamp}) => ({partitionIndex, offset: timestamp === earliest ? 10 : 20})), // prettier-ignore
          })),
        }
      }),
    )
    reading.fetcher.add([gone])
    await answered.promise // the second question: the first was answered, or is on its way
    await logs.roundTrips(10)
    expect([reading.notices, reading.failures, gone.read.offset, gone.removed]).toEqual([[], [], 3, true])
  })

  test('a partition that is removed while a time is looked up stays removed', async () => {
    const logs = await FakeLogs.start({t: [open()]})
    const reading = fetching(logs, {
      outOfRange: {
        since: () => {
          reading.fetcher.remove(gone)
          return 5000
        },
      },
    })
    const gone = await reading.position(0, 3)
    reading.fetcher.add([gone])
    await vi.waitFor(() => expect(logs.server.asked(ListOffsets)).toHaveLength(3))
    await logs.roundTrips(10)
    expect([gone.removed, reading.failures]).toEqual([true, []])
  })

  test('a broker that refuses an offset that it has is not asked to compare epochs again', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: numbered(0, 5)}, {errorCode: 1})
    const logs = await FakeLogs.start({t: [log]})
    expect((await readTopic(logs)).lines).toEqual(numbers(0, 10))
    const epochs = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.lastFetchedEpoch)
    expect(epochs).toEqual([-1, 0, -1])
  })

  test('a log that was truncated to its beginning is read again', async () => {
    const log = partition([numbered(0, 5)])
    log.answers.push({records: numbered(0, 5)}, {divergingEpoch: {epoch: 0, endOffset: 0}})
    const {lines} = await readTopic(await FakeLogs.start({t: [log]}), {untilEnd: false, maxRecords: 10})
    expect(lines).toEqual([...numbers(0, 5), ...numbers(0, 5)])
  })
})

describe('topics that change', () => {
  test('a topic that a broker does not know for a moment does not count as deleted', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]})
    const topic = logs.topics.get('t')!
    log.answers.push({records: numbered(0, 5)}, () => {
      logs.topics.delete('t')
      return {errorCode: 3}
    })
    const reading = readTopic(logs)
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(5))
    logs.topics.set('t', topic)
    expect((await reading).lines).toEqual(numbers(0, 10))
  })

  test('a topic created again with fewer partitions: the missing ones are reported', async () => {
    const pair = [partition([numbered(0, 5)]), partition([numbered(0, 5)])]
    const logs = await FakeLogs.start({t: pair})
    for (const log of pair)
      log.answers.push({records: numbered(0, 5)}, () => {
        logs.add('t', [partition([numbered(0, 3)])], 'AAAAAAAAQACAAAAAAAAAAg')
        return {errorCode: 100}
      })
    const {notices} = await readTopic(logs, {topics: /t/, untilEnd: false, maxRecords: 13})
    expect(notices.toSorted()).toEqual([
      't-0: the topic was deleted and created again; reading it from its beginning',
      't-1: the topic was deleted',
    ])
  })

  test('a topic created again is an error when reading to its present end', async () => {
    const log = partition([numbered(0, 5)], {end: 9})
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push({records: numbered(0, 5)}, () => {
      logs.add('t', [partition([numbered(0, 3)])], 'AAAAAAAAQACAAAAAAAAAAg')
      return {errorCode: 100}
    })
    await expect(readTopic(logs)).rejects.toThrow('read t-0: the topic was deleted and created again')
  })
})

describe('leaders that are down', () => {
  test('the reason of a past outage is not given for the next one', async () => {
    const log = partition([], {leader: -1})
    const logs = await FakeLogs.start({t: [log]})
    const reading = fetching(logs, {patienceMs: 1000})
    reading.fetcher.add([await reading.position()])
    let cut = 0
    const metadata = logs.services().find(({api}) => api.name === Metadata.name)!
    logs.server.serve(on(Metadata, () => (cut++, closeConnection)))
    await vi.waitFor(() => expect(cut).toBeGreaterThan(0))
    logs.server.serve(metadata)
    const before = logs.server.asked(Metadata).length
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(before + 3))
    reading.nowMs += 1001
    await vi.waitFor(() => expect(reading.failures).toHaveLength(1))
    expect(reading.failures[0]?.message).toBe('read t-0: the partition has no leader (LEADER_NOT_AVAILABLE)')
  })

  test('Ctrl-C while a leader is searched is not an error', async () => {
    const logs = await FakeLogs.start({t: [partition([], {leader: -1}), partition([], {start: 5})]})
    const reading = fetching(logs)
    reading.fetcher.add([await reading.position(0), await reading.position(1, 3)])
    await vi.waitFor(() => expect(logs.server.asked(ListOffsets).length).toBeGreaterThan(0))
    reading.fetcher.stop()
    await logs.roundTrips(10)
    expect(reading.failures).toEqual([])
  })

  test('the patience for a partition starts again once it could be read', async () => {
    const log = partition([numbered(0, 5)], {leader: -1})
    const logs = await FakeLogs.start({t: [log]})
    const reading = fetching(logs, {patienceMs: 1000})
    reading.fetcher.add([await reading.position()])
    reading.nowMs += 900
    log.leader = 1
    await vi.waitFor(() => expect(reading.taken).toEqual(numbers(0, 5)))
    log.answers.push(() => {
      log.leader = -1
      return {errorCode: 6}
    })
    const before = logs.server.asked(Metadata).length
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(before + 2))
    reading.nowMs += 900
    await logs.roundTrips(10)
    expect(reading.failures).toEqual([])
    reading.nowMs += 101
    await vi.waitFor(() => expect(reading.failures).toHaveLength(1))
  })

  test('only what cannot be read is counted in the notice', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)]), partition([], {leader: -1})]})
    const output = new MemoryOutput()
    const notices: string[] = []
    const stop = new AbortController()
    const onNotice = (text: string) => {
      notices.push(text)
      stop.abort()
    }
    await readTopic(logs, {...fromOffset(0), output, untilEnd: false, signal: stop.signal, onNotice})
    expect(notices).toEqual([
      't-1 cannot be read at present: read t-1: the partition has no leader (LEADER_NOT_AVAILABLE); trying again',
    ])
    expect(output.lines).toEqual(numbers(0, 5))
  })
})
