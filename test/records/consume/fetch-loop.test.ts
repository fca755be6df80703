import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {fetching} from '../support/fetching.ts'
import {numbers} from '../support/read-topic.ts'

const fiveMinutesMs = 300_000

describe('there is one loop for each broker', () => {
  test('a broker is asked for all its partitions in one request, and never twice at the same time', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition(), partition()]})
    logs.waitMs = 60_000
    const {fetcher, position} = fetching(logs)
    fetcher.add([await position(0), await position(1)])
    fetcher.add([await position(2)])
    await vi.waitFor(() => expect(logs.server.asked(Fetch)).toHaveLength(1))
    await logs.roundTrips(10)
    const asked = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions.map((each) => each.partition))
    expect(asked).toEqual([[0, 1, 2]])
  })

  test.each([
    ['is at its end', 5],
    ['waits for its leader', undefined],
  ])('the loop of a broker rests while its partition %s and another broker is read', async (_, end) => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition([], {leader: 2})]}, {nodes: 2})
    if (end === undefined)
      log.answers.push(() => {
        log.leader = -1
        return {errorCode: 5}
      })
    const connecting = vi.spyOn(logs.cluster, 'connection')
    const {fetcher, position} = fetching(logs)
    fetcher.add([await position(0, 0, end), await position(1)])
    await vi.waitFor(() => expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(3))
    expect(connecting.mock.calls.filter(([node]) => node === 1)).toHaveLength(1)
    expect(logs.server.asked(Fetch, 1)).toHaveLength(1)
  })

  test('a partition that is added at the moment in which the last one ends is read', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)]), partition([numbered(5, 5)], {start: 5})]})
    const second = await fetching(logs).position(1, 5)
    const {fetcher, position, taken} = fetching(logs, {}, ({fetcher: same}) => ({
      end: () => queueMicrotask(() => same.add([second])),
    }))
    fetcher.add([await position(0, 0, 5)])
    await vi.waitFor(() => expect(taken).toEqual(numbers(0, 10)))
  })

  test('a broker that goes down does not stop the partitions of others', async () => {
    const done = partition([numbered(0, 5)], {leader: 2})
    const logs = await FakeLogs.start({t: [partition(), done, partition([], {leader: 2})]}, {nodes: 2})
    const {fetcher, position} = fetching(logs)
    const [here, ended, gone] = [await position(0), await position(1, 0, 5), await position(2)]
    fetcher.add([here, ended, gone])
    await vi.waitFor(() => expect(ended.finished).toBe(true))
    await logs.server.stop(2)
    await vi.waitFor(() => expect(gone.fetch.status).toBe('stalled'))
    expect([here.fetch.status, ended.fetch.status]).toEqual(['fetching', 'done'])
  })
})

describe('removed partitions', () => {
  test('a response that was requested earlier is dropped, and the partition stays removed', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log, partition()]})
    const {fetcher, position, taken} = fetching(logs)
    const position0 = await position(0, 0, 5)
    log.answers.push(() => {
      fetcher.remove(position0)
      return {records: numbered(0, 5)}
    })
    fetcher.add([position0, await position(1)])
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(2))
    expect([position0.removed, taken, fetcher.positions.length]).toEqual([true, [], 1])
  })

  test.each([
    ['of the partition', {errorCode: 6}],
    ['of the whole answer', undefined],
  ])('an error %s does not bring it back', async (_, answer) => {
    const log = partition()
    const logs = await FakeLogs.start({t: [log, partition()]})
    const {fetcher, position, failures} = fetching(logs)
    const gone = await position()
    const remove = () => {
      fetcher.remove(gone)
      return answer ?? {}
    }
    if (answer) log.answers.push(remove)
    else logs.errors.push(() => (remove(), 70))
    fetcher.add([gone, await position(1)])
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(2))
    expect([gone.removed, failures]).toEqual([true, []])
  })

  test('its leader is not looked for any longer', async () => {
    const logs = await FakeLogs.start({t: [partition([], {leader: -1})]})
    const {fetcher, position} = fetching(logs)
    const waits = await position()
    fetcher.add([waits])
    const about = () => logs.server.asked(Metadata).filter(({topics}) => topics?.length).length
    await vi.waitFor(() => expect(about()).toBeGreaterThan(2))
    fetcher.remove(waits)
    await logs.roundTrips(5)
    const before = about()
    await new Promise((resolve) => setTimeout(resolve, 50)) // ten times as long as between two looks
    expect(about()).toBeLessThanOrEqual(before + 1)
  })

  test('reading ends when the only partition that was not at its end is removed', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)]), partition()]})
    const reading = fetching(logs)
    const [ended, open] = [await reading.position(0, 0, 5), await reading.position(1)]
    reading.fetcher.add([ended, open])
    await vi.waitFor(() => expect(ended.finished).toBe(true))
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(3))
    expect(reading.ended).toBe(0)
    reading.fetcher.remove(open)
    expect(reading.ended).toBe(1)
  })

  test('removing a partition that was never added changes nothing', async () => {
    const {fetcher, position} = fetching(await FakeLogs.start({t: [partition()]}))
    fetcher.add([await position()])
    expect(fetcher.remove({topic: 't', partition: 9})).toBeUndefined()
    expect(fetcher.positions).toHaveLength(1)
  })
})

