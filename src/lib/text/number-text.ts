// Numbers as printed: the shortest text from which the same number can be read.

/** JSON's number, or a string if JSON has no such number: `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Like doubleText, for a 32-bit value: 1.1, although its exact value as a double is 1.10000002384185791015625. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return doubleText(value)
  // 9 digits distinguish all floats, and fewer than 6 digits are never needed, because 6 digits would show the same
  // number.
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
    // Java prints at least two digits, and then the nearest two: 1.4E-45, although 1E-45 would be enough.
    if (Math.fround(shorter) === value) return javaDoubleText(digits === 1 ? rounded(value, 2) : shorter)
  }
  return javaDoubleText(rounded(value, 9))
}

/** Rounds to this many digits; a value in the middle goes to the even digit, while toPrecision rounds it up. */
function rounded(value: number, digits: number): number {
  const up = value.toExponential(digits - 1)
  const [, head = '', last = '', power = ''] = /^(-?[\d.]*?)(\d)e(.*)$/.exec(up) ?? []
  const isMiddle = new RegExp(`^-?\\d\\.?\\d{${digits - 1}}50*e`).test(value.toExponential(20))
  return isMiddle && Number(last) % 2 === 1 ? Number(`${head}${Number(last) - 1}e${power}`) : Number(up)
}

/** As Java's Double.toString (JDK 19 and later): 1.0, 1.0E10, 1.0E-5; in quotation marks if JSON has no such number. */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  if (size >= 1e-3 && size < 1e7) {
    const plain = String(value)
    return plain.includes('.') ? plain : `${plain}.0`
  }
  // Java prints at least two digits, and then the nearest two: 4.9E-324, although 5E-324 would be enough.
  return `${mantissa.includes('.') ? mantissa : value.toExponential(1).split('e')[0]}E${Number(power)}`
}
