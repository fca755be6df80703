import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import type {Reading} from '../../../src/lib/groups/membership/reading.ts'
import type {MemberIdentity} from '../../../src/lib/offsets/member-identity.ts'
import {consumeInGroup, type GroupConsumeInput} from '../../../src/lib/records/consume/group-consume.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {on, topicId, type Service} from '../../support/fake-cluster.ts'
import {FakeLogs, numbered, partition, type FakePartition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers} from '../support/read-topic.ts'

const t = (...partitions: number[]) => partitions.map((partition) => ({topic: 't', partition}))

const notPrinted = 'some records are not printed, because their offsets could not be committed'

/** Resolves after timers of this duration that were started before: Node fires timers of one duration in their order. */
const laterThan = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** So many more fetches, each sent when the one before was answered and its records were handed on. */
async function fetches(logs: FakeLogs, count: number) {
  const before = logs.server.asked(Fetch).length
  await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThanOrEqual(before + count))
}

/** A coordinator that keeps what is committed, by partition of topic t. */
class FakeOffsets {
  readonly committed = new Map<number, number>()
  /** Error codes of the next commits. */
  refusals: number[] = []
  /** So many answers say that a transaction is still open. */
  unstable = 0

  services(): Service[] {
    return [
      on(OffsetFetch, ({topics, groups}, {version}) => {
        const answer = (indexes: readonly number[]) =>
          indexes.map((partitionIndex) => ({
            partitionIndex,
            committedOffset: this.committed.get(partitionIndex) ?? -1,
            committedLeaderEpoch: -1,
            metadata: '',
            errorCode: this.unstable > 0 ? 88 : 0,
          }))
        const rows = version < 8 ? topics : groups[0]!.topics
        const found = rows!.map((row) => ({
          ...row,
          partitions: answer(row.partitionIndexes),
          partitionIndexes: undefined,
        }))
        this.unstable--
        const clean = found.map(({partitionIndexes: _, ...row}) => row)
        return version < 8 ? {topics: clean} : {groups: [{groupId: 'g', topics: clean, errorCode: 0}]}
      }),
      on(OffsetCommit, ({topics}) => {
        const errorCode = this.refusals.shift() ?? 0
        return {
          topics: topics.map(({name, topicId: id, partitions}) => ({
            name,
            topicId: id,
            partitions: partitions.map(({partitionIndex, committedOffset}) => {
              if (errorCode === 0) this.committed.set(partitionIndex, committedOffset)
              return {partitionIndex, errorCode}
            }),
          })),
        }
      }),
    ]
  }
}

const identity = (generation = 5, protocol: MemberIdentity['protocol'] = 'classic') => ({
  groupId: 'g',
  memberId: 'm',
  generation,
  instanceId: null,
  protocol,
})

async function group(partitions: FakePartition[], options: {release?: string} = {}) {
  const offsets = new FakeOffsets()
  const logs = await FakeLogs.start({t: partitions}, options, ...offsets.services())
  const output = new MemoryOutput()
  const notices: string[] = []
  const run = (
    script: (reading: Reading, signal: AbortSignal, blockedMs: () => number) => Promise<void>,
    more: Partial<GroupConsumeInput> = {},
  ) =>
    // prettier-ignore
    consumeInGroup(logs.cluster, {
      groupId: 'g',
      reset: 'earliest',
      format: textFormat(),
      output,
      member: script,
      autoCommitMs: 0,
      onNotice: (text) => notices.push(text),
      ...more,
    })
  /** A member that has these partitions until it is stopped. */
  const holding =
    (mine: number[], member: MemberIdentity = identity()) =>
    async (reading: Reading, signal: AbortSignal) => {
      await reading.add(t(...mine), member)
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await reading.remove(t(...mine), member)
    }
  return {logs, offsets, output, notices, run, holding}
}

