/** Timers that are all cleared together and do not keep the process alive. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>()

  /** Calls `run` once after `ms`; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void {
    // setTimeout accepts at most 2^31 - 1 ms and would run at once above that.
    const timeout = setTimeout(
      () => {
        this.#pending.delete(timeout)
        run()
      },
      Math.min(ms, 2 ** 31 - 1),
    )
    timeout.unref()
    this.#pending.add(timeout)
    return () => {
      clearTimeout(timeout)
      this.#pending.delete(timeout)
    }
  }

  close(): void {
    for (const timeout of this.#pending) clearTimeout(timeout)
    this.#pending.clear()
  }
}
