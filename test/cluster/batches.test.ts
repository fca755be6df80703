import {expect, test, vi} from 'vitest'
import {answersInTurn, inTurn, weighed} from '../../src/lib/cluster/batches.ts'
import {ConnectionError, KafkaError} from '../../src/lib/cluster/errors.ts'

test('pieces weigh at most the given weight, in order; a heavier item is alone', () => {
  expect(weighed([3, 3, 4, 1, 12, 2, 8], (weight) => weight, 10)).toEqual([[3, 3, 4], [1], [12], [2, 8]])
  expect(weighed([], () => 1, 10)).toEqual([])
})

const failed = (item: number, code: number, text: string) => `${item}: ${code} ${text}`

test('one request follows the other, and each but the last reports progress', async () => {
  let open = 0
  const onProgress = vi.fn()
  const send = async (piece: readonly number[]) => {
    expect(++open).toBe(1)
    await Promise.resolve()
    open--
    return piece.map((item) => `${item}: sent`)
  }
  const outcomes = await inTurn([[1, 2], [3], [4]], send, failed, {onProgress})
  expect(outcomes).toEqual(['1: sent', '2: sent', '3: sent', '4: sent'])
  expect(onProgress.mock.calls).toEqual([[2], [3]])
})

const failing = (error: Error) => async (piece: readonly number[]) => {
  if (piece.includes(3)) throw error
  return piece.map((item) => `${item}: sent`)
}

test('when a later request fails, earlier changes are still reported, and nothing more is sent', async () => {
  const lost = new ConnectionError('b:1', 'closed', 'b:1 hung up')
  expect(await inTurn([[1], [2, 3], [4]], failing(lost), failed)).toEqual([
    '1: sent',
    '2: 13 b:1 hung up',
    '3: 13 b:1 hung up',
    '4: 13 not sent, because an earlier request failed: b:1 hung up',
  ])
  const refused = new KafkaError(31, 'create', 'no')
  expect(await inTurn([[1], [3]], failing(refused), failed)).toEqual(['1: sent', '3: 31 no'])
})

test('a failure of the first request concerns all items, and a bug is raised', async () => {
  const refused = new KafkaError(31, 'create', 'no')
  await expect(inTurn([[3], [4]], failing(refused), failed)).rejects.toBe(refused)
  const bug = new TypeError('a bug')
  await expect(inTurn([[1], [3]], failing(bug), failed)).rejects.toBe(bug)
})

test('a question in several requests keeps the answers so far when a later one fails, and shares the time', async () => {
  const left: number[] = []
  const ask = async (piece: readonly number[], {timeoutMs}: {timeoutMs: number}) => {
    left.push(timeoutMs)
    if (piece.includes(3)) throw new ConnectionError('b:1', 'closed', 'b:1 hung up')
    return piece.map((item) => `${item}: answered`)
  }
  expect(await answersInTurn([[1, 2], [3], [4]], {timeoutMs: 5000}, ask)).toEqual(['1: answered', '2: answered'])
  expect(left).toHaveLength(2)
  expect(left.every((ms) => ms > 0 && ms <= 5000)).toBe(true)
  await expect(answersInTurn([[3], [4]], {timeoutMs: 5000}, ask)).rejects.toThrow('b:1 hung up')
  const bug = new TypeError('a bug')
  const failsLater = async (piece: readonly number[]) => {
    if (piece.includes(3)) throw bug
    return piece
  }
  await expect(answersInTurn([[1], [3]], {timeoutMs: 5000}, failsLater)).rejects.toBe(bug)
})

test('when the time is over, no further request is sent', async () => {
  const asked: number[] = []
  const ask = async (piece: readonly number[]) => {
    asked.push(...piece)
    return piece
  }
  expect(await answersInTurn([[1], [2]], {timeoutMs: 0}, ask)).toEqual([1])
  expect(asked).toEqual([1])
})
