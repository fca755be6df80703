// The part of java.util.Formatter that tables need.

/** `%-15s %-10s …`: cells padded to these widths and joined by one space. A width of 0 leaves the cell as it is. */
export const padded = (cells: readonly string[], widths: readonly number[]): string =>
  cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ')

/** Width of a column: that of its longest cell, but at least `least`. */
export const widest = (least: number, cells: Iterable<string>): number => {
  let width = least
  for (const cell of cells) width = Math.max(width, cell.length)
  return width
}