describe('the start', () => {
  test('reading begins at committed offsets, and elsewhere by the reset policy', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 5)]), partition([numbered(0, 5)])])
    offsets.committed.set(0, 3)
    await run(holding([0, 1]), {maxRecords: 7})
    expect(output.lines.toSorted()).toEqual(['0', '1', '2', '3', '3', '4', '4'])
  })

  test('with reset latest reading begins at the end, and that is committed', async () => {
    const {run, holding, offsets} = await group([partition([numbered(0, 5)])])
    await run(holding([0]), {reset: 'latest', idleMs: 500})
    expect(offsets.committed).toEqual(new Map([[0, 5]]))
  })

  test('an idle limit shorter than joining counts only from the first assignment on', async () => {
    const {run, holding, output} = await group([partition([numbered(0, 5)])])
    const late = async (reading: Reading, signal: AbortSignal) => {
      // Joining takes as long as the limit: the clock is what is tested.
      await laterThan(300)
      await holding([0])(reading, signal)
    }
    expect(await run(late, {idleMs: 300})).toMatchObject({stoppedBy: 'idle', records: 5})
    expect(output.lines).toHaveLength(5)
  })

  test('an idle limit ends a member that gets no partitions', async () => {
    const {run} = await group([partition([numbered(0, 5)])])
    const without = async (reading: Reading, signal: AbortSignal) => {
      reading.joined?.()
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    expect(await run(without, {idleMs: 20})).toMatchObject({stoppedBy: 'idle', records: 0})
  })

  test('with reset fail and no committed offset reading does not begin', async () => {
    const {run, holding} = await group([partition([numbered(0, 5)])])
    await expect(run(holding([0]), {reset: 'fail'})).rejects.toThrow('group g has no committed offset for t-0')
  })

  test('reading begins when offsets of an open transaction have settled (KIP-447)', async () => {
    const {run, holding, offsets, logs, output} = await group([partition([numbered(0, 5)])])
    offsets.committed.set(0, 4)
    offsets.unstable = 2
    await run(holding([0]), {maxRecords: 1})
    expect(output.lines).toEqual(['4'])
    expect(logs.server.asked(OffsetFetch)).toHaveLength(3)
    expect(logs.server.asked(OffsetFetch).every(({requireStable}) => requireStable)).toBe(true)
  })

  test.each(['1.1.1-zk', '2.0.1-zk', '2.8.2-zk', '3.9.1-kraft', '4.3.1'])(
    'offsets are fetched and committed at a broker of release %s',
    async (release) => {
      const {run, holding, offsets, output} = await group([partition([numbered(0, 5)])], {release})
      offsets.committed.set(0, 2)
      await run(holding([0]), {maxRecords: 2})
      expect([output.lines, offsets.committed.get(0)]).toEqual([['2', '3'], 4])
    },
  )

  test('a KIP-848 member fetches and commits offsets under its identity', async () => {
    const {run, holding, logs} = await group([partition([numbered(0, 5)])])
    await run(holding([0], identity(7, 'consumer')), {maxRecords: 1})
    expect(logs.server.asked(OffsetFetch)[0]!.groups[0]).toMatchObject({memberId: 'm', memberEpoch: 7})
    expect(logs.server.asked(OffsetCommit)[0]).toMatchObject({memberId: 'm', generationIdOrMemberEpoch: 7})
    expect(logs.server.asked(OffsetCommit)[0]!.topics[0]!.topicId).toBe(topicId('t'))
  })
})

