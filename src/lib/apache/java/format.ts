// The few of java.util.Formatter's ways that tables need.

/** `%-15s `, and so on: cells padded to these widths, one blank between; the last width of 0 leaves its cell as it is. */
export const padded = (cells: readonly string[], widths: readonly number[]): string =>
  cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ')

/** Width of a column: its longest cell, or at least this. */
export const widest = (least: number, cells: Iterable<string>): number => {
  let width = least
  for (const cell of cells) width = Math.max(width, cell.length)
  return width
}
