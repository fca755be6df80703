import {describe, expect, test, vi} from 'vitest'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import type {Reading} from '../../../src/lib/groups/membership/reading.ts'
import type {MemberIdentity} from '../../../src/lib/offsets/member-identity.ts'
import {consumeInGroup, type GroupConsumeInput} from '../../../src/lib/records/consume/group-consume.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {on, topicId, type Service} from '../../support/fake-cluster.ts'
import {FakeLogs, numbered, partition, type FakePartition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'

const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, at) => String(from + at))
const t = (...partitions: number[]) => partitions.map((partition) => ({topic: 't', partition}))

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

describe('begins', () => {
  test('at the committed offset, elsewhere where the reset policy says', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 5)]), partition([numbered(0, 5)])])
    offsets.committed.set(0, 3)
    await run(holding([0, 1]), {maxRecords: 7})
    expect(output.lines.toSorted()).toEqual(['0', '1', '2', '3', '3', '4', '4'])
  })

  test('at the end with reset latest, and that is committed', async () => {
    const {run, holding, offsets} = await group([partition([numbered(0, 5)])])
    await run(holding([0]), {reset: 'latest', idleMs: 500})
    expect(offsets.committed).toEqual(new Map([[0, 5]]))
  })

  test('with an idle limit shorter than joining takes: it counts from then on', async () => {
    const {run, holding, output} = await group([partition([numbered(0, 5)])])
    const late = async (reading: Reading, signal: AbortSignal) => {
      await new Promise((resolve) => setTimeout(resolve, 80))
      await holding([0])(reading, signal)
    }
    expect(await run(late, {idleMs: 20})).toMatchObject({stoppedBy: 'idle', records: 5})
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

  test('not at all with reset fail and nothing committed', async () => {
    const {run, holding} = await group([partition([numbered(0, 5)])])
    await expect(run(holding([0]), {reset: 'fail'})).rejects.toThrow('group g has no committed offset for t-0')
  })

  test('when offsets of an open transaction have settled (KIP-447)', async () => {
    const {run, holding, offsets, logs, output} = await group([partition([numbered(0, 5)])])
    offsets.committed.set(0, 4)
    offsets.unstable = 2
    await run(holding([0]), {maxRecords: 1})
    expect(output.lines).toEqual(['4'])
    expect(logs.server.asked(OffsetFetch)).toHaveLength(3)
    expect(logs.server.asked(OffsetFetch).every(({requireStable}) => requireStable)).toBe(true)
  })

  test.each(['1.1.1-zk', '2.0.1-zk', '2.8.2-zk', '3.9.1-kraft', '4.3.1'])(
    'with a broker of release %s',
    async (release) => {
      const {run, holding, offsets, output} = await group([partition([numbered(0, 5)])], {release})
      offsets.committed.set(0, 2)
      await run(holding([0]), {maxRecords: 2})
      expect([output.lines, offsets.committed.get(0)]).toEqual([['2', '3'], 4])
    },
  )

  test('as a KIP-848 member it says who asks', async () => {
    const {run, holding, logs} = await group([partition([numbered(0, 5)])])
    await run(holding([0], identity(7, 'consumer')), {maxRecords: 1})
    expect(logs.server.asked(OffsetFetch)[0]!.groups[0]).toMatchObject({memberId: 'm', memberEpoch: 7})
    expect(logs.server.asked(OffsetCommit)[0]).toMatchObject({memberId: 'm', generationIdOrMemberEpoch: 7})
    expect(logs.server.asked(OffsetCommit)[0]!.topics[0]!.topicId).toBe(topicId('t'))
  })
})

