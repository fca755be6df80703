import type {PartitionLog} from './partition-log.ts'
import type {Segment} from './segment.ts'

/** The bytes that all logs together may take; the oldest segments make room for new ones. */
export class Memory {
  readonly limit: number
  used = 0
  /** Segments lost to the limit so far. */
  dropped = 0
  readonly #logs = new Set<PartitionLog>()
  #born = 0

  constructor(limit: number) {
    this.limit = limit
  }

  nextBorn(): number {
    return ++this.#born
  }

  add(log: PartitionLog): void {
    this.#logs.add(log)
  }

  remove(log: PartitionLog): void {
    this.#logs.delete(log)
  }

  /** Drops the oldest segments of whatever partition, but never the one just written to. */
  makeRoom(written: Segment): void {
    while (this.used > this.limit) {
      let oldest: PartitionLog | undefined
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
