// Latencies in buckets: constant memory for any number of records, and percentiles exact to 0.2 %.

/** The number of buckets for each power of two of microseconds; below that, each microsecond has its own bucket. */
const perDouble = 512
/** Up to 2^42 µs, 50 days. */
const doublings = 34

export interface LatencySummary {
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}
/** `count` records took at most `upToMs` and more than the bucket before. */
export interface HistogramBucket {
  readonly upToMs: number
  readonly count: number
}

export class Latencies {
  readonly #counts = new Float64Array(perDouble * doublings)
  #count = 0
  #total = 0
  #max = 0

  get count(): number {
    return this.#count
  }

  /** `times`: the number of records with this latency. */
  record(ms: number, times = 1): void {
    if (times === 0) return
    const us = Math.max(0, Math.round(ms * 1000))
    const bucket = bucketOf(us)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times
    this.#count += times
    this.#total += ms * times
    if (ms > this.#max) this.#max = ms
  }

  /** Milliseconds, to the microsecond; undefined without a record. */
  summary(): LatencySummary | undefined {
    if (this.#count === 0) return undefined
    return {
      mean: rounded(this.#total / this.#count),
      p50: this.#percentile(0.5),
      p90: this.#percentile(0.9),
      p99: this.#percentile(0.99),
      p999: this.#percentile(0.999),
      max: rounded(this.#max),
    }
  }

  /** From the fastest to the slowest, in buckets that double, including empty ones in between. */
  histogram(): HistogramBucket[] {
    const byLimit = new Map<number, number>()
    for (const [at, count] of this.#counts.entries()) {
      if (count === 0) continue
      const limit = 2 ** Math.ceil(Math.log2(Math.max(1, topOf(at))))
      byLimit.set(limit, (byLimit.get(limit) ?? 0) + count)
    }
    const limits = [...byLimit.keys()]
    if (limits.length === 0) return []
    const [first, last] = [Math.min(...limits), Math.max(...limits)]
    const buckets: HistogramBucket[] = []
    for (let limit = first; limit <= last; limit *= 2)
      buckets.push({upToMs: limit / 1000, count: byLimit.get(limit) ?? 0})
    return buckets
  }

  #percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#count))
    let seen = 0
    for (const [at, count] of this.#counts.entries()) {
      seen += count
      if (seen >= wanted) return rounded(Math.min(topOf(at) / 1000, this.#max))
    }
    return rounded(this.#max)
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

function bucketOf(us: number): number {
  if (us < 2 * perDouble) return us
  const double = Math.floor(Math.log2(us / perDouble))
  const within = Math.floor(us / 2 ** double) - perDouble
  return Math.min(perDouble * doublings - 1, (double + 1) * perDouble + within)
}

/** The largest value of a bucket, µs. */
function topOf(bucket: number): number {
  if (bucket < 2 * perDouble) return bucket
  const double = Math.floor(bucket / perDouble) - 1
  return (perDouble + (bucket % perDouble) + 1) * 2 ** double - 1
}
