/** In flight per connection: the broker prepares one response while we read the one before. */
const mostInFlight = 2

/**
 * Spreads requests to one broker over several connections, because a broker answers those on one connection in sequence. Each
 * request takes the connection with the fewest in flight, so that none is left with a long queue at the end.
 */
export class Lanes {
  readonly #purposes: readonly string[]
  readonly #inFlight: number[]
  readonly #waiting: (() => void)[] = []

  /** The purposes of the connections: see `Cluster.connection`. */
  constructor(purposes: readonly string[]) {
    this.#purposes = purposes
    this.#inFlight = purposes.map(() => 0)
  }

  /** Resolves as `request` does, which gets the purpose of its connection. */
  async run<T>(request: (purpose: string) => Promise<T>): Promise<T> {
    for (;;) {
      const least = Math.min(...this.#inFlight)
      if (least < mostInFlight) return this.#runIn(this.#inFlight.indexOf(least), request)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async #runIn<T>(lane: number, request: (purpose: string) => Promise<T>): Promise<T> {
    this.#inFlight[lane] = (this.#inFlight[lane] ?? 0) + 1
    try {
      return await request(this.#purposes[lane] ?? '')
    } finally {
      this.#inFlight[lane] = (this.#inFlight[lane] ?? 1) - 1
      this.#waiting.shift()?.()
    }
  }
}
