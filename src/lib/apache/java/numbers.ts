import {JavaError} from './errors.ts'
import {javaTrim} from './trim.ts'

const notANumber = (text: string) => new JavaError('java.lang.NumberFormatException', `For input string: "${text}"`)

/** Integer.parseInt; throws NumberFormatException as JavaError. */
export const parseJavaInt = (text: string): number => Number(parse(text, 32))

/** Long.parseLong; throws NumberFormatException as JavaError. */
export const parseJavaLong = (text: string): bigint => parse(text, 64)

/** Double.parseDouble, hexadecimal numbers included; throws NumberFormatException as JavaError. */
export function parseJavaDouble(text: string): number {
  const trimmed = javaTrim(text)
  if (trimmed === '') throw new JavaError('java.lang.NumberFormatException', 'empty String')
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(trimmed) ?? []
  const size = unsigned(digits)
  if (size === undefined) throw notANumber(trimmed)
  return sign === '-' ? -size : size
}

function unsigned(text: string): number | undefined {
  if (text === 'NaN') return NaN
  if (text === 'Infinity') return Infinity
  if (/^(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?$/.test(text))
    return Number(text.replace(/[fFdD]$/, ''))
  const [, whole, fraction = '', exponent] =
    /^0[xX](?=[.]?[0-9a-fA-F])([0-9a-fA-F]*)[.]?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)[fFdD]?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  return Number(BigInt(`0x0${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length)
}

function parse(text: string, bits: number): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw notANumber(text)
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(bits, value) !== value) throw notANumber(text)
  return value
}