describe('commits', () => {
  test('the offset after exactly the counted records is committed', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 50)])])
    const {positions, stoppedBy} = await run(holding([0]), {maxRecords: 7})
    expect(output.lines).toEqual(numbers(0, 7))
    expect(offsets.committed.get(0)).toBe(7)
    expect([positions, stoppedBy]).toEqual([[{topic: 't', partition: 0, offset: 7, records: 7}], 'count'])
  })

  test("what was written is committed, not what was taken, when the output's reader ends", async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 5), numbered(5, 5)])])
    output.written = () => output.close()
    const {stoppedBy} = await run(holding([0]), {fetch: {maxBytes: 100, partitionMaxBytes: 100}})
    expect(stoppedBy).toBe('closed')
    expect(output.lines).toEqual(numbers(0, 5))
    expect(offsets.committed.get(0)).toBe(5)
  })

  test('new offsets are committed at intervals while reading, and no offset twice', async () => {
    const log = partition([numbered(0, 5)])
    const {run, holding, offsets, logs} = await group([log])
    const stop = new AbortController()
    const running = run(holding([0]), {autoCommitMs: 5, signal: stop.signal})
    await vi.waitFor(() => expect(offsets.committed.get(0)).toBe(5))
    for (let tick = 0; tick < 10; tick++) await laterThan(5)
    // Perhaps 0 first, where reading began.
    const commits = logs.server.asked(OffsetCommit).map(({topics}) => topics[0]!.partitions[0]!.committedOffset)
    expect(commits).toEqual([...new Set(commits)])
    log.batches.push(numbered(5, 5))
    await vi.waitFor(() => expect(offsets.committed.get(0)).toBe(10))
    stop.abort()
    await running
  })

  test('nothing is committed when commits are switched off', async () => {
    const {run, holding, logs} = await group([partition([numbered(0, 5)])])
    await run(holding([0]), {autoCommitMs: null, maxRecords: 3})
    expect(logs.server.asked(OffsetCommit)).toEqual([])
  })

  test('a commit carries the generation that the member has at that moment', async () => {
    const member = identity(5) as {generation: number} & MemberIdentity
    const {run, logs, output} = await group([partition([numbered(0, 5)])])
    await run(async (reading) => {
      await reading.add(t(0), member)
      await vi.waitFor(() => expect(output.lines).toHaveLength(5))
      member.generation = 6
      await reading.remove(t(0), member)
    })
    expect(logs.server.asked(OffsetCommit)).toMatchObject([{generationIdOrMemberEpoch: 6}])
  })

  test('a commit is retried while the group is between two generations', async () => {
    const {run, holding, offsets, logs} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [27, 27]
    await run(holding([0]), {maxRecords: 5})
    expect(offsets.committed.get(0)).toBe(5)
    expect(logs.server.asked(OffsetCommit)).toHaveLength(3)
  })

  test.each([22, 25, 82, 110])(
    'a commit is not retried after error %i, for others own the partitions by now; a notice says so',
    async (code) => {
      const {run, holding, offsets, logs, notices} = await group([partition([numbered(0, 5)])])
      offsets.refusals = [code]
      await run(holding([0]), {maxRecords: 5})
      expect(logs.server.asked(OffsetCommit)).toHaveLength(1)
      expect(notices).toEqual([expect.stringMatching(/^offsets were not committed \([A-Z_]+\): those records may be read again$/)]) // prettier-ignore
    },
  )

  test('the coordinator is down at the end: what is printed is not committed, and that is an error', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [7]
    await expect(run(holding([0]), {maxRecords: 5})).rejects.toThrow(/^commit offsets of group g: .*REQUEST_TIMED_OUT/)
    expect(output.lines).toEqual(numbers(0, 5))
  })

  test('a final error ends reading', async () => {
    const {run, holding, offsets} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [30]
    await expect(run(holding([0]), {autoCommitMs: 5})).rejects.toThrow(
      /^commit offsets of group g: .*\(GROUP_AUTHORIZATION_FAILED\)$/,
    )
  })
})

