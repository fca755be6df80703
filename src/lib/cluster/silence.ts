// Brokers that do not answer. An operation asks one thing after the other, each with a time limit of its own: without a
// memory, a frozen broker would cost that limit each time.
import type {ConnectionReason} from './connection-reasons.ts'
import type {ConnectionError} from './errors.ts'
import {monotonicMs} from './monotonic.ts'

/** Long enough to connect and to answer for a broker that is there again, ms. */
export const briefMs = 1000

const silent: ReadonlySet<ConnectionReason> = new Set(['connectTimedOut', 'tlsTimedOut', 'silent', 'requestTimedOut'])

/** Remembers by `host:port` which brokers have not answered. */
export class Silence {
  readonly #totalMs: number
  /** When the first try began that was not answered, and none was since. */
  readonly #since = new Map<string, number>()

  /** `totalMs`: how long a broker is waited for with patience, all calls together. */
  constructor(totalMs: number) {
    this.#totalMs = totalMs
  }

  /** A try that began `elapsedMs` ago has failed. */
  failed({reason, address}: ConnectionError, elapsedMs: number): void {
    if (!silent.has(reason)) return
    const now = monotonicMs()
    const since = this.#since.get(address)
    // After as much time again, a broker gets its whole time once more: over a slow line, a brief try may not be enough.
    if (since === undefined || now - since > 2 * this.#totalMs + briefMs) this.#since.set(address, now - elapsedMs)
  }

  answered(address: string): void {
    if (this.#since.size > 0) this.#since.delete(address)
  }

  /** Whether the broker has had its time, so that it is only looked at briefly. */
  isKnown(address: string): boolean {
    const since = this.#since.get(address)
    if (since === undefined) return false
    const silentMs = monotonicMs() - since
    // A limit that is over to the millisecond counts as over.
    return silentMs >= this.#totalMs * 0.95 && silentMs <= 2 * this.#totalMs + briefMs
  }

  /** Whether there is any such broker: what was known of leaders may be out of date. */
  get isAnyKnown(): boolean {
    return [...this.#since.keys()].some((address) => this.isKnown(address))
  }
}
