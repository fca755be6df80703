/**
 * Parses a number of things: `500`, `10k` (thousand), `1.5M` (million), `2G`. Undefined for anything else; `m` means
 * minutes, in durations.
 */
export function parseCount(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kKMG]?)$/.exec(text) ?? []
  if (digits === undefined || (unit === '' && digits.includes('.'))) return undefined
  const count = Math.round(Number(digits) * (factors[unit] ?? 1))
  return Number.isSafeInteger(count) ? count : undefined
}

const factors: Readonly<Record<string, number>> = {k: 1e3, K: 1e3, M: 1e6, G: 1e9}
