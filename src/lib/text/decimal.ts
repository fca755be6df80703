// Numbers as text, compared without rounding: a 64-bit id in JSON has more digits than a double keeps.

const decimal = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Whether the text is a number in JSON's grammar. */
export const isDecimal = (text: string): boolean => decimal.test(text)

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`; both are numbers in JSON's grammar. */
export function compareDecimals(a: string, b: string): number {
  // Rounding keeps the order, so doubles that differ are enough to decide.
  const [x, y] = [Number(a), Number(b)]
  if (x !== y) return x - y
  const [left, right] = [parts(a), parts(b)]
  if (left.sign !== right.sign) return left.sign - right.sign
  return left.sign * compareMagnitudes(left, right)
}

interface Parts {
  readonly sign: -1 | 0 | 1
  /** The digits without zeros at either end: 0.digits × 10^exponent. */
  readonly digits: string
  readonly exponent: number
}

function parts(text: string): Parts {
  const [, minus, whole = '', fraction = '', power = '0'] = decimal.exec(text) ?? []
  const all = whole + fraction
  const digits = all.replace(/^0+/, '')
  if (digits === '') return {sign: 0, digits: '', exponent: 0}
  const exponent = Number(power) + whole.length - (all.length - digits.length)
  return {sign: minus ? -1 : 1, digits: digits.replace(/0+$/, ''), exponent}
}

function compareMagnitudes(a: Parts, b: Parts): number {
  if (a.exponent !== b.exponent) return a.exponent - b.exponent
  if (a.digits === b.digits) return 0
  // Without trailing zeros, a prefix is the smaller number.
  return a.digits < b.digits ? -1 : 1
}
