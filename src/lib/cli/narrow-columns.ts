// Chooses the columns of a live table that fit on a narrow screen, and their widths.
import {displayWidth} from './table.ts'

export interface WideColumn {
  /** The width of the heading, and of the heading and all cells, in columns of the terminal. */
  readonly heading: number
  readonly width: number
  readonly narrow?: 'shorten' | 'cut' | number | undefined
}

/** A name shortened below this width says nothing. */
const leastName = 12
const gap = 2

/**
 * The widths, with two blanks between columns; 0 for a column that is removed. Columns without `narrow` keep their
 * width.
 */
export function fitColumns(columns: readonly WideColumn[], width: number): number[] {
  const widths = columns.map((column) => (column.narrow === 'cut' ? 0 : column.width))
  const excess = () => widths.reduce((sum, each) => sum + (each === 0 ? 0 : each + gap), -gap) - width
  const narrowNames = (least: number) => {
    const names = [...columns.keys()].filter((i) => columns[i]?.narrow === 'shorten')
    for (let over = excess(); over > 0; over = excess()) {
      const at = names.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0]
      if (at === undefined || (widths[at] ?? 0) <= least) return
      // The widest column is narrowed first, down to the next one, so that short names stay whole.
      const next = Math.max(least, ...names.filter((i) => i !== at).map((i) => widths[i] ?? 0))
      widths[at] = Math.max(least, (widths[at] ?? 0) - over, Math.min(next, (widths[at] ?? 0) - 1))
    }
  }
  narrowNames(leastName)
  const leaving = [...columns.keys()]
    .filter((i) => typeof columns[i]?.narrow === 'number')
    .toSorted((a, b) => Number(columns[a]?.narrow) - Number(columns[b]?.narrow))
  for (const i of leaving) if (excess() > 0) widths[i] = 0
  // The width of a removed column is given back to the names.
  columns.forEach(({narrow, width: whole}, i) => {
    if (narrow !== 'shorten') return
    widths[i] = Math.min(whole, (widths[i] ?? 0) + Math.max(0, -excess()))
  })
  narrowNames(1)
  columns.forEach(({narrow, heading, width: whole}, i) => {
    if (narrow !== 'cut') return
    const room = -excess() - gap
    widths[i] = room >= heading ? Math.min(whole, room) : 0
  })
  return widths
}

/** `analytics-…-daily-7`: the end of a name says more than its middle. */
export function shortened(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width <= 1) return '…'
  const characters = Array.from(text)
  const tail: string[] = []
  const head: string[] = []
  let left = width - 1
  for (let i = 0; i < characters.length; i++) {
    const fromEnd = i % 2 === 0
    const next = (fromEnd ? characters[characters.length - 1 - tail.length] : characters[head.length]) ?? ''
    if (displayWidth(next) > left) break
    left -= displayWidth(next)
    if (fromEnd) tail.unshift(next)
    else head.push(next)
  }
  return `${head.join('')}…${tail.join('')}`
}
