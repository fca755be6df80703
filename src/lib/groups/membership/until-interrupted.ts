import type {Heartbeats, Interruption} from './heartbeats.ts'

export interface InterruptedBy {
  readonly stop: AbortSignal
  readonly heartbeats: Heartbeats | undefined
  /** Resolves when the subscribed topics have changed, rejects when its signal aborts. */
  readonly topicsChanged: (signal: AbortSignal) => Promise<void>
}

/**
 * Waits for the first event that ends the reading of one generation: a stop, changed topics, or a heartbeat's
 * interruption.
 */
export async function untilInterrupted({
  stop,
  heartbeats,
  topicsChanged,
}: InterruptedBy): Promise<Interruption | 'stopped' | 'topics changed'> {
  const over = new AbortController()
  const {signal} = over
  const stopped = new Promise<'stopped'>((resolve) => {
    if (stop.aborted) resolve('stopped')
    else stop.addEventListener('abort', () => resolve('stopped'), {once: true, signal})
  })
  const changed = topicsChanged(signal).then(() => 'topics changed' as const)
  changed.catch(() => undefined) // rejects when `over` aborts
  try {
    return await Promise.race([stopped, changed, ...(heartbeats ? [heartbeats.interrupted] : [])])
  } finally {
    over.abort()
  }
}
