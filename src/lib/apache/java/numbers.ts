import {JavaError} from './errors.ts'

const notANumber = (text: string) => new JavaError('java.lang.NumberFormatException', `For input string: "${text}"`)

/** Integer.parseInt; NumberFormatException as JavaError. */
export const parseJavaInt = (text: string): number => Number(parse(text, 32))

/** Long.parseLong; NumberFormatException as JavaError. */
export const parseJavaLong = (text: string): bigint => parse(text, 64)

function parse(text: string, bits: number): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw notANumber(text)
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(bits, value) !== value) throw notANumber(text)
  return value
}