describe('a rebalance', () => {
  test('revoked partitions are written and committed first, and nothing of them is written afterwards', async () => {
    const {run, offsets, output, logs} = await group([
      partition([numbered(0, 10)]),
      partition(Array.from({length: 100}, (_, at) => numbered(at * 10, 10))),
    ])
    const member = identity()
    let after: string[] = []
    await run(
      async (reading) => {
        await reading.add(t(0, 1), member)
        await vi.waitFor(() => expect(output.lines.length).toBeGreaterThan(20))
        await reading.remove(t(1), member)
        const seen = output.lines.length
        await fetches(logs, 3)
        after = output.lines.slice(seen)
        await reading.remove(t(0), member)
      },
      {fetch: {maxBytes: 300, partitionMaxBytes: 300}},
    )
    const first = numbers(0, 10)
    expect(after.filter((line) => !first.includes(line))).toEqual([])
    const ofSecond = output.lines.length - 10
    expect(offsets.committed.get(1)).toBe(ofSecond)
  })

  test('records in flight to the member when their partition is revoked are not written', async () => {
    const log = partition([numbered(0, 3), numbered(3, 3)])
    const {run, offsets, output} = await group([log])
    const member = identity()
    await run(async (reading) => {
      const revoked = Promise.withResolvers<void>()
      log.answers.push({records: numbered(0, 3)}, () => {
        reading.remove(t(0), member).then(revoked.resolve, revoked.reject)
        return {records: numbered(3, 3)}
      })
      await reading.add(t(0), member)
      await revoked.promise
    })
    expect([output.lines, offsets.committed.get(0)]).toEqual([['0', '1', '2'], 3])
  })

  test('lost partitions are not committed', async () => {
    const {run, offsets, output} = await group([partition([numbered(0, 10)])])
    const member = identity()
    await run(async (reading) => {
      await reading.add(t(0), member)
      await vi.waitFor(() => expect(output.lines).toHaveLength(10))
      reading.lose(t(0))
      await reading.remove([], member)
    })
    expect(offsets.committed.size).toBe(0)
  })

  test('a partition that is assigned again is read from its committed offset', async () => {
    const {run, output, logs} = await group([partition([numbered(0, 3)])])
    const member = identity()
    await run(async (reading, signal) => {
      await reading.add(t(0), member)
      await vi.waitFor(() => expect(output.lines).toHaveLength(3))
      await reading.remove(t(0), member)
      await reading.add(t(0), member)
      await fetches(logs, 3)
      await reading.remove(t(0), member)
      expect(signal.aborted).toBe(false)
    }, {})
    expect(output.lines).toEqual(['0', '1', '2'])
  })

  test('a blocked output delays a rebalance for a limited time; only what was written is committed', async () => {
    const {run, offsets, output, notices} = await group([partition([numbered(0, 3), numbered(3, 3)])])
    const member = identity()
    output.written = () => output.block()
    let blocked = 0
    const result = run(
      async (reading, _, blockedMs) => {
        await reading.add(t(0), member)
        await vi.waitFor(() => expect(blockedMs()).toBeGreaterThan(0))
        blocked = blockedMs()
        await reading.remove(t(0), member)
        output.written = () => undefined
        output.unblock()
      },
      {fetch: {maxBytes: 100, partitionMaxBytes: 100}, revokeTimeoutMs: 30},
    )
    await result
    expect(blocked).toBeGreaterThan(0)
    expect(offsets.committed.get(0)).toBe(3)
    expect(notices).toContain('the output is blocked: records that it has not accepted will be read again')
  })
})

test('records that wait for a write under way are not committed with it', async () => {
  const {run, offsets, output} = await group([partition([numbered(0, 3), numbered(3, 3)])])
  const member = identity()
  let taken = 0
  output.block()
  await run(
    async (reading) => {
      await reading.add(t(0), member)
      await vi.waitFor(() => expect(taken).toBe(6))
      output.written = () => output.block() // the first write gets through, the second does not
      output.unblock()
      await reading.remove(t(0), member)
      expect(output.lines).toEqual(numbers(0, 3))
      expect(offsets.committed.get(0)).toBe(3)
      output.written = () => undefined
      output.unblock()
    },
    {
      fetch: {maxBytes: 100, partitionMaxBytes: 100},
      revokeTimeoutMs: 50,
      onProgress: ({records}) => (taken = records),
    },
  )
})

