// Waiting with an end. What comes after it is nobody's concern any more, rejections included.

/** What the promise gives, or the signal's reason raised when it aborts before. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  promise.catch(() => undefined)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, {once: true})
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort))
}

/** What the promise gives, or undefined if that takes longer. */
export async function withinPatience<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  // Beyond 2^31 ms Node's timers fire at once; nobody waits for 24 days.
  if (ms >= 2 ** 31) return promise
  const {promise: late, resolve} = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, ms, undefined)
  promise.catch(() => undefined)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Aborts so many ms after the other; `end` when nobody needs it any more. */
export function delayed(signal: AbortSignal, ms: number): {readonly signal: AbortSignal; end(): void} {
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
