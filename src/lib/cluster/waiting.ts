// Waits with a limit. A promise that settles after the limit is ignored, even its rejection.

/**
 * The longest time of a timer, ms (24 days): runtimes warn of a longer one on standard error, and let it end at once.
 * Sums with request.timeout.ms=2147483647, which many configurations have, are longer.
 */
export const longestTimerMs = 2 ** 31 - 1

/** A time that a timer takes: negative ones (what is left of a time that is over) are 0, and endless ones 24 days. */
export const timerMs = (ms: number): number => Math.min(Math.max(0, ms), longestTimerMs)

/**
 * Resolves after `ms` milliseconds, soon if they are negative; rejects with the signal's reason as soon as the signal
 * aborts. Loads no module for it, because most commands never wait.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const {promise, resolve} = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timerMs(ms))
  try {
    await (signal ? orAborted(promise, signal) : promise)
  } finally {
    clearTimeout(timer)
  }
}

/** The promise's value; rejects with the signal's reason if the signal aborts first. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  promise.catch(() => undefined)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, {once: true})
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

/** The promise's value, or undefined if the signal aborts first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  return (signal ? orAborted(promise, signal) : promise).catch((error: unknown) => {
    if (!signal?.aborted) throw error
    return undefined
  })
}

/** The promise's value, or undefined after `ms` milliseconds. Rejects if the promise rejects in time. */
export async function valueWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  if (ms > longestTimerMs) return promise
  const {promise: late, resolve} = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, timerMs(ms), undefined)
  promise.catch(() => undefined)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Whether the promise was fulfilled within `ms` milliseconds. Rejects if the promise rejects in time. */
export async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = promise.then(() => true)
  return (await valueWithin(settled, ms)) ?? false
}

/**
 * A signal that aborts `ms` milliseconds after the given one, with the same reason. Call `end` to release its timer.
 */
export function delayedAbort(signal: AbortSignal, ms: number): {readonly signal: AbortSignal; end(): void} {
  if (ms === 0) return {signal, end: () => undefined}
  const later = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    timer = setTimeout(() => later.abort(signal.reason), ms)
  }
  if (signal.aborted) start()
  else signal.addEventListener('abort', start, {once: true})
  const end = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', start)
  }
  return {signal: later.signal, end}
}
