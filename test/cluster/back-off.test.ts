import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {BackOff, Deadline} from '../../src/lib/cluster/back-off.ts'

const sleeps: number[] = []
const hour = 3_600_000

beforeEach(() => {
  sleeps.length = 0
  vi.spyOn(Math, 'random').mockReturnValue(0.5) // no jitter
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void, ms: number) => {
    sleeps.push(Math.round(ms))
    done()
  }) as typeof setTimeout)
})
afterEach(() => vi.restoreAllMocks())

test('each wait is twice as long as the one before, up to the longest', async () => {
  const backOff = new BackOff(100, 1000)
  for (let at = 0; at < 6; at++) await backOff.wait(new Deadline(hour))
  expect(sleeps).toEqual([100, 200, 400, 800, 1000, 1000])
})

test('after a reset the waits begin with the first again', async () => {
  const backOff = new BackOff(100, 1000)
  await backOff.wait(new Deadline(hour))
  await backOff.wait(new Deadline(hour))
  backOff.reset()
  await backOff.wait(new Deadline(hour))
  expect(sleeps).toEqual([100, 200, 100])
})

test('a wait is a fifth shorter or longer by chance', async () => {
  for (const random of [0, 1]) {
    vi.spyOn(Math, 'random').mockReturnValue(random)
    await new BackOff(100, 1000).wait(new Deadline(hour))
  }
  expect(sleeps).toEqual([80, 120])
})

test('no wait is longer than the time that is left', async () => {
  await new BackOff(100, 1000).wait(new Deadline(0))
  expect(sleeps).toEqual([0])
})

test('an aborted wait raises the reason of the signal', async () => {
  const why = new Error('interrupted')
  await expect(new BackOff().wait(new Deadline(hour), AbortSignal.abort(why))).rejects.toBe(why)
})
