// Watches how long records wait for their acknowledgement. Tells the user after some seconds, and gives the records up
// when their time is over.
import {monotonicMs} from '../../cluster/monotonic.ts'
import {timerMs} from '../../cluster/waiting.ts'
import type {PartitionQueue} from './partition-queue.ts'
import type {CheckedSettings} from './producer-settings.ts'

export interface OverdueInput {
  readonly settings: Pick<CheckedSettings, 'topic' | 'deliveryTimeoutMs' | 'onNotice' | 'signal'>
  readonly queues: readonly PartitionQueue[]
  /** The most recent error. */
  readonly reason: () => Error | undefined
  /** Called when the oldest records of the queue were not acknowledged in time; `within` names that time. */
  readonly giveUp: (queue: PartitionQueue, within: string) => void
}

/** The time without an acknowledgement after which the user is told, ms. */
const noticeAfterMs = 5000
/** After a signal, records that make no progress for this long are given up, ms. */
const patienceAfterSignalMs = 5000
const lookMs = 1000

export class Overdue {
  readonly #input: OverdueInput
  #timer: NodeJS.Timeout | undefined
  #progressAt = 0
  #hurriedAt = Infinity
  #told = false

  constructor(input: OverdueInput) {
    this.#input = input
    const {signal} = input.settings
    const hurry = () => {
      this.#hurriedAt = monotonicMs()
      if (this.#timer) this.#look()
    }
    if (signal.aborted) hurry()
    else signal.addEventListener('abort', hurry, {once: true})
  }

  /** Call when records are waiting. */
  watch(): void {
    if (this.#timer) return
    this.#progressAt = monotonicMs()
    this.#later(Math.min(lookMs, this.#input.settings.deliveryTimeoutMs))
  }

  /** Call when records were acknowledged. */
  progress(): void {
    this.#progressAt = monotonicMs()
    if (this.#told) this.#input.settings.onNotice(`brokers acknowledge records of ${this.#input.settings.topic} again`)
    this.#told = false
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #later(ms: number) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), timerMs(Math.max(1, ms)))
    this.#timer.unref() // the waiting records themselves keep the process alive
  }

  #look() {
    const {queues, giveUp, settings} = this.#input
    const now = monotonicMs()
    const hurried = Math.max(this.#hurriedAt, this.#progressAt) + patienceAfterSignalMs
    let next = Infinity
    let oldest = Infinity
    for (const queue of queues) {
      const {waitingSince} = queue
      if (waitingSince === undefined) continue
      oldest = Math.min(oldest, waitingSince)
      const deadline = waitingSince + settings.deliveryTimeoutMs
      if (now >= deadline) return giveUp(queue, `within ${settings.deliveryTimeoutMs} ms`)
      if (now >= hurried) return giveUp(queue, `within ${patienceAfterSignalMs / 1000} s after the signal to end`)
      next = Math.min(next, deadline, hurried)
    }
    if (oldest === Infinity) return this.stop()
    if (!this.#told && now - Math.max(oldest, this.#progressAt) >= noticeAfterMs) this.#tell(next - now)
    this.#later(Math.min(next - now, lookMs))
  }

  #tell(leftMs: number) {
    const {settings, reason} = this.#input
    this.#told = true
    const why = reason()?.message ?? 'the leaders do not answer'
    const left = Math.ceil(leftMs / 1000)
    settings.onNotice(
      `no record of ${settings.topic} was acknowledged for ${noticeAfterMs / 1000} s: ${why}; trying for ${left} s more`,
    )
  }
}
