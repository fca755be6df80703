import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {closeConnection, on} from '../../support/fake-cluster.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'

describe('errors of brokers', () => {
  // Kafka's numbers: the leader is elsewhere, not ready, or does not know the topic yet.
  test.each([3, 5, 6, 7, 9, 13, 56, 74, 75, 78, 100, 103])('error %i is retried until it passes', async (errorCode) => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({errorCode}, {records: numbered(0, 5)}, {errorCode})
    const logs = await FakeLogs.start({t: [log]})
    expect((await readTopic(logs)).lines).toEqual(numbers(0, 10))
    expect(logs.server.asked(Metadata).length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    [29, 'TOPIC_AUTHORIZATION_FAILED'],
    [76, 'UNSUPPORTED_COMPRESSION_TYPE'],
    [87, 'INVALID_RECORD'],
  ])('error %i is final; what was read is written', async (errorCode, name) => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: numbered(0, 5)}, {errorCode})
    const logs = await FakeLogs.start({t: [log]})
    const output = new MemoryOutput()
    const error = await readTopic(logs, {output}).catch((reason: unknown) => reason)
    expect(error).toMatchObject({codeName: name, message: expect.stringMatching(/^read t-0: /)})
    expect(output.lines).toEqual(numbers(0, 5))
  })

  test('a topic that may no longer be described while its leader moves is an error at once', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push(() => {
      logs.server.serve(
        on(Metadata, ({topics}) => ({
          brokers: logs.server.nodes.map((node) => ({...node, rack: null})),
          topics: (topics ?? []).map(({name}) => ({name, errorCode: 29, partitions: []})),
        })),
      )
      return {errorCode: 6}
    })
    const start = {from: 'offset', offset: 0} as const
    await expect(readTopic(logs, {start, untilEnd: false, patienceMs: 60_000})).rejects.toMatchObject({
      codeName: 'TOPIC_AUTHORIZATION_FAILED',
    })
  })

  test('a topic that was created again is an error if reading may not start again', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push({records: numbered(0, 5)}, () => {
      logs.add('t', [partition([numbered(0, 3)])], 'AAAAAAAAQACAAAAAAAAAAg')
      return {errorCode: 100}
    })
    await expect(readTopic(logs, {untilEnd: false, outOfRange: 'fail'})).rejects.toThrow(
      'read t-0: the topic was deleted and created again (UNKNOWN_TOPIC_ID)',
    )
  })

  test('a leader that never comes back is an error after the patience time', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    log.leader = -1
    await expect(
      readTopic(logs, {start: {from: 'offset', offset: 0}, untilEnd: false, patienceMs: 30}),
    ).rejects.toThrow(/^read t-0: the partition has no leader \(LEADER_NOT_AVAILABLE\)$/)
  })

  test('reading continues at the new leader from the same offset', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    const output = new MemoryOutput()
    output.written = () => {
      if (log.epoch > 0) return
      log.leader = 2
      log.epoch = 1
      log.batches.push(numbered(10, 5, {epoch: 1}))
    }
    const {lines} = await readTopic(logs, {output, untilEnd: false, maxRecords: 15, fetch: {maxBytes: 200, partitionMaxBytes: 200}}) // prettier-ignore
    expect(lines).toEqual(numbers(0, 15))
    expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(0)
  })

  test('a new leader that the broker names (KIP-951) is asked without new metadata', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push(() => {
      log.leader = 2
      log.epoch = 7
      return {errorCode: 6, currentLeader: {leaderId: 2, leaderEpoch: 7}}
    })
    const {lines} = await readTopic(logs)
    expect(lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Fetch, 2)[0]!.topics[0]!.partitions[0]!.currentLeaderEpoch).toBe(7)
  })

  test('when a broker dies, reading continues at the other one, and nothing is lost or doubled', async () => {
    const log = partition(Array.from({length: 50}, (_, at) => numbered(at * 10, 10)))
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    const output = new MemoryOutput()
    let stopping: Promise<void> | undefined
    output.written = () => {
      stopping ??= logs.server.stop(1).then(() => {
        log.leader = 2
        log.epoch = 1
      })
    }
    const {lines} = await readTopic(logs, {output, fetch: {maxBytes: 400, partitionMaxBytes: 400}})
    expect(lines).toEqual(numbers(0, 500))
    expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(0)
  })

  test('metadata older than what is known does not lead back to the old leader', async () => {
    const log = partition([numbered(0, 5)], {leader: 2, epoch: 5})
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push(() => {
      log.leader = 1
      log.epoch = 4
      return {errorCode: 6}
    })
    const reading = readTopic(logs)
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(4))
    expect(logs.server.asked(Fetch, 1)).toEqual([])
    log.leader = 2
    log.epoch = 5
    expect((await reading).lines).toEqual(numbers(0, 5))
  })
})

