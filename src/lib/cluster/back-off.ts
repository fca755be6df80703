// How long to wait before a retry, and how long to keep retrying.
import {pause} from './waiting.ts'
import {monotonicMs} from './monotonic.ts'

/**
 * The end of the time for a call or a command, retries included. It is monotonic, so that a corrected clock does not
 * move it.
 */
export class Deadline {
  readonly #at: number

  constructor(timeoutMs: number) {
    this.#at = monotonicMs() + timeoutMs
  }

  /** Milliseconds left, never below 0. */
  get left(): number {
    return Math.max(0, this.#at - monotonicMs())
  }

  get over(): boolean {
    return this.left === 0
  }
}

/** Waits that double from retry.backoff.ms to retry.backoff.max.ms, with 20 % jitter (KIP-580). */
export class BackOff {
  readonly #firstMs: number
  readonly #mostMs: number
  #tries = 0

  constructor(firstMs = 100, mostMs = 1000) {
    this.#firstMs = firstMs
    this.#mostMs = mostMs
  }

  /** Waits; ends early, without an error, when the deadline is over, and throws the signal's reason when it aborts. */
  async wait(deadline: Deadline, signal?: AbortSignal): Promise<void> {
    const whole = Math.min(this.#mostMs, this.#firstMs * 2 ** this.#tries++)
    const ms = Math.min(deadline.left, whole * (0.8 + Math.random() * 0.4))
    await pause(ms, signal)
  }

  reset(): void {
    this.#tries = 0
  }
}
