import {expect, test} from 'vitest'
import {actionItem} from '../../src/lib/command-parts/provisioning/items.ts'
import {costText} from '../../src/lib/command-parts/provisioning/plan-text.ts'
import {recordsLost} from '../../src/lib/views/provisioning/cost.ts'

type PlannedAction = Parameters<typeof actionItem>[0]
const shorter = {
  kind: 'topic',
  name: 'orders',
  change: 'change',
  summary: '',
  lines: [],
  harms: ['data-loss'],
  checked: 'broker',
  place: null,
} as unknown as PlannedAction
const deleted = {...shorter, change: 'delete', harms: ['delete']} as PlannedAction
const none = {records: null, bytes: null, leastMs: null, readers: null, readAgo: null, alike: null}

test('lost records that could not be counted are shown as ?, and not left out', () => {
  expect(costText(actionItem(shorter, none))).toBe('? records go')
  expect(costText(actionItem(deleted, none))).toBe('? records')
  expect(costText(actionItem(shorter, {...none, records: 0}))).toBe('0 records go')
  expect(recordsLost(null, {deleted: false, harms: ['repartition']})).toBeUndefined()
})

test('groups that cannot be listed may read a topic, and the plan says so', () => {
  const readers = {groups: ['audit'], complete: false}
  const item = actionItem(deleted, {records: 3, bytes: null, leastMs: null, readers, readAgo: null, alike: null})
  expect(costText(item)).toBe('3 records, read by audit, read perhaps by groups that cannot be seen')
  expect(item.readersComplete).toBe(false)
})

test('copies are shown with their bytes and the least time that they take', () => {
  const moved = {...shorter, harms: ['move']} as unknown as PlannedAction
  const cost = {records: null, bytes: 365_072_220_160, leastMs: 6_900_000, readers: null, readAgo: null, alike: null}
  expect(costText(actionItem(moved, cost))).toBe('340.0 GiB to copy, at least 1h55m with the throttle')
})

test('a deleted topic is shown with the last commit of each of its readers', () => {
  const readers = {groups: ['audit', 'reports'], complete: true}
  const readAgo = new Map([
    ['audit', 7_200_000],
    ['reports', null],
  ])
  const item = actionItem(deleted, {records: 3, bytes: null, leastMs: null, readers, readAgo, alike: null})
  expect(costText(item)).toBe('3 records, read by audit (last commit 2h ago) and reports (no commit in 7d)')
  expect(item.readAgo).toEqual({audit: 7_200_000, reports: null})
})