describe('offsets out of range', () => {
  const t = () => FakeLogs.start({t: [partition([numbered(10, 5)], {start: 10})]})

  test('the policy earliest reads from the beginning, with a notice', async () => {
    const {lines, notices} = await readTopic(await t(), {start: {from: 'offset', offset: 3}, outOfRange: 'earliest'})
    expect(lines).toEqual(numbers(10, 15))
    expect(notices).toEqual(['t-0: offset 3 does not exist, the partition has 10 to 15; continuing from 10'])
  })

  test('the policy latest reads from the end', async () => {
    expect(
      await readTopic(await t(), {start: {from: 'offset', offset: 3}, outOfRange: 'latest'}),
    ).toMatchObject({lines: [], stoppedBy: 'end'}) // prettier-ignore
  })

  test('an offset behind the end is out of range even if reading ends at the present end', async () => {
    const beyond = {start: {from: 'offset', offset: 16}} as const
    expect((await readTopic(await t(), {...beyond, outOfRange: 'earliest'})).lines).toEqual(numbers(10, 15))
    expect((await readTopic(await t(), {...beyond, outOfRange: 'latest'})).lines).toEqual([])
    await expect(readTopic(await t(), {...beyond, outOfRange: 'fail'})).rejects.toThrow('offset 16 does not exist')
  })

  test.each([
    [6, 'its leader is moving'],
    [74, 'its leader is new'],
  ])('an offset behind the end is an error, not an empty topic, also when error %i says that %s', async (errorCode) => {
    const logs = await t()
    logs.partition('t').answers.push({errorCode})
    const beyond = {start: {from: 'offset', offset: 99}, outOfRange: 'fail'} as const
    await expect(readTopic(logs, beyond)).rejects.toThrow('offset 99 does not exist, the partition has 10 to 15')
  })

  test('an offset behind the end is an error, not an empty topic, also while there is no leader', async () => {
    const logs = await t()
    const log = logs.partition('t')
    log.leader = -1
    logs.server.serve(
      on(ListOffsets, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex, timestamp}) => ({partitionIndex, offset: timestamp === -2 ? 10 : 15})), // prettier-ignore
        })),
      })),
    )
    const beyond = {start: {from: 'offset', offset: 99}, outOfRange: 'fail'} as const
    const reading = readTopic(logs, {...beyond, ends: new Map([['t-0', 15]])})
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(2))
    log.leader = 1
    await expect(reading).rejects.toThrow('offset 99 does not exist, the partition has 10 to 15')
  })

  test('the policy fail is an error that names the existing offsets', async () => {
    await expect(
      readTopic(await t(), {start: {from: 'offset', offset: 99}, outOfRange: 'fail', untilEnd: false}),
    ).rejects.toThrow('read t-0: offset 99 does not exist, the partition has 10 to 15 (OFFSET_OUT_OF_RANGE)')
  })

  test('records that are deleted while they are being read are skipped', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]})
    const output = new MemoryOutput()
    output.written = () => {
      log.batches = [numbered(20, 5)]
      log.start = 20
    }
    const {lines} = await readTopic(logs, {output, untilEnd: false, maxRecords: 10, fetch: {maxBytes: 100, partitionMaxBytes: 100}}) // prettier-ignore
    expect(lines.at(-1)).toBe('24')
  })

  test('a broker that refuses an offset that it has is asked again, and nothing is lost or doubled', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: numbered(0, 5)}, {errorCode: 1})
    const {lines, notices} = await readTopic(await FakeLogs.start({t: [log]}))
    expect(lines).toEqual(numbers(0, 10))
    expect(notices).toEqual([])
  })

  test.each([
    [10, numbers(10, 15)],
    [15, []],
  ])('offset %i, at the edge of the partition, is not out of range', async (offset, expected) => {
    const logs = await t()
    logs.partition('t').answers.push({errorCode: 1})
    const {lines, notices} = await readTopic(logs, {start: {from: 'offset', offset}, outOfRange: 'earliest'})
    expect(lines).toEqual(expected)
    expect(notices).toEqual([])
  })

  test.each([
    [3, 'start'],
    [99, 'end'],
  ])('from offset %i on, with a time as policy, reading begins at the first record since then', async (offset) => {
    const logs = await t()
    const since = () => 5000
    logs.server.serve(
      on(ListOffsets, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex, timestamp}) => ({
            partitionIndex,
            offset: timestamp === 5000 ? 12 : timestamp === -2 ? 10 : 15,
          })),
        })),
      })),
    )
    const start = {from: 'offset', offset} as const
    const {lines} = await readTopic(logs, {start, outOfRange: {since}, untilEnd: false, maxRecords: 3})
    expect(lines).toEqual(numbers(12, 15))
  })

  test.each([
    [29, 'TOPIC_AUTHORIZATION_FAILED'],
    [6, null],
  ])('error %i when the offsets cannot be listed', async (errorCode, name) => {
    const logs = await t()
    let refused = 0
    const asked = {start: {from: 'offset', offset: 3}, outOfRange: 'earliest', untilEnd: false, maxRecords: 5} as const
    const answer = on(ListOffsets, ({topics}) => ({
      topics: topics.map((topic) => ({
        name: topic.name,
        partitions: topic.partitions.map(({partitionIndex, timestamp}) =>
          ++refused <= 2 || name !== null
            ? {partitionIndex, errorCode, offset: -1}
            : {partitionIndex, offset: timestamp === -2 ? 10 : 15},
        ),
      })),
    }))
    logs.server.serve(answer)
    if (name === null) expect((await readTopic(logs, asked)).lines).toEqual(numbers(10, 15))
    else await expect(readTopic(logs, asked)).rejects.toMatchObject({codeName: name})
  })

  test('a truncated log (KIP-320) is read from its new end, with a notice', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: Buffer.concat(log.batches)}, {divergingEpoch: {epoch: 0, endOffset: 5}})
    const logs = await FakeLogs.start({t: [log]})
    const {lines, notices} = await readTopic(logs, {untilEnd: false, maxRecords: 15})
    expect(lines).toEqual([...numbers(0, 10), ...numbers(5, 10)])
    expect(notices).toEqual([
      't-0: the log was truncated to offset 5 after offsets up to 10 had been read; continuing from there',
    ])
    expect(logs.server.asked(Fetch)[1]!.topics[0]!.partitions[0]!).toMatchObject({fetchOffset: 10, lastFetchedEpoch: 0})
  })

  test('a truncated log is an error with the policy fail', async () => {
    const log = partition([numbered(0, 5)])
    log.answers.push({records: numbered(0, 5)}, {divergingEpoch: {epoch: 0, endOffset: 2}})
    const logs = await FakeLogs.start({t: [log]})
    await expect(readTopic(logs, {untilEnd: false, outOfRange: 'fail'})).rejects.toThrow(
      /the log was truncated to offset 2/,
    )
  })
})