describe('what waiting for records means', () => {
  const frozen = async (settings: Parameters<typeof fetching>[1]) => {
    const logs = await FakeLogs.start({t: [partition()]})
    logs.waitMs = 60_000
    const reading = fetching(logs, settings)
    reading.fetcher.add([await reading.position()])
    await vi.waitFor(() => expect(reading.fetcher.waiting).toBe(true))
    return reading
  }

  test.each([
    ['as long as it may by default', {}, 1500],
    ['as long as it was told to', {sizes: {maxWaitMs: 9000}}, 10_000],
  ])(
    'a broker that holds a request for %s, and a second more, is waited for; then it is silent',
    async (_, settings, ms) => {
      const reading = await frozen(settings)
      reading.nowMs += ms
      expect(reading.fetcher.waiting).toBe(true)
      reading.nowMs++
      expect(reading.fetcher.waiting).toBe(false)
    },
  )

  test('a broker without a request, and a partition without a leader, do not count as waiting', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition([], {leader: -1})]})
    logs.waitMs = 60_000
    const {fetcher, position} = fetching(logs)
    const lost = await position(1)
    fetcher.add([await position(0)])
    expect(fetcher.waiting).toBe(false)
    await vi.waitFor(() => expect(fetcher.waiting).toBe(true))
    fetcher.add([lost])
    expect(fetcher.waiting).toBe(false)
    fetcher.remove(lost)
    expect(fetcher.waiting).toBe(true)
  })

  test('everything is read once each broker has said so, and never without partitions', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)]), partition([], {leader: 2})]}, {nodes: 2})
    const {fetcher, position} = fetching(logs)
    expect(fetcher.atEnd).toBe(false)
    fetcher.add([await position(0, 0, 5)])
    await vi.waitFor(() => expect(fetcher.atEnd).toBe(true)) // done, though no broker said that there is no more
    fetcher.add([await position(1)])
    expect(fetcher.atEnd).toBe(false)
    await vi.waitFor(() => expect(fetcher.atEnd).toBe(true))
  })

  test('without any partition the end is reached at once', async () => {
    const reading = fetching(await FakeLogs.start({t: []}))
    reading.fetcher.add([])
    expect(reading.ended).toBe(1)
  })
})

describe('notices of an outage', () => {
  const seconds = async (count: number) => {
    for (let at = 0; at < count; at++) await vi.advanceTimersByTimeAsync(1000)
  }
  const start = async (leaders: readonly number[] = [1], sink?: Parameters<typeof fetching>[2]) => {
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({toFake: ['setInterval', 'clearInterval']})
    const logs = await FakeLogs.start({t: leaders.map((leader) => partition([numbered(0, 5)], {leader}))})
    logs.waitMs = 60_000
    const reading = fetching(logs, {}, sink)
    reading.fetcher.add(await Promise.all(leaders.map((_, at) => reading.position(at))))
    return reading
  }

  test('a broker that has nothing to return is not reported as unreachable', async () => {
    const reading = await start()
    await vi.waitFor(() => expect(reading.fetcher.waiting).toBe(true))
    await seconds(5)
    expect(reading.notices).toEqual([])
    reading.nowMs += 1501
    await seconds(5)
    expect(reading.notices).toEqual(['broker 1 does not answer; trying again'])
  })

  test('a blocked output does not make a broker look unreachable', async () => {
    const blocked = Promise.withResolvers<void>()
    const take = vi.fn(() => blocked.promise)
    const reading = await start([1], () => ({take}))
    await vi.waitFor(() => expect(take).toHaveBeenCalled())
    reading.nowMs += 60_000
    await seconds(5)
    expect(reading.notices).toEqual([])
  })

  test('nothing is reported after the end, and no timer is left', async () => {
    const reading = await start([-1])
    const {fetcher} = reading
    expect(vi.getTimerCount()).toBe(1)
    fetcher.stop()
    expect(vi.getTimerCount()).toBe(0)
    fetcher.add([await reading.position()])
    fetcher.remove({topic: 't', partition: 0})
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([reading.notices, reading.failures, reading.ended]).toEqual([[], [], 0])
    const stopped = fetching(await FakeLogs.start({t: [partition()]}))
    stopped.fetcher.stop()
    stopped.fetcher.add([await stopped.position()])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('reading from a replica in the same rack', () => {
  test('after five minutes the leader is asked again, because it may name another replica', async () => {
    const log = partition([])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    const empty = () => ({})
    log.answers.push({preferredReadReplica: 2}, ...Array<() => object>(10_000).fill(empty))
    const reading = fetching(logs, {rack: 'r2'})
    reading.fetcher.add([await reading.position()])
    await vi.waitFor(() => expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(3))
    reading.nowMs += fiveMinutesMs
    const before = logs.server.asked(Fetch, 2).length
    await vi.waitFor(() => expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(before + 3))
    expect(logs.server.asked(Fetch, 1)).toHaveLength(1)
    reading.nowMs++
    await vi.waitFor(() => expect(logs.server.asked(Fetch, 1).length).toBeGreaterThan(3))
  })
})
