// Partitions whose leader stays and refuses: what a user who waits for records is told, and when reading ends.
import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {open} from '../../support/open-cluster.ts'
import {FakeLogs, numbered, partition, type FakePartition} from '../support/fake-logs.ts'
import {fetching} from '../support/fetching.ts'
import {numbers, readTopic} from '../support/read-topic.ts'

/** Its leader answers with this error until `answers` is emptied. */
function refuseForEver(log: FakePartition, errorCode: number, onAsked: () => void = () => undefined) {
  const refuse = () => {
    log.answers.push(refuse)
    onAsked()
    return {errorCode}
  }
  log.answers.push(refuse)
}

const timesAsked = (logs: FakeLogs, index = 0) =>
  logs.server
    .asked(Fetch)
    .filter(({topics}) => topics.some(({partitions}) => partitions.some((each) => each.partition === index))).length

describe('a leader that stays and refuses for ever', () => {
  test.each([
    [6, 'NOT_LEADER_OR_FOLLOWER'],
    [56, 'KAFKA_STORAGE_ERROR'],
    [3, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [100, 'UNKNOWN_TOPIC_ID'],
    [78, 'OFFSET_NOT_AVAILABLE'],
  ])('with %i is an error when patience is over, although another partition is read', async (code, name) => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition([numbered(0, 5)])]})
    refuseForEver(log, code)
    const reading = fetching(logs, {patienceMs: 1000})
    reading.fetcher.add([await reading.position(0), await reading.position(1)])
    await vi.waitFor(() => expect(timesAsked(logs)).toBeGreaterThan(3))
    reading.nowMs += 1000
    const before = timesAsked(logs)
    await vi.waitFor(() => expect(timesAsked(logs)).toBeGreaterThan(before + 2))
    expect([reading.failures, reading.taken]).toEqual([[], numbers(0, 5)])
    reading.nowMs += 1
    await vi.waitFor(() => expect(reading.failures).not.toEqual([]))
    expect(reading.failures[0]).toMatchObject({codeName: name, message: expect.stringMatching(/^read t-0: /) as string})
  })

  test('an offset that is refused for ever although it exists is an error when patience is over', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    refuseForEver(log, 1)
    await expect(readTopic(logs, {patienceMs: 100})).rejects.toThrow(
      'read t-0: offset 0 is refused although the partition has 0 to 5 (OFFSET_OUT_OF_RANGE)',
    )
  })

  test('a leader to which no connection is made, in a cluster that answers, is an error when patience is over', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)], {leader: 2})]}, {nodes: 2})
    await logs.server.stop(2)
    const start = {from: 'offset', offset: 0} as const
    await expect(readTopic(logs, {start, untilEnd: false, patienceMs: 100})).rejects.toThrow(/refused the connection/)
  })

  test('it does not end reading as idle: records may lie in it', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition([])]})
    const waiting: boolean[] = []
    refuseForEver(log, 6, () => waiting.push(reading.fetcher.waiting))
    const reading = fetching(logs)
    reading.fetcher.add([await reading.position(0), await reading.position(1)])
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(5))
    // Before the first refusal nothing is known of it.
    expect(new Set(waiting.slice(1))).toEqual(new Set([false]))
    log.answers.length = 0
    await vi.waitFor(() => expect(reading.fetcher.waiting).toBe(true))
    expect(reading.taken).toEqual(numbers(0, 5))
  })

  test('a partition whose end is reached without being asked does not keep reading from being idle', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition([])]})
    const reading = fetching(logs)
    const position = await reading.position(0)
    refuseForEver(log, 6, () => reading.fetcher.endHere(position))
    reading.fetcher.add([position, await reading.position(1)])
    await vi.waitFor(() => expect(position.finished).toBe(true))
    await vi.waitFor(() => expect(reading.fetcher.waiting).toBe(true))
  })
})

describe('a leader that is looked for', () => {
  test('is not asked for again without a pause', async () => {
    const hour = 3_600_000
    const logs = await FakeLogs.start({t: [partition([], {leader: -1})]})
    logs.cluster = open(logs.server, {retryBackoffMs: hour, retryBackoffMaxMs: hour})
    const reading = fetching(logs)
    reading.fetcher.add([await reading.position()])
    const asked = () => logs.server.asked(Metadata).filter(({topics}) => topics?.some(({name}) => name === 't')).length
    const before = asked()
    await logs.roundTrips(20)
    expect(asked()).toBe(before)
  })

  test('and a bug in the search ends reading with it', async () => {
    const logs = await FakeLogs.start({t: [partition([], {leader: -1})]})
    const reading = fetching(logs)
    const position = await reading.position()
    const bug = new TypeError('a bug')
    vi.spyOn(logs.cluster, 'topics').mockRejectedValue(bug)
    reading.fetcher.add([position])
    await vi.waitFor(() => expect(reading.failures).toEqual([bug]))
  })
})

describe('the time in which a blocked output kept us from asking', () => {
  test('is no outage: a leader that moved before and after it is waited for', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition([numbered(0, 5)])]})
    const blocked = Promise.withResolvers<void>()
    const take = vi.fn(() => blocked.promise)
    const reading = fetching(logs, {patienceMs: 1000}, () => ({take}))
    refuseForEver(log, 6)
    const position = await reading.position(0)
    reading.fetcher.add([position, await reading.position(1)])
    await vi.waitFor(() => expect(take).toHaveBeenCalled())
    await vi.waitFor(() => expect(position.fetch.status).toBe('fetching'))
    reading.nowMs += 60_000
    const before = timesAsked(logs)
    blocked.resolve()
    await vi.waitFor(() => expect(timesAsked(logs)).toBeGreaterThan(before + 2))
    expect(reading.failures).toEqual([])
    reading.nowMs += 1001
    await vi.waitFor(() => expect(reading.failures).not.toEqual([]))
  })
})

describe('notices of a partition that is refused', () => {
  const playTheClock = () => {
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({toFake: ['setInterval', 'clearInterval']})
  }

  test('it is told once, and as readable only when it is', async () => {
    playTheClock()
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    // At the moment of asking it is fetched like any other.
    refuseForEver(log, 6, () => vi.advanceTimersByTime(1000))
    const reading = fetching(logs)
    reading.fetcher.add([await reading.position()])
    await vi.waitFor(() => expect(timesAsked(logs)).toBeGreaterThan(8))
    const told = 't-0 cannot be read at present: read t-0: For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition. (NOT_LEADER_OR_FOLLOWER); trying again' // prettier-ignore
    expect(reading.notices).toEqual([told])
    log.answers.length = 0
    await vi.waitFor(() => expect(reading.taken).toEqual(numbers(0, 5)))
    vi.advanceTimersByTime(1000)
    expect(reading.notices).toEqual([told, 'brokers answer again; reading continues'])
  })

  test('the reason is not that of a partition that was taken away', async () => {
    playTheClock()
    const [gone, here] = [partition([], {leader: -1}), partition([])]
    const logs = await FakeLogs.start({t: [gone, here]})
    refuseForEver(here, 56)
    const reading = fetching(logs)
    reading.fetcher.add([await reading.position(0)])
    reading.fetcher.add([await reading.position(1)])
    await vi.waitFor(() => expect(timesAsked(logs, 1)).toBeGreaterThan(2))
    vi.advanceTimersByTime(2000)
    reading.fetcher.remove({topic: 't', partition: 0})
    vi.advanceTimersByTime(1000)
    expect(reading.notices).toEqual([
      expect.stringMatching(/^t-1 cannot be read at present: read t-1: .*KAFKA_STORAGE/),
    ])
  })
})
