// Numbers and bytes as Java writes them.

/** Double.toString: the shortest form that distinguishes the number from its neighbours. */
export function doubleText(value: number): string {
  const size = Math.abs(value)
  const shortest = String(size)
  // Where one digit would be enough, Java still takes the nearest number with two digits.
  const single = Number.isFinite(size) && size > 0 && /^0*[.]?0*[1-9]0*(?:e|$)/.test(shortest)
  return floatingText(value, single ? size.toPrecision(2) : shortest)
}

/** Float.toString. */
export function floatText(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(size)) return floatingText(value, String(size))
  for (let digits = 2; digits < 9; digits++) {
    const text = size.toPrecision(digits)
    if (Math.fround(Number(text)) === size) return floatingText(value, text)
  }
  return floatingText(value, size.toPrecision(9))
}

/** `shortest`: the number's absolute value as JavaScript writes it. */
function floatingText(value: number, shortest: string): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (!Number.isFinite(value)) return `${sign}Infinity`
  if (value === 0) return `${sign}0.0`
  const [mantissa = '', exponentText = '0'] = shortest.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const leading = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(leading).replace(/0+$/, '') || '0'
  /** Decimal exponent of the first digit. */
  const exponent = Number(exponentText) + whole.length - 1 - leading
  if (exponent < -3 || exponent > 6) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 1, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`
}

/** org.apache.kafka.common.utils.Bytes.toString. */
export function bytesText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x5c
    text += plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
