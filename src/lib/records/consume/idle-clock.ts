// Measures for how long no record has come although reading could go on.

export interface IdleClockSettings {
  readonly idleMs: number
  /**
   * Whether reading waits for nothing but new records now. Time in which the output is blocked, or in which brokers do not
   * answer, is not idle time: records may be waiting behind it.
   */
  readonly waiting: () => boolean
  readonly onIdle: () => void
  /** Monotonic clock, ms. */
  readonly now: () => number
}

/** How often to look, ms: what happens in between is not noticed, unless a record comes of it. */
const lookMs = 100

export class IdleClock {
  readonly #settings: IdleClockSettings
  #idleForMs = 0
  #lookedAt = 0
  #timer: NodeJS.Timeout | undefined

  /** Begins with `restart`. */
  constructor(settings: IdleClockSettings) {
    this.#settings = settings
  }

  /** A record has come, or there is something to wait for from now on. */
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
    // A process that was stopped (Ctrl-Z, a sleeping laptop) did not read meanwhile: that time does not count.
    if (waiting()) this.#idleForMs += Math.min(time - this.#lookedAt, 2 * waitMs + 1)
    this.#lookedAt = time
    if (this.#idleForMs >= idleMs) onIdle()
    else this.#later()
  }
}
