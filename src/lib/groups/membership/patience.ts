// Waiting with an end.

/**
 * What the promise gives; undefined if it takes longer, and then nobody cares any more what becomes of it. Raises the
 * signal's reason when it aborts.
 */
export async function withinPatience<T>(promise: Promise<T>, ms: number, signal?: AbortSignal): Promise<T | undefined> {
  const {promise: over, resolve, reject} = Promise.withResolvers<undefined>()
  const abort = () => reject(signal?.reason as Error)
  // Beyond 2^31 ms Node's timers fire at once; nobody waits for 24 days.
  const timer = ms < 2 ** 31 ? setTimeout(resolve, ms, undefined) : undefined
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, {once: true})
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
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