describe('commits', () => {
  test('exactly what was counted', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 50)])])
    const {positions, stoppedBy} = await run(holding([0]), {maxRecords: 7})
    expect(output.lines).toEqual(numbers(0, 7))
    expect(offsets.committed.get(0)).toBe(7)
    expect([positions, stoppedBy]).toEqual([[{topic: 't', partition: 0, offset: 7}], 'count'])
  })

  test('what was written, not what was taken, when the reader of the output goes away', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 5), numbered(5, 5)])])
    output.written = () => output.close()
    const {stoppedBy} = await run(holding([0]), {fetch: {maxBytes: 100, partitionMaxBytes: 100}})
    expect(stoppedBy).toBe('closed')
    expect(output.lines).toEqual(numbers(0, 5))
    expect(offsets.committed.get(0)).toBe(5)
  })

  test('every so often while reading, and only what is new', async () => {
    const log = partition([numbered(0, 5)])
    const {run, holding, offsets, logs} = await group([log])
    const stop = new AbortController()
    const running = run(holding([0]), {autoCommitMs: 5, signal: stop.signal})
    await vi.waitFor(() => expect(offsets.committed.get(0)).toBe(5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = logs.server.asked(OffsetCommit).length
    expect(before).toBeLessThan(3)
    log.batches.push(numbered(5, 5))
    await vi.waitFor(() => expect(offsets.committed.get(0)).toBe(10))
    stop.abort()
    await running
  })

  test('never, when told so', async () => {
    const {run, holding, logs} = await group([partition([numbered(0, 5)])])
    await run(holding([0]), {autoCommitMs: null, maxRecords: 3})
    expect(logs.server.asked(OffsetCommit)).toEqual([])
  })

  test('with the generation that the member has at that moment', async () => {
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

  test('again while the group is between two generations', async () => {
    const {run, holding, offsets, logs} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [27, 27]
    await run(holding([0]), {maxRecords: 5})
    expect(offsets.committed.get(0)).toBe(5)
    expect(logs.server.asked(OffsetCommit)).toHaveLength(3)
  })

  test.each([22, 25, 82, 110])('not again after error %i: others read these by now; a notice says so', async (code) => {
    const {run, holding, offsets, logs, notices} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [code]
    await run(holding([0]), {maxRecords: 5})
    expect(logs.server.asked(OffsetCommit)).toHaveLength(1)
    expect(notices).toEqual([expect.stringMatching(/^offsets were not committed \([A-Z_]+\): those records may be read again$/)]) // prettier-ignore
  })

  test('an error that will not pass ends the reading', async () => {
    const {run, holding, offsets} = await group([partition([numbered(0, 5)])])
    offsets.refusals = [30]
    await expect(run(holding([0]), {autoCommitMs: 5})).rejects.toThrow(
      /^commit offsets of group g: .*\(GROUP_AUTHORIZATION_FAILED\)$/,
    )
  })
})

describe('a rebalance', () => {
  test('what was given up is written and committed before; nothing of it comes afterwards', async () => {
    const {run, offsets, output} = await group([
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
        await new Promise((resolve) => setTimeout(resolve, 20))
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

  test('what is lost is not committed', async () => {
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

  test('a partition that comes back goes on where it was committed', async () => {
    const {run, output} = await group([partition([numbered(0, 3)])])
    const member = identity()
    await run(async (reading, signal) => {
      await reading.add(t(0), member)
      await vi.waitFor(() => expect(output.lines).toHaveLength(3))
      await reading.remove(t(0), member)
      await reading.add(t(0), member)
      await new Promise((resolve) => setTimeout(resolve, 20))
      await reading.remove(t(0), member)
      expect(signal.aborted).toBe(false)
    }, {})
    expect(output.lines).toEqual(['0', '1', '2'])
  })

  test('a blocked output cannot hold it for ever: only what was written is committed', async () => {
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

test('what waits behind a write that is under way is not committed with it', async () => {
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

test('a membership that fails ends the reading with its error', async () => {
  const {run} = await group([partition([numbered(0, 3)])])
  await expect(run(() => Promise.reject(new Error('not in this group')))).rejects.toThrow('not in this group')
})

describe('at most once', () => {
  test('is committed before it is written', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 3), numbered(3, 3)])])
    const seen: [number, number | undefined][] = []
    output.written = () => seen.push([output.lines.length, offsets.committed.get(0)])
    const fetch = {maxBytes: 100, partitionMaxBytes: 100}
    await run(holding([0]), {maxRecords: 6, commitFirst: true, fetch})
    expect(output.lines).toEqual(numbers(0, 6))
    expect(seen.map(([written, committed]) => committed! >= written)).not.toContain(false)
    expect(seen.length).toBeGreaterThan(0)
  })

  test('an output that fails: its records are not read again', async () => {
    const {run, holding, offsets, output} = await group([partition([numbered(0, 3)])])
    output.close()
    await run(holding([0]), {commitFirst: true})
    expect([output.lines, offsets.committed.get(0)]).toEqual([[], 3])
  })

  test.each([22, 25, 82, 110])('what cannot be committed (error %i) is not written', async (code) => {
    const {run, holding, offsets, output, notices} = await group([partition([numbered(0, 3)])])
    offsets.refusals = [code]
    await run(holding([0]), {commitFirst: true, maxRecords: 3})
    expect([output.lines, offsets.committed.get(0)]).toEqual([[], 0])
    expect(notices).toContain('some records are not printed, because their offsets could not be committed')
  })

  test('what is lost while its commit waits is not written', async () => {
    const {run, offsets, output, logs} = await group([partition([numbered(0, 3)])])
    offsets.refusals = Array.from({length: 50}, () => 27)
    await run(
      async (reading) => {
        await reading.add(t(0), identity())
        await vi.waitFor(() => expect(logs.server.asked(OffsetCommit).length).toBeGreaterThan(0))
        reading.lose(t(0))
        await new Promise((resolve) => setTimeout(resolve, 250))
      },
      {commitFirst: true},
    )
    expect([output.lines, offsets.committed.size]).toEqual([[], 0])
  })

  test('what was lost before it could be written is left to others', async () => {
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
