import {createHash} from 'node:crypto'
import {expect, test, vi} from 'vitest'
import {Lz4Thread} from '../../src/lib/wire/lz4-aside.ts'
import {unlz4} from '../../src/lib/wire/unlz4.ts'

const ready = (thread: Lz4Thread) => vi.waitFor(() => expect(thread.ready).toBe(true), 10_000)
/** Text that compresses, another for each number. */
const text = (number: number, length: number) =>
  Buffer.from(`line ${number} of a text, `.repeat(length)).subarray(0, length)
const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('frames come back in their order, with room in front, also when many are asked for at once', async () => {
  const thread = new Lz4Thread()
  const inputs = Array.from({length: 20}, (_, at) => text(at, 1 + at * 10_007))
  // Before it has started, too; and the buffer is the caller's again at once.
  const frames = await Promise.all(
    inputs.map((input, at) => {
      const mine = Buffer.from(input)
      const frame = thread.compress(mine, 1 + (at % 5), 61)
      mine.fill(0)
      return frame
    }),
  )
  expect(frames.map((frame) => sum(unlz4(frame.subarray(61), 2 ** 20)))).toEqual(inputs.map(sum))
  expect(frames.at(-1)!.length).toBeLessThan(inputs.at(-1)!.length / 5)
  // The same thread, with buffers that came back.
  const again = await thread.compress(inputs[7]!, 1, 0)
  expect(sum(unlz4(again, 2 ** 20))).toBe(sum(inputs[7]!))
})

test('a thread that fails rejects everything that it has not done, and takes no more', async () => {
  const thread = new Lz4Thread(`
    const {parentPort} = require('node:worker_threads')
    let asked = 0
    parentPort.on('message', ({bytes}) => {
      if (++asked === 2) throw new Error('out of memory')
      parentPort.postMessage({frame: new Uint8Array(8), bytes})
    })`)
  await ready(thread)
  const [first, second, third] = await Promise.allSettled([1, 2, 3].map((at) => thread.compress(text(at, 100), 1, 0)))
  expect(first).toMatchObject({status: 'fulfilled'})
  expect(second).toMatchObject({status: 'rejected', reason: {message: 'out of memory'}})
  expect(third).toMatchObject({status: 'rejected'})
  expect(thread).toMatchObject({ready: false, over: 'failed'})
  await expect(thread.compress(text(4, 100), 1, 0)).rejects.toThrow('has ended')
})

test('a thread that has nothing to do ends', async () => {
  const thread = new Lz4Thread()
  await thread.compress(text(1, 1000), 1, 0)
  await vi.waitFor(() => expect(thread.over).toBe('idle'), 20_000)
  expect(thread.ready).toBe(false)
})
