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
  for (const one of three) pool.giveBack(one)
  const again = [1, 2, 3].map(() => pool.allocate(100 * KiB).buffer)
  expect(again.filter((buffer) => three.some((one) => one.buffer === buffer))).toHaveLength(2)
})

test('a pool gives back what is large enough, and never the same buffer twice', () => {
  const pool = new BufferPool()
  const first = pool.allocate(1_000_000)
  const second = pool.allocate(1_000_000)
  expect(second.buffer).not.toBe(first.buffer)
  pool.giveBack(first)
  pool.giveBack(first)
  expect(pool.allocate(900_000).buffer).toBe(first.buffer)
  expect(pool.allocate(900_000).buffer).not.toBe(first.buffer)
  pool.giveBack(first)
  expect(pool.allocate(50_000_000).buffer).not.toBe(first.buffer)
  const small = pool.allocate(100)
  pool.giveBack(small)
  expect(pool.allocate(100).buffer).not.toBe(small.buffer)
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
  pool.giveBack(inside)
  pool.giveBack(inside)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(1)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(-1)
  pool.giveBack(first)
  expect(isIn(pool.allocate(300 * KiB), lent)).toBe(0)
})

test("the rest of a lent memory is nobody's: it is not handed out", () => {
  const pool = new BufferPool()
  pool.lend(places())
  pool.allocate(300 * KiB)
  pool.allocate(300 * KiB)
  pool.giveBack(Buffer.from(memory))
  pool.giveBack(Buffer.from(memory, 900 * KiB))
  expect(pool.allocate(300 * KiB).buffer).not.toBe(memory)
})

test('a part of a memory that was lent before another one is not handed out again, nor that memory as a whole', () => {
  const pool = new BufferPool()
  pool.lend(places())
  const before = pool.allocate(300 * KiB)
  const other = new ArrayBuffer(300 * KiB)
  pool.lend([Buffer.from(other)])
  pool.giveBack(before)
  expect(pool.allocate(300 * KiB).buffer).toBe(other)
  expect(pool.allocate(300 * KiB).buffer).not.toBe(memory)
})
