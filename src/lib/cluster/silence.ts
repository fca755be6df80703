// Remembers brokers that do not answer. An operation sends several requests, each with a time limit: without this, a
// frozen broker would cost that limit each time.
import type {ConnectionReason} from './connection-reasons.ts'
import type {ConnectionError} from './errors.ts'
import {monotonicMs} from './monotonic.ts'

/** Long enough to connect and get an answer from a broker that is available again, ms. */
export const briefMs = 1000

const silent: ReadonlySet<ConnectionReason> = new Set(['connectTimedOut', 'tlsTimedOut', 'silent', 'requestTimedOut'])

/** Remembers by `host:port` which brokers have not answered. */
export class Silence {
  readonly #totalMs: number
  /** When the first unanswered try began, if none was answered since. */
  readonly #since = new Map<string, number>()

  /** `totalMs`: how long a broker is waited for, all calls together. */
  constructor(totalMs: number) {
    this.#totalMs = totalMs
  }

  /** A try that began `elapsedMs` ago has failed. */
  failed({reason, address}: ConnectionError, elapsedMs: number): void {
    if (!silent.has(reason)) return
    const now = monotonicMs()
    const since = this.#since.get(address)
    // After the same time again, a broker gets the full time once more, because a brief try may not be enough over a
    // slow line.
    if (since === undefined || now - since > 2 * this.#totalMs + briefMs) this.#since.set(address, now - elapsedMs)
  }

  answered(address: string): void {
    if (this.#since.size > 0) this.#since.delete(address)
  }

  /** Whether the broker has used up its time, so that it is only tried briefly. */
  isKnown(address: string): boolean {
    const since = this.#since.get(address)
    if (since === undefined) return false
    const silentMs = monotonicMs() - since
    // The tolerance covers limits that end a few milliseconds early.
    return silentMs >= this.#totalMs * 0.95 && silentMs <= 2 * this.#totalMs + briefMs
  }

  /** Whether there is any such broker, so that known leaders may be out of date. */
  get isAnyKnown(): boolean {
    return [...this.#since.keys()].some((address) => this.isKnown(address))
  }
}
