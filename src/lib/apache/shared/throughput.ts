// Apache's ThroughputThrottler: limits the average number of records per second since the start, so a pause is made
// up for.
import {setTimeout as sleep} from 'node:timers/promises'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {timerMs} from '../../cluster/waiting.ts'

/** Shorter waits add up until they are worth a timer, ms. */
const shortestMs = 2

export class Throughput {
  readonly #perSecond: number
  readonly #signal: AbortSignal
  readonly #start = monotonicMs()

  /** `perSecond`: negative for no limit; 0 lets one record pass, and then none. */
  constructor(perSecond: number, signal: AbortSignal) {
    this.#perSecond = perSecond
    this.#signal = signal
  }

  /**
   * To be called after this many records: returns a promise if the next one has to wait. Rejects when the signal
   * aborts.
   */
  wait(records: number): Promise<void> | undefined {
    if (!(this.#perSecond >= 0)) return undefined
    const due = this.#perSecond === 0 ? Infinity : this.#start + (records * 1000) / this.#perSecond
    const early = due - monotonicMs()
    return early < shortestMs ? undefined : sleep(timerMs(early), undefined, {signal: this.#signal})
  }
}
