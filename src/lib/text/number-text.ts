// Numbers as they are printed: the shortest text that is the same number again.

/** JSON's number, or a string for what JSON has no number for: `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The same for a value of 32 bits: 1.1, where its exact value as a double is 1.10000002384185791015625. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return doubleText(value)
  // With 9 digits every float is unique, and with fewer than 6 none is lost that 6 would not show.
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(Number(value.toPrecision(9)))
}

/** The text of a 32-bit value as Java's Float.toString gives it (JDK 19 and later). */
export function javaFloatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return javaDoubleText(value)
  for (let digits = 1; digits < 9; digits++) {
    const shorter = rounded(value, digits)
    // At least two digits, and then the nearest two: 1.4E-45, where 1E-45 is enough.
    if (Math.fround(shorter) === value) return javaDoubleText(digits === 1 ? rounded(value, 2) : shorter)
  }
  return javaDoubleText(rounded(value, 9))
}

/** To so many digits; what lies in the middle goes to the even one, where toPrecision goes up. */
function rounded(value: number, digits: number): number {
  const up = value.toExponential(digits - 1)
  const [, head = '', last = '', power = ''] = /^(-?[\d.]*?)(\d)e(.*)$/.exec(up) ?? []
  const isMiddle = new RegExp(`^-?\\d\\.?\\d{${digits - 1}}50*e`).test(value.toExponential(20))
  return isMiddle && Number(last) % 2 === 1 ? Number(`${head}${Number(last) - 1}e${power}`) : Number(up)
}

/**
 * The text that Java's Double.toString gives (JDK 19 and later): 1.0, 1.0E10, 1.0E-5; in quotation marks where JSON has
 * no number for it.
 */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  if (size >= 1e-3 && size < 1e7) {
    const plain = String(value)
    return plain.includes('.') ? plain : `${plain}.0`
  }
  // At least two digits, and then the nearest two: 4.9E-324, where 5E-324 is enough.
  return `${mantissa.includes('.') ? mantissa : value.toExponential(1).split('e')[0]}E${Number(power)}`
}
