import {expect, test, vi} from 'vitest'
import {inTurn, weighed} from '../../src/lib/cluster/batches.ts'
import {ConnectionError, KafkaError} from '../../src/lib/cluster/errors.ts'

test('pieces weigh at most so much, in order; what weighs more is alone', () => {
  expect(weighed([3, 3, 4, 1, 12, 2, 8], (weight) => weight, 10)).toEqual([[3, 3, 4], [1], [12], [2, 8]])
  expect(weighed([], () => 1, 10)).toEqual([])
})

const failed = (item: number, code: number, text: string) => `${item}: ${code} ${text}`

test('one request after the other, told after each but the last', async () => {
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

test('when a later request fails, what was done before is still told, and nothing more is sent', async () => {
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

test('a failure of the first request concerns all, a bug everything', async () => {
  const refused = new KafkaError(31, 'create', 'no')
  await expect(inTurn([[3], [4]], failing(refused), failed)).rejects.toBe(refused)
  const bug = new TypeError('a bug')
  await expect(inTurn([[1], [3]], failing(bug), failed)).rejects.toBe(bug)
})
