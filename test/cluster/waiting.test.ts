import {expect, test, vi} from 'vitest'
import {delayedAbort, orAborted, pause, settledWithin, valueWithin} from '../../src/lib/cluster/waiting.ts'

const never = new Promise<string>(() => undefined)
const failing = () => Promise.reject(new Error('it failed'))

test('orAborted gives the value, or raises the reason of a signal that aborts first', async () => {
  expect(await orAborted(Promise.resolve(1), new AbortController().signal)).toBe(1)
  const controller = new AbortController()
  const waiting = orAborted(never, controller.signal)
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await expect(orAborted(never, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
})

test('pause ends after its time, or at once with the reason of a signal that aborts', async () => {
  await pause(1)
  await pause(1, new AbortController().signal)
  const controller = new AbortController()
  const waiting = pause(60_000, controller.signal)
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
})

test('no warning about a negative time is printed when a throttle ended a moment ago', async () => {
  const warned: Error[] = []
  const note = (warning: Error) => void warned.push(warning)
  process.on('warning', note)
  try {
    await pause(-0.09)
    await pause(-5, new AbortController().signal)
    await new Promise((resolve) => setImmediate(resolve)) // warnings are emitted in a later tick
  } finally {
    process.off('warning', note)
  }
  expect(warned).toEqual([])
})

test('valueWithin gives undefined after the limit, and a failure within it', async () => {
  expect(await valueWithin(Promise.resolve('v'), 1000)).toBe('v')
  expect(await valueWithin(never, 1)).toBeUndefined()
  await expect(valueWithin(failing(), 1000)).rejects.toThrow('it failed')
  expect(await valueWithin(Promise.resolve('v'), Infinity)).toBe('v')
})

test('settledWithin tells whether the promise was fulfilled in time', async () => {
  expect(await settledWithin(Promise.resolve(), 1000)).toBe(true)
  expect(await settledWithin(never, 1)).toBe(false)
  await expect(settledWithin(failing(), 1000)).rejects.toThrow('it failed')
})

test('a rejection that comes after the limit goes unnoticed', async () => {
  const late = Promise.withResolvers<never>()
  expect(await settledWithin(late.promise, 1)).toBe(false)
  late.reject(new Error('late'))
  await new Promise((resolve) => setImmediate(resolve)) // an unhandled rejection would fail the run
})

test('delayedAbort aborts the given time after its signal, with its reason, unless it was ended', () => {
  vi.useFakeTimers()
  try {
    const controller = new AbortController()
    const delayed = delayedAbort(controller.signal, 100)
    const ended = delayedAbort(controller.signal, 100)
    const reason = new Error('stop')
    controller.abort(reason)
    ended.end()
    vi.advanceTimersByTime(99)
    expect(delayed.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(delayed.signal.reason).toBe(reason)
    expect(ended.signal.aborted).toBe(false)
    expect(delayedAbort(controller.signal, 0).signal).toBe(controller.signal)
  } finally {
    vi.useRealTimers()
  }
})
