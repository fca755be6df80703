import {afterEach, expect, test, vi} from 'vitest'
import {ConnectionError} from '../../src/lib/cluster/errors.ts'
import {Patience} from '../../src/lib/cluster/patience.ts'

afterEach(() => void vi.restoreAllMocks())

/** Seconds after the first failure: whether another try is in vain. */
function overAfter(
  seconds: number,
  reached: readonly string[],
  reason: ConnectionError['reason'] = 'refused',
): boolean {
  const uptime = vi.spyOn(process, 'uptime').mockReturnValue(100)
  const patience = new Patience()
  uptime.mockReturnValue(100 + seconds)
  return patience.isOver(new ConnectionError('a:1, b:2', reason, 'no connection'), new Set(reached))
}

test('an address that was never reached is given up after 15 seconds, a name that is not found after 3', () => {
  expect([14, 16].map((seconds) => overAfter(seconds, []))).toEqual([false, true])
  expect([2, 4].map((seconds) => overAfter(seconds, [], 'nameNotFound'))).toEqual([false, true])
})

test('a broker that was reached before may come back, however long it takes', () => {
  expect(overAfter(1000, ['b:2'])).toBe(false)
  expect(overAfter(1000, ['c:3'])).toBe(true)
})
