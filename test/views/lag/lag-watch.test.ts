import {expect, test} from 'vitest'
import {LagWatch} from '../../../src/lib/views/lag/lag-watch.ts'
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

test('a row has the rates over the last looks and the course of its lag, with a gap where it was unknown', () => {
  const watch = new LagWatch('partition')
  expect(watch.look([group('a', 0, 100)], 0)).toMatchObject([{lag: 100, series: [100], rate: null}])
  expect(watch.look([group('a', 50, 110)], 10_000)).toMatchObject([
    {lag: 60, series: [100, 60], rate: {inPerSecond: 1, outPerSecond: 5, etaMs: 15_000}},
  ])
  expect(watch.look([group('a', 50, null)], 20_000)).toMatchObject([{lag: null, series: [100, 60, null]}])
})

test('a change of state is shown for five looks', () => {
  const watch = new LagWatch('group')
  const was = (state: string, at: number) => watch.look([group('a', 0, 1, state)], at)[0]?.was
  expect(was('Stable', 0)).toBe(null)
  expect(was('Empty', 1)).toBe('Stable')
  expect([2, 3, 4, 5].map((at) => was('Empty', at))).toEqual(['Stable', 'Stable', 'Stable', 'Stable'])
  expect(was('Empty', 6)).toBe(null)
})

test('a group that is missing for a while keeps its course, with gaps, and is then forgotten', () => {
  const watch = new LagWatch('group')
  watch.look([group('a', 0, 5)], 0)
  watch.look([], 1)
  expect(watch.look([group('a', 0, 7)], 2)[0]?.series).toEqual([5, null, 7])
  for (let at = 3; at < 15; at++) watch.look([], at)
  expect(watch.look([group('a', 0, 8)], 15)[0]?.series).toEqual([8])
})

test('a row keeps its course when another member takes over the partition', () => {
  const watch = new LagWatch('partition')
  const owned = (memberId: string, lag: number) => {
    const one = group('a', 0, lag)
    const member = {memberId, groupInstanceId: null, clientId: 'c', host: '/h'}
    return {...one, partitions: one.partitions.map((at) => ({...at, member}))}
  }
  watch.look([owned('m1', 5)], 0)
  expect(watch.look([owned('m2', 7)], 1)[0]?.series).toEqual([5, 7])
})
