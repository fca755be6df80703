// The part of java.util.Formatter that the tables need.

/** `%-15s %-10s …`: cells padded to these widths and joined by one space. A width of 0 leaves the cell as it is. */
export const padded = (cells: readonly string[], widths: readonly number[]): string =>
  cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ')

/** The width of a column: that of its longest cell, but at least `least`. */
export const widest = (least: number, cells: Iterable<string>): number => {
  let width = least
  for (const cell of cells) width = Math.max(width, cell.length)
  return width
}

/** `%.Nf`: rounded half up on the shortest decimal form of the number, not on its binary value as toFixed does. */
export function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (!Number.isFinite(value)) return `${sign}Infinity`
  const [mantissa = '', exponent] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const shift = Number(exponent) - (digits.length - 1) + decimals
  const unit = 10n ** BigInt(Math.max(0, -shift))
  const scaled = (BigInt(digits) * 10n ** BigInt(Math.max(0, shift)) * 2n + unit) / (2n * unit)
  const text = String(scaled).padStart(decimals + 1, '0')
  const whole = text.length - decimals
  return `${sign}${text.slice(0, whole)}${decimals > 0 ? '.' : ''}${text.slice(whole)}`
}
