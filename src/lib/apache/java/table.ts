/** ToolsUtils.prettyPrintTable: every cell is as wide as the widest of its column, and a tab follows it. */
export function prettyTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows.map((row) => `${row.map((cell, at) => `${cell.padEnd(widths[at] ?? 0)}\t`).join('')}\n`).join('')
}
