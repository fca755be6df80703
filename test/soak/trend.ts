// Whether something grows: the slope of its values over time, by least squares.

export interface Point {
  readonly atMs: number
  readonly value: number
}

export interface Trend {
  readonly first: number
  readonly last: number
  readonly most: number
  /** Units per hour. */
  readonly perHour: number
  /** What the slope makes over the time that was looked at. */
  readonly growth: number
}

/** Of the points after the first third, in which caches fill and code is compiled; zeros without points. */
export function trendOf(points: readonly Point[]): Trend {
  const settled = points.slice(Math.floor(points.length / 3))
  const [first, last] = [settled[0], settled.at(-1)]
  if (!first || !last) return {first: 0, last: 0, most: 0, perHour: 0, growth: 0}
  const mean = (of: (point: Point) => number) => settled.reduce((sum, point) => sum + of(point), 0) / settled.length
  const [time, value] = [mean(({atMs}) => atMs), mean((point) => point.value)]
  const spread = settled.reduce((sum, {atMs}) => sum + (atMs - time) ** 2, 0)
  const common = settled.reduce((sum, point) => sum + (point.atMs - time) * (point.value - value), 0)
  const perMs = spread === 0 ? 0 : common / spread
  return {
    first: first.value,
    last: last.value,
    most: Math.max(...points.map((point) => point.value)),
    perHour: perMs * 3_600_000,
    growth: perMs * (last.atMs - first.atMs),
  }
}
