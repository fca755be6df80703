import {expect, test} from 'vitest'
import {fullBytes, RecordWriter} from '../../../src/lib/records/consume/record-writer.ts'

/** The text of each write, and the memory it came from. */
function writerWith(buffers?: readonly [Buffer, Buffer]) {
  const texts: string[] = []
  const from: ArrayBufferLike[] = []
  const write = (bytes: Buffer) => {
    texts.push(bytes.toString('latin1'))
    from.push(bytes.buffer)
    return Promise.resolve()
  }
  const writer = new RecordWriter({write}, {onFailure: (error) => expect.unreachable(error.message), now: () => 0})
  if (buffers) writer.collectIn(buffers)
  const put = (length: number) => {
    writer.text.bytes(Buffer.alloc(length, 120))
    return writer.flush()
  }
  return {writer, texts, from, put}
}
const two = () => [Buffer.alloc(fullBytes + 1000), Buffer.alloc(fullBytes + 1000)] as const

test('text is collected in one buffer while the other is written', async () => {
  const [a, b] = two()
  const {put, from} = writerWith([a, b])
  for (let i = 0; i < 4; i++) await put(10)
  expect(from).toEqual([a.buffer, b.buffer, a.buffer, b.buffer])
})

test('after a huge record the usual buffers are used again, and nothing is lost on the way', async () => {
  const [a, b] = two()
  const {put, from, texts} = writerWith([a, b])
  for (const length of [10, 9 * fullBytes, 10, 10, 10]) await put(length)
  expect(texts.map(({length}) => length)).toEqual([10, 9 * fullBytes, 10, 10, 10])
  expect(from.map((buffer) => [a.buffer, b.buffer].indexOf(buffer as ArrayBuffer))).toEqual([0, -1, 0, 1, 0])
})

test('a buffer that grew is kept as long as each text needs it', async () => {
  const [a, b] = two()
  const {put, from} = writerWith([a, b])
  for (const length of [3, 2, 3, 2, 3, 2, 0.1, 0.1, 0.1, 0.1]) await put(length * fullBytes)
  const [first, second, ...rest] = from
  expect(rest.slice(0, 4)).toEqual([first, second, first, second])
  expect(from.slice(-2)).toEqual([a.buffer, b.buffer])
})

test('without buffers of its owner it has two of its own', async () => {
  const {put, from} = writerWith()
  for (let i = 0; i < 4; i++) await put(10)
  expect(from[0]).not.toBe(from[1])
  expect(from.slice(2)).toEqual(from.slice(0, 2))
})