test('a failure of the membership ends reading with its error', async () => {
  const {run} = await group([partition([numbered(0, 3)])])
  await expect(run(() => Promise.reject(new Error('not in this group')))).rejects.toThrow('not in this group')
})

describe('at most once', () => {
  test('offsets are committed before their records are written', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 3), numbered(3, 3)])])
    const seen: [number, number | undefined][] = []
    output.written = () => seen.push([output.lines.length, offsets.committed.get(0)])
    const fetch = {maxBytes: 100, partitionMaxBytes: 100}
    await run(holding([0]), {maxRecords: 6, commitFirst: true, fetch})
    expect(output.lines).toEqual(numbers(0, 6))
    expect(seen.map(([written, committed]) => committed! >= written)).not.toContain(false)
    expect(seen.length).toBeGreaterThan(0)
  })

  test('records that a failing output did not accept are not read again', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 3)])])
    output.close()
    await run(holding([0]), {commitFirst: true})
    expect([output.lines, offsets.committed.get(0)]).toEqual([[], 3])
  })

  test.each([22, 25, 82, 110])('records whose offsets cannot be committed (error %i) are not written', async (code) => {
    const {run, holding, offsets, output, notices} = await group([partition([numbered(0, 3)])])
    offsets.refusals = [code]
    await run(holding([0]), {commitFirst: true, maxRecords: 3})
    expect([output.lines, offsets.committed.get(0)]).toEqual([[], 0])
    expect(notices).toContain(notPrinted)
  })

  test('records of a partition that is lost while its commit waits are not written', async () => {
    const {run, offsets, output, logs, notices} = await group([partition([numbered(0, 3)])])
    offsets.refusals = Array.from({length: 50}, () => 27)
    await run(
      async (reading) => {
        await reading.add(t(0), identity())
        await vi.waitFor(() => expect(logs.server.asked(OffsetCommit).length).toBeGreaterThan(0))
        reading.lose(t(0))
        await vi.waitFor(() => expect(notices).toContain(notPrinted))
      },
      {commitFirst: true},
    )
    expect([output.lines, offsets.committed.size]).toEqual([[], 0])
  })

  test('records of a partition that was lost before they could be written are left to other members', async () => {
    const {run, offsets, output} = await group([partition([numbered(0, 3), numbered(3, 3)])])
    const member = identity()
    let taken = 0
    output.block()
    await run(
      async (reading) => {
        await reading.add(t(0), member)
        await vi.waitFor(() => expect([taken, offsets.committed.get(0)]).toEqual([6, 3]))
        reading.lose(t(0))
        output.unblock()
      },
      {commitFirst: true, fetch: {maxBytes: 100, partitionMaxBytes: 100}, onProgress: ({records}) => (taken = records)},
    )
    expect([output.lines, offsets.committed.get(0)]).toEqual([numbers(0, 3), 3])
  })
})

