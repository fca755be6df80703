import {expect, test} from 'vitest'
import {etaText} from '../../../src/lib/views/lag/rows.ts'
import {LagWatch, sparkline} from '../../../src/lib/views/lag/live.ts'
import type {GroupLag} from '../../../src/lib/groups/lag/lag.ts'

/** A group with one partition. */
const group = (groupId: string, committed: number | null, end: number | null, state = 'Stable') => {
  const lag = committed === null || end === null ? null : end - committed
  const at = {
    topic: 'orders',
    partition: 0,
    committedOffset: committed,
    logEndOffset: end,
    lag,
    age: null,
    member: null,
  }
  return {
    groupId,
    group: {groupId, state, members: []},
    partitions: [{...at, problem: lag === null ? 'noLeader' : null, error: null}],
    totalLag: lag ?? 0,
    unknownCount: lag === null ? 1 : 0,
  } as unknown as GroupLag
}

test('rates over the last looks, the course of the lag, what is not known as a gap', () => {
  const watch = new LagWatch('partition')
  expect(watch.look([group('a', 0, 100)], 0)).toMatchObject([{lag: 100, series: [100], inPerSecond: null}])
  expect(watch.look([group('a', 50, 110)], 10_000)).toMatchObject([
    {lag: 60, series: [100, 60], inPerSecond: 1, outPerSecond: 5, etaMs: 15_000},
  ])
  expect(watch.look([group('a', 50, null)], 20_000)).toMatchObject([{lag: null, series: [100, 60, null]}])
})

test('a change of state is shown for some looks', () => {
  const watch = new LagWatch('group')
  const was = (state: string, at: number) => watch.look([group('a', 0, 1, state)], at)[0]?.was
  expect(was('Stable', 0)).toBe(null)
  expect(was('Empty', 1)).toBe('Stable')
  expect([2, 3, 4, 5].map((at) => was('Empty', at))).toEqual(['Stable', 'Stable', 'Stable', 'Stable'])
  expect(was('Empty', 6)).toBe(null)
})

test('a group that is not seen for a while keeps its course, with gaps; not for ever', () => {
  const watch = new LagWatch('group')
  watch.look([group('a', 0, 5)], 0)
  watch.look([], 1)
  expect(watch.look([group('a', 0, 7)], 2)[0]?.series).toEqual([5, null, 7])
  for (let at = 3; at < 15; at++) watch.look([], at)
  expect(watch.look([group('a', 0, 8)], 15)[0]?.series).toEqual([8])
})

test('sparkline: the newest, the largest of them full, an unknown one a dot', () => {
  expect(sparkline([9, 0, 4, 8, null, 1], 5)).toBe('▁▄█·▁')
  expect(sparkline([0, 0], 5)).toBe('▁▁')
})

test('time to go: who keeps up with a little unread is not told that it never ends', () => {
  const text = (lag: number, inPerSecond: number, outPerSecond: number | null, etaMs: number | null) =>
    etaText({lag, inPerSecond, outPerSecond, etaMs}, (ms) => `${ms}`)
  expect(text(100, 1, null, null)).toBe(null)
  expect(text(100, 10, 20, 10_000)).toBe('10000')
  expect(text(100, 10, 5, null)).toBe('never')
  expect(text(7, 0, 0, null)).toBe('never')
  expect(text(15, 10, 9, null)).toBe('-')
})
