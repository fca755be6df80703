import type {HistogramBucket} from '../../perf/latencies.ts'
import {grouped} from '../../text/plural.ts'

const width = 40

/** A line for each bucket, with a bar as long as its share. */
export function renderBars(buckets: readonly HistogramBucket[]): string {
  const most = Math.max(1, ...buckets.map(({count}) => count))
  return buckets
    .map(({upToMs, count}) => {
      const bar = '#'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * width)))
      return `up to ${String(upToMs).padStart(10)} ms  ${grouped(count).padStart(12)}  ${bar}`.trimEnd()
    })
    .map((line) => `${line}\n`)
    .join('')
}