describe('draining a group', () => {
  const choice = {topics: ['t']}
  /** Nothing comes for now. */
  const notNow = Array.from({length: 1000}, () => ({errorCode: 6}))

  test('the existing records are read and committed, and the member leaves', async () => {
    const logs = [partition([numbered(0, 5)]), partition([numbered(0, 3)]), partition()]
    const {run, holding, offsets, output} = await group(logs)
    offsets.committed.set(0, 2)
    expect(await run(holding([0, 1, 2]), {untilEnd: true, choice})).toMatchObject({stoppedBy: 'end', records: 6})
    expect(output.lines.toSorted()).toEqual(['0', '1', '2', '2', '3', '4'])
    expect(offsets.committed).toEqual(new Map([[0, 5], [1, 3], [2, 0]])) // prettier-ignore
  })

  test('records that come later are left for the next time', async () => {
    const log = partition([numbered(0, 3)])
    const {run, holding, offsets} = await group([log])
    log.answers.push(() => {
      log.batches.push(numbered(3, 5))
      return {}
    })
    await run(holding([0]), {untilEnd: true, choice})
    expect(offsets.committed).toEqual(new Map([[0, 3]]))
  })

  test('a committed offset past the end of a log that was created again: its records are read', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 4)])])
    offsets.committed.set(0, 5000)
    expect(await run(holding([0]), {untilEnd: true, choice})).toMatchObject({stoppedBy: 'end', records: 4})
    expect(output.lines).toEqual(numbers(0, 4))
  })

  test('a rebalance in the middle is not the end: partitions that are revoked and assigned again are read on', async () => {
    const logs = [partition([numbered(0, 3)]), partition([numbered(0, 100)])]
    const {run, logs: fake, offsets, output} = await group(logs)
    const silent = fake.partition('t', 1)
    silent.answers.push(...notNow)
    const eager = async (reading: Reading, signal: AbortSignal) => {
      await reading.add(t(0, 1), identity())
      await vi.waitFor(() => expect(output.lines).toHaveLength(3))
      await reading.remove(t(0, 1), identity())
      expect(signal.aborted).toBe(false)
      silent.answers.splice(0)
      await reading.add(t(0, 1), identity(6))
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await reading.remove(t(0, 1), identity(6))
    }
    expect(await run(eager, {untilEnd: true, choice})).toMatchObject({stoppedBy: 'end', records: 103})
    expect(offsets.committed).toEqual(new Map([[0, 3], [1, 100]])) // prettier-ignore
  })

  test('records of a partition that was revoked and assigned again are counted together', async () => {
    const {run, logs} = await group([partition([numbered(0, 3)])])
    const script = async (reading: Reading, signal: AbortSignal) => {
      await reading.add(t(0), identity())
      await fetches(logs, 2)
      await reading.remove(t(0), identity())
      logs.partition('t', 0).batches.push(numbered(3, 4))
      await reading.add(t(0), identity(6))
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await reading.remove(t(0), identity(6))
    }
    const {positions} = await run(script, {maxRecords: 7})
    expect(positions).toEqual([{topic: 't', partition: 0, offset: 7, records: 7}])
  })

  test('a member whose last partitions are at their ends leaves when the others are revoked', async () => {
    const {run, logs, output} = await group([partition([numbered(0, 3)]), partition([numbered(0, 9)])])
    logs.partition('t', 1).answers.push(...notNow)
    const script = async (reading: Reading, signal: AbortSignal) => {
      await reading.add(t(0, 1), identity())
      await vi.waitFor(() => expect(output.lines).toHaveLength(3))
      await reading.remove(t(1), identity())
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await reading.remove(t(0), identity())
    }
    expect(await run(script, {untilEnd: true, choice})).toMatchObject({stoppedBy: 'end', records: 3})
  })

  test('a member without partitions waits for the others, says so, and ends once they have committed the ends', async () => {
    const {run, offsets, notices} = await group([partition([numbered(0, 5)]), partition()])
    const idle = async (reading: Reading, signal: AbortSignal) => {
      reading.joined?.()
      await vi.waitFor(() => expect(notices).toHaveLength(1), 20_000)
      offsets.committed.set(0, 5)
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    expect(await run(idle, {untilEnd: true, choice})).toMatchObject({stoppedBy: 'end', records: 0})
    expect(notices).toEqual([
      'no partition is assigned to this member: waiting for one, or until the others have committed the end of 1 partition',
    ])
  })

  test.each([
    [/x.*/, 'read topics that match x.*: no topic matches (or none may be seen)'],
    [['nowhere'], 'read topic nowhere: there is no such topic'],
  ])('without a topic (%s) a drain has nothing to read, and --idle finds nothing', async (topics, sentence) => {
    const {run} = await group([partition([numbered(0, 5)])])
    const without = async (reading: Reading, signal: AbortSignal) => {
      reading.joined?.()
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    await expect(run(without, {untilEnd: true, choice: {topics}})).rejects.toThrow(sentence)
    await expect(run(without, {idleMs: 20, choice: {topics}})).rejects.toThrow(sentence)
  })
})
