import {fixed} from '../java/format.ts'

export interface StatsInput {
  /** How many records are expected. */
  readonly records: number
  readonly intervalMs: number
  readonly steadyState: boolean
  readonly print: (line: string) => void
  /** A clock, in ms. */
  readonly now: () => number
}

/** The most latencies that are kept to compute the percentiles from. */
const mostSamples = 500_000
const megabyte = 1024 * 1024
const percentiles = [0.5, 0.95, 0.99, 0.999]

/** Counts acknowledged records, prints a line for each interval, and the summary at the end. */
export class Stats {
  readonly #input: StatsInput
  readonly #start: number
  readonly #every: number
  readonly #latencies: Int32Array
  #sampled = 0
  #count = 0
  #bytes = 0
  #total = 0
  #max = 0
  #windowStart: number
  #windowCount = 0
  #windowBytes = 0
  #windowTotal = 0
  #windowMax = 0
  #silent = false

  constructor(input: StatsInput) {
    this.#input = input
    this.#start = this.#windowStart = input.now()
    this.#every = Math.floor(input.records / Math.min(input.records, mostSamples))
    this.#latencies = new Int32Array(Math.floor(input.records / this.#every) + 1)
  }

  /** Stops printing the lines of intervals. */
  silence(): void {
    this.#silent = true
  }

  /** `latency`: ms from sending to the acknowledgement, which came at `now`. */
  record(latency: number, bytes: number, now: number): void {
    if (this.#count % this.#every === 0 && this.#sampled < this.#latencies.length)
      this.#latencies[this.#sampled++] = latency
    this.#count++
    this.#bytes += bytes
    this.#total += latency
    if (latency > this.#max) this.#max = latency
    this.#windowCount++
    this.#windowBytes += bytes
    this.#windowTotal += latency
    if (latency > this.#windowMax) this.#windowMax = latency
    if (now - this.#windowStart >= this.#input.intervalMs) this.#endWindow()
  }

  #endWindow() {
    const {steadyState, print, now} = this.#input
    if (steadyState && this.#count === this.#windowCount) print('In steady state.')
    const count = this.#windowCount
    const rates = this.#rates(count, this.#windowBytes, now() - this.#windowStart, 1)
    const latencies = `${fixed(this.#windowTotal / count, 1)} ms avg latency, ${fixed(this.#windowMax, 1)} ms max latency.`
    if (!this.#silent) print(`${count} records sent, ${rates}, ${latencies}`)
    this.#windowStart = now()
    this.#windowCount = this.#windowBytes = this.#windowTotal = this.#windowMax = 0
  }

  printTotal(): void {
    const {steadyState, print, now} = this.#input
    const count = this.#count
    const sorted = this.#latencies.subarray(0, this.#sampled).toSorted()
    const names = ['50th', '95th', '99th', '99.9th']
    const shares = percentiles.map((share, at) => `${sorted[Math.floor(share * sorted.length)] ?? 0} ms ${names[at]}`)
    print(
      `${count}${steadyState ? ' steady state' : ''} records sent, ` +
        `${this.#rates(count, this.#bytes, now() - this.#start, 6)}, ${fixed(this.#total / count, 2)} ms avg latency, ` +
        `${fixed(this.#max, 2)} ms max latency, ${shares.join(', ')}.`,
    )
  }

  #rates(count: number, bytes: number, elapsedMs: number, decimals: number): string {
    const records = fixed((1000 * count) / elapsedMs, decimals)
    return `${records} records/sec (${fixed((1000 * bytes) / elapsedMs / megabyte, 2)} MB/sec)`
  }
}
