// Limits the rate of producing.
import {setTimeout as sleep} from 'node:timers/promises'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {timerMs} from '../../cluster/waiting.ts'

export interface Rate {
  readonly recordsPerSecond?: number | undefined
  readonly bytesPerSecond?: number | undefined
}

/** Shorter waits are added up until they are worth a timer, ms. */
const shortestMs = 5

/** Spaces records evenly. A pause is not followed by a burst to make up for it. */
export class Pace {
  readonly #msPerRecord: number
  readonly #msPerByte: number
  readonly #now: () => number
  /** The time at which the next record may be sent. */
  #next = 0

  constructor({recordsPerSecond = Infinity, bytesPerSecond = Infinity}: Rate, now = monotonicMs) {
    this.#msPerRecord = 1000 / recordsPerSecond
    this.#msPerByte = 1000 / bytesPerSecond
    this.#now = now
  }

  /** Counts a record. Returns how long to wait before the next one, ms; usually 0. */
  take(bytes: number): number {
    const now = this.#now()
    this.#next = Math.max(this.#next, now) + Math.max(this.#msPerRecord, bytes * this.#msPerByte)
    const wait = this.#next - now
    return wait < shortestMs ? 0 : wait
  }

  /** Ends early, without an error, when the signal aborts. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(timerMs(ms), undefined, signal ? {signal} : {}).catch(() => undefined)
  }
}
