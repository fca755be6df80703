import {expect, test} from 'vitest'
import {BufferPool} from '../../src/lib/wire/buffer-pool.ts'

const KiB = 1024
const memory = new ArrayBuffer(1000 * KiB)
const places = () => [Buffer.from(memory, 100 * KiB, 300 * KiB), Buffer.from(memory, 400 * KiB, 300 * KiB)]
const isIn = ({buffer, byteOffset}: Buffer, [...lent]: Buffer[]) =>
  lent.findIndex((place) => place.buffer === buffer && place.byteOffset === byteOffset)

test('a buffer that came back is used again, and two at most are kept', () => {
  const pool = new BufferPool()
  const three = [1, 2, 3].map(() => pool.allocate(100 * KiB))
  expect(new Set(three.map(({buffer}) => buffer)).size).toBe(3)
  for (const {buffer} of three) pool.giveBack(buffer)
  const again = [1, 2, 3].map(() => pool.allocate(100 * KiB).buffer)
  expect(again.filter((buffer) => three.some((one) => one.buffer === buffer))).toHaveLength(2)
})

test('parts of a lent memory come first, each one at a time; what is too large or left over is somewhere else', () => {
  const pool = new BufferPool()
  const lent = places()
  pool.lend(lent)
  expect(isIn(pool.allocate(301 * KiB), lent)).toBe(-1)
  expect(isIn(pool.allocate(100), lent)).toBe(-1)
  expect([1, 2, 3].map(() => isIn(pool.allocate(200 * KiB), lent))).toEqual([0, 1, -1])
})

test('a part is free again once any place of it is given back, even twice', () => {
  const pool = new BufferPool()
  const lent = places()
  pool.lend(lent)
  const [first, second] = [pool.allocate(300 * KiB), pool.allocate(300 * KiB)]
  const inside = second.subarray(299 * KiB)
  pool.giveBack(inside.buffer, inside.byteOffset)
  pool.giveBack(inside.buffer, inside.byteOffset)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(1)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(-1)
  pool.giveBack(first.buffer, first.byteOffset)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(0)
})

test("the rest of a lent memory is nobody's: it is not handed out", () => {
  const pool = new BufferPool()
  pool.lend(places())
  pool.allocate(300 * KiB)
  pool.allocate(300 * KiB)
  pool.giveBack(memory, 0)
  pool.giveBack(memory, 900 * KiB)
  expect(pool.allocate(300 * KiB).buffer).not.toBe(memory)
})
