import {expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {newOffset, resetTimes, type Situation} from '../../src/lib/groups/reset-target.ts'
import type {ResetTarget} from '../../src/lib/groups/reset-types.ts'

/** A log from 10 to 100 with 50 committed. */
const situation: Situation = {
  what: 'reset orders-0 of group g',
  committed: 50,
  given: undefined,
  start: 10,
  end: 100,
  timed: undefined,
}

test.each<[ResetTarget, Partial<Situation>, number, number | null, string | null]>([
  [{to: 'earliest'}, {}, 10, 10, null],
  [{to: 'latest'}, {}, 100, 100, null],
  [{to: 'offset', offset: 70}, {}, 70, 70, null],
  [{to: 'offset', offset: 10}, {}, 10, 10, null],
  [{to: 'offset', offset: 100}, {}, 100, 100, null],
  [{to: 'offset', offset: 9}, {}, 10, 9, 'raisedToStart'],
  [{to: 'offset', offset: -5}, {}, 10, -5, 'raisedToStart'],
  [{to: 'offset', offset: 101}, {}, 100, 101, 'loweredToEnd'],
  [{to: 'shift', by: -7}, {}, 43, 43, null],
  [{to: 'shift', by: 0}, {}, 50, 50, null],
  [{to: 'shift', by: -41}, {}, 10, 9, 'raisedToStart'],
  [{to: 'shift', by: 51}, {}, 100, 101, 'loweredToEnd'],
  [{to: 'current'}, {}, 50, 50, null],
  [{to: 'current'}, {committed: 5000}, 5000, 5000, null],
  [{to: 'current'}, {committed: null}, 100, null, 'noCommit'],
  [{to: 'time', timestamp: 1}, {timed: 42}, 42, 42, null],
  [{to: 'time', timestamp: 1}, {timed: null}, 100, null, 'noRecordSince'],
  [{to: 'duration', ms: 1}, {timed: 42}, 42, 42, null],
  [{to: 'rows', rows: []}, {given: 60}, 60, 60, null],
  [{to: 'rows', rows: []}, {given: 600}, 100, 600, 'loweredToEnd'],
  [{to: 'rows', rows: [], exact: true}, {given: 600}, 600, 600, 'afterEnd'],
  [{to: 'rows', rows: [], exact: true}, {given: 3}, 3, 3, 'beforeStart'],
  // What is in the log is given back without a word, its first and its next offset as well.
  [{to: 'rows', rows: [], exact: true}, {given: 10}, 10, 10, null],
  [{to: 'rows', rows: [], exact: true}, {given: 60}, 60, 60, null],
  [{to: 'rows', rows: [], exact: true}, {given: 100}, 100, 100, null],
  [{to: 'group', groupId: 'other'}, {other: 70}, 70, 70, null],
  [{to: 'group', groupId: 'other'}, {other: 5}, 10, 5, 'raisedToStart'],
  // The range holds the records 40 to 59.
  [{to: 'past', from: 1, until: 2}, {timed: 40, timedUntil: 60}, 60, 60, null],
  [{to: 'past', from: 1, until: 2}, {timed: 50, timedUntil: 60}, 60, 60, null],
  [{to: 'past', from: 1, until: 2}, {timed: 51, timedUntil: 60}, 50, 50, 'outsideRange'],
  [{to: 'past', from: 1, until: 2}, {timed: 40, timedUntil: 50}, 50, 50, 'outsideRange'],
  [{to: 'past', from: 1, until: 2}, {timed: 40, timedUntil: null}, 100, 100, null],
  [{to: 'past', from: 1, until: 2}, {timed: null, timedUntil: null}, 50, 50, 'outsideRange'],
])('the target %j in the situation %j', (target, some, expected, wantedOffset, note) => {
  expect(newOffset(target, {...situation, ...some})).toEqual({newOffset: expected, wantedOffset, note})
})

test.each<[ResetTarget, Partial<Situation>, Error]>([
  [
    {to: 'shift', by: 1},
    {committed: null},
    new UsageError('reset orders-0 of group g: there is no committed offset to shift'),
  ],
  [{to: 'rows', rows: []}, {}, new UsageError('reset orders-0 of group g: the file has no offset for it')],
  [{to: 'time', timestamp: 1}, {timed: new Error('moved')}, new Error('moved')],
  [{to: 'time', timestamp: 1}, {}, new Error('reset orders-0 of group g: the offset for the time is unknown')],
  [{to: 'past', from: 1, until: 2}, {timed: new Error('moved'), timedUntil: 60}, new Error('moved')],
  [{to: 'past', from: 1, until: 2}, {timed: 40, timedUntil: new Error('away')}, new Error('away')],
  [
    {to: 'past', from: 1, until: 2},
    {committed: null, timed: 40, timedUntil: 60},
    new UsageError('reset orders-0 of group g: there is no committed offset that could be in the time range'),
  ],
  [
    {to: 'group', groupId: 'other'},
    {other: null},
    new UsageError('reset orders-0 of group g: group other has no committed offset there'),
  ],
])('the target %j in the situation %j cannot be', (target, some, error) => {
  expect(newOffset(target, {...situation, ...some})).toEqual({error})
})

test('an offset that the file says was not committed is forgotten, and not set to the start', () => {
  const forgotten = {newOffset: null, wantedOffset: null, note: 'forgotten'}
  expect(newOffset({to: 'rows', rows: []}, {...situation, given: null})).toEqual(forgotten)
  expect(newOffset({to: 'rows', rows: [], exact: true}, {...situation, given: null})).toEqual(forgotten)
})

test('the first millisecond of 1970 is a time, the one before it is none', () => {
  expect(resetTimes({to: 'time', timestamp: 0}, 1000)).toEqual([0])
  expect(() => resetTimes({to: 'time', timestamp: -1}, 1000)).toThrow(UsageError)
})

test('a time range is two times, the earlier first', () => {
  expect(resetTimes({to: 'past', from: 5, until: 9}, 1000)).toEqual([5, 9])
  expect(() => resetTimes({to: 'past', from: 9, until: 9}, 1000)).toThrow('ends before it begins')
})

test('durations count back from now', () => {
  expect(resetTimes({to: 'duration', ms: 250}, 1000)).toEqual([750])
  expect(resetTimes({to: 'duration', ms: -250}, 1000)).toEqual([1250])
  expect(resetTimes({to: 'time', timestamp: 99}, 1000)).toEqual([99])
  expect(resetTimes({to: 'latest'}, 1000)).toEqual([])
  expect(() => resetTimes({to: 'duration', ms: 1001}, 1000)).toThrow(UsageError)
})
