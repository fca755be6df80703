// Measures how long no record has arrived although reading could continue.

export interface IdleClockSettings {
  readonly idleMs: number
  /**
   * Whether reading is only waiting for new records. Time in which the output is blocked or brokers do not answer is
   * not idle time, because there may be records waiting.
   */
  readonly waiting: () => boolean
  readonly onIdle: () => void
  /** Monotonic clock, ms. */
  readonly now: () => number
}

/** The interval of the checks, ms; changes in between go unnoticed unless a record arrives. */
const lookMs = 100

export class IdleClock {
  readonly #settings: IdleClockSettings
  #idleForMs = 0
  #lookedAt = 0
  #timer: NodeJS.Timeout | undefined

  /** The clock starts with `restart`. */
  constructor(settings: IdleClockSettings) {
    this.#settings = settings
  }

  /** Call when a record has arrived, or when there is something to wait for from now on. */
  restart(): void {
    this.#idleForMs = 0
    this.#lookedAt = this.#settings.now()
    if (this.#timer === undefined) this.#later()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #later() {
    const leftMs = this.#settings.idleMs - this.#idleForMs
    const waitMs = Math.min(leftMs, lookMs)
    this.#timer = setTimeout(() => this.#look(waitMs), waitMs)
  }

  #look(waitMs: number) {
    const {idleMs, waiting, onIdle, now} = this.#settings
    const time = now()
    // A process that was suspended (Ctrl-Z, a sleeping laptop) did not read in that time, so it does not count.
    if (waiting()) this.#idleForMs += Math.min(time - this.#lookedAt, 2 * waitMs + 1)
    this.#lookedAt = time
    if (this.#idleForMs >= idleMs) onIdle()
    else this.#later()
  }
}