describe('brokers that go down', () => {
  test('a stopped broker is reported within seconds, and the final error has the true reason', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    const output = new MemoryOutput()
    const notices: string[] = []
    output.written = () => {
      log.answers.push(() => {
        // After this answer, when the leader is looked for.
        logs.server.serve(
          on(Metadata, () => {
            void logs.server.stop(1)
            return closeConnection
          }),
        )
        return {errorCode: 74}
      })
    }
    const reading = readTopic(logs, {output, untilEnd: false, patienceMs: 5000, onNotice: (text) => notices.push(text)})
    await expect(reading).rejects.toThrow(/connect/)
    expect(notices).toEqual([expect.stringMatching(/^t-0 cannot be read at present: .*connect.*; trying again$/)])
  })

  test('partitions without a leader are reported with the reason, and again when they are back', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)]), partition([numbered(0, 5)])]})
    const both = [logs.partition('t', 0), logs.partition('t', 1)]
    for (const log of both) log.answers.push({records: numbered(0, 5)}, {errorCode: 5})
    const notices: string[] = []
    const stop = new AbortController()
    const output = new MemoryOutput()
    output.written = () => {
      for (const log of both) log.leader = -1
    }
    const reading = readTopic(logs, {
      output,
      untilEnd: false,
      patienceMs: 60_000,
      signal: stop.signal,
      onNotice: (text) => {
        notices.push(text)
        for (const log of both) log.leader = 1
        if (notices.length === 2) stop.abort()
      },
    })
    await reading
    expect(notices).toEqual([
      expect.stringMatching(
        /^t-[01] and 1 more cannot be read at present: read t-[01]: .*LEADER.*; trying again$/,
      ) as string,
      'brokers answer again; reading continues',
    ])
  })

  test('the last error of a broker that went down is not given as the reason why it is not back', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push(() => {
      // Nothing is fetched any more when it goes: the position waits for its leader.
      logs.server.serve(
        on(Metadata, () => {
          void logs.server.stop(1)
          return closeConnection
        }),
      )
      return {errorCode: 74}
    })
    const reading = readTopic(logs, {start: {from: 'offset', offset: 0}, untilEnd: false, patienceMs: 300})
    await expect(reading).rejects.toThrow(/refused the connection|closed the connection|no broker/)
  })

  test('a frozen broker is reported, and again when it is back', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    const notices: string[] = []
    const stop = new AbortController()
    const reading = readTopic(logs, {
      untilEnd: false,
      signal: stop.signal,
      onNotice: (text) => {
        notices.push(text)
        logs.waitMs = 3
        if (notices.length === 2) stop.abort()
      },
      fetch: {maxWaitMs: 10},
    })
    logs.waitMs = 6500
    await reading
    expect(notices).toEqual(['broker 1 does not answer; trying again', 'brokers answer again; reading continues'])
  })
})
