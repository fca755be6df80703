// How long to wait before asking again, and for how long to go on asking.
import {setTimeout as sleep} from 'node:timers/promises'
import {monotonicMs} from './monotonic.ts'

/** When the time of a call or a command is over, retries included; monotonic, so a corrected clock does not move it. */
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

/** Doubles from retry.backoff.ms to retry.backoff.max.ms, give or take a fifth (KIP-580). */
export class BackOff {
  readonly #firstMs: number
  readonly #mostMs: number
  #tries = 0

  constructor(firstMs = 100, mostMs = 1000) {
    this.#firstMs = firstMs
    this.#mostMs = mostMs
  }

  /** Ends early, without an error, when the deadline is over; raises the signal's reason when it aborts. */
  async wait(deadline: Deadline, signal?: AbortSignal): Promise<void> {
    const whole = Math.min(this.#mostMs, this.#firstMs * 2 ** this.#tries++)
    const ms = Math.min(deadline.left, whole * (0.8 + Math.random() * 0.4))
    await sleep(ms, undefined, signal ? {signal} : {}).catch((error: unknown) => {
      throw signal?.reason ?? error
    })
  }

  reset(): void {
    this.#tries = 0
  }
}
