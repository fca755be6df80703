/** Requests in flight per connection: the broker prepares one response while we read the one before. */
const mostInFlight = 2

interface Lane {
  readonly purpose: string
  inFlight: number
}

/**
 * Spreads requests to one broker over several connections, because a broker answers the requests of one connection in
 * sequence. Each request takes the connection with the fewest in flight, so that none is left with a long queue at the end.
 */
export class Lanes {
  readonly #lanes: Lane[]
  readonly #waiting: (() => void)[] = []

  /** The purposes of the connections: see `Cluster.connection`. */
  constructor(purposes: readonly string[]) {
    this.#lanes = purposes.map((purpose) => ({purpose, inFlight: 0}))
  }

  /** Settles as `request` does, which gets the purpose of its connection. */
  async run<T>(request: (purpose: string) => Promise<T>): Promise<T> {
    for (;;) {
      const free = this.#lanes.reduce((best, lane) => (lane.inFlight < best.inFlight ? lane : best))
      if (free.inFlight < mostInFlight) return this.#runIn(free, request)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async #runIn<T>(lane: Lane, request: (purpose: string) => Promise<T>): Promise<T> {
    lane.inFlight++
    try {
      return await request(lane.purpose)
    } finally {
      lane.inFlight--
      this.#waiting.shift()?.()
    }
  }
}
