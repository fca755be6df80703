import type {Coordinator} from './coordinator.ts'

/**
 * Limits how long a group waits for JoinGroup or SyncGroup requests. The first members of a group get some time to
 * arrive (KIP-134): `group.initial.rebalance.delay.ms`, extended as long as more of them come.
 */
export class JoinDeadline {
  readonly #coordinator: Coordinator
  #cancelTimer: () => void = () => undefined
  #isInitial = false
  #newcomers = false

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator
  }

  /** While the group waits for its first members, only the timer completes the rebalance. */
  get isInitial(): boolean {
    return this.#isInitial
  }

  /** A member joined. */
  arrived(): void {
    if (this.#isInitial) this.#newcomers = true
  }

  /** Waits for a group's first members, at most `longestMs`, then calls `over`. */
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

  /** Calls `over` after this time and cancels an earlier deadline. */
  start(ms: number, over: () => void): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#coordinator.timers.after(ms, over)
  }

  /** Cancels the deadline. */
  end(): void {
    this.#cancelTimer()
    this.#isInitial = this.#newcomers = false
  }

  #delayMs(): number {
    return this.#coordinator.setting('group.initial.rebalance.delay.ms')
  }
}
