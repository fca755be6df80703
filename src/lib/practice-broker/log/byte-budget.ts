/** Data that is dropped as a whole. */
export interface Aged {
  /** Counts across all logs: the lowest is the oldest. */
  readonly born: number
}
/** A log from which the budget can take bytes back. */
export interface Evictable {
  readonly oldest: Aged | undefined
  /** Drops `oldest` and subtracts its bytes from `used`. */
  dropOldest(): void
}

/** The bytes that all logs together may use; the oldest segments make room for new ones. */
export class ByteBudget {
  readonly limit: number
  used = 0
  /** Segments lost to the limit so far. */
  dropped = 0
  readonly #logs = new Set<Evictable>()
  #born = 0

  constructor(limit: number) {
    this.limit = limit
  }

  nextBorn(): number {
    return ++this.#born
  }

  add(log: Evictable): void {
    this.#logs.add(log)
  }

  remove(log: Evictable): void {
    this.#logs.delete(log)
  }

  /** Drops the oldest segments of any partition until the limit holds, but never the one just written to. */
  makeRoom(written: Aged): void {
    while (this.used > this.limit) {
      let oldest: Evictable | undefined
      for (const log of this.#logs) {
        if (log.oldest === undefined || log.oldest === written) continue
        if (oldest?.oldest === undefined || log.oldest.born < oldest.oldest.born) oldest = log
      }
      if (!oldest) return
      oldest.dropOldest()
      this.dropped++
    }
  }
}
