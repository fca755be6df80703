import type {Coordinator} from './coordinator.ts'

/**
 * How long a round of joining, or of waiting for SyncGroup, may take. The first members of a group are given some time to
 * come together (KIP-134): `group.initial.rebalance.delay.ms`, again for as long as more of them arrive.
 */
export class JoinDeadline {
  readonly #coordinator: Coordinator
  #cancelTimer: () => void = () => undefined
  #isInitial = false
  #newcomers = false

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator
  }

  /** While the first members come together: the round then ends by time only. */
  get isInitial(): boolean {
    return this.#isInitial
  }

  /** A member joined. */
  arrived(): void {
    if (this.#isInitial) this.#newcomers = true
  }

  /** Runs `over` once the first members had their time, at most `longestMs` from now. */
  startInitial(longestMs: number, over: () => void): void {
    this.#isInitial = true
    const delayMs = this.#delayMs()
    this.#waitForMore(delayMs, longestMs - delayMs, over)
  }

  #waitForMore(delayMs: number, remainingMs: number, over: () => void) {
    this.start(delayMs, () => {
      if (!this.#newcomers || remainingMs <= 0) return over()
      this.#newcomers = false
      this.#waitForMore(Math.min(this.#delayMs(), remainingMs), remainingMs - delayMs, over)
    })
  }

  /** Runs `over` after this time, instead of whatever was to be run before. */
  start(ms: number, over: () => void): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#coordinator.timers.after(ms, over)
  }

  /** The round ended. */
  end(): void {
    this.#cancelTimer()
    this.#isInitial = this.#newcomers = false
  }

  #delayMs(): number {
    return this.#coordinator.setting('group.initial.rebalance.delay.ms')
  }
}
