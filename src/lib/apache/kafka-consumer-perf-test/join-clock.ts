import type {Reading} from '../../groups/membership/reading.ts'

/** Measures for how long a member waits for partitions. */
export class JoinClock {
  /** In all, ms. */
  totalMs = 0
  /** Since `lap`, ms. */
  #lapMs = 0
  readonly #assigned = new Set<string>()
  readonly #now: () => number
  #since: number

  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** The time since the last call, ms. */
  lap(): number {
    const ms = this.#lapMs
    this.#lapMs = 0
    return ms
  }

  /** Wraps the reading so that the clock sees which partitions it is given. */
  watch(reading: Reading): Reading {
    const name = ({topic, partition}: {readonly topic: string; readonly partition: number}) => `${topic}-${partition}`
    return {
      joined: () => {
        this.#assigning()
        reading.joined?.()
      },
      add: (partitions, member) => {
        this.#assigning()
        for (const each of partitions) this.#assigned.add(name(each))
        return reading.add(partitions, member)
      },
      remove: (partitions, member) => {
        for (const each of partitions) this.#assigned.delete(name(each))
        if (this.#assigned.size === 0) this.#since = this.#now()
        return reading.remove(partitions, member)
      },
      lose: (partitions) => {
        for (const each of partitions) this.#assigned.delete(name(each))
        if (this.#assigned.size === 0) this.#since = this.#now()
        reading.lose(partitions)
      },
    }
  }

  #assigning() {
    if (this.#assigned.size > 0) return
    const now = this.#now()
    this.totalMs += now - this.#since
    this.#lapMs += now - this.#since
    this.#since = now
  }
}
