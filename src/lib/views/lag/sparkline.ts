const blocks = '▁▂▃▄▅▆▇█'

/** The newest `width` values as blocks, with a full block for the largest; an unknown value is a dot. */
export function sparkline(series: readonly (number | null)[], width: number): string {
  const shown = series.slice(-width)
  const most = Math.max(1, ...shown.map((value) => value ?? 0))
  return shown
    .map((value) => {
      if (value === null) return '·'
      return value <= 0 ? '▁' : (blocks[Math.min(7, Math.ceil((value / most) * 8) - 1)] ?? '█')
    })
    .join('')
}
