// What Jackson says about text that is not JSON, in its words (test/fixtures/jackson-errors.tsv has recorded
// answers).
import {JavaError} from './errors.ts'

const redacted = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); '

/** Line and column of an offset, both from 1. */
export function locationText(text: string, at: number): string {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/)
  return `${redacted}line: ${lines.length}, column: ${(lines.at(-1)?.length ?? 0) + 1}]`
}

/** JsonParseException, with the location. */
export const wrongJson = (message: string, text: string, at: number): JavaError =>
  new JavaError('com.fasterxml.jackson.core.JsonParseException', `${message}\n at ${locationText(text, at)}`)

/** JsonEOFException: the text ends too early. */
export const endOfJson = (where: string, text: string): JavaError =>
  new JavaError(
    'com.fasterxml.jackson.core.io.JsonEOFException',
    `Unexpected end-of-input${where}\n at ${locationText(text, text.length)}`,
  )

/** A UTF-16 unit as Jackson shows it: `'x' (code 120)`. */
export function charText(char: string): string {
  const code = char.charCodeAt(0)
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`
  return `'${char}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ''})`
}

const tokens = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"

/** Why no value begins at `at`; undefined if the text ends there. */
export function noValue(text: string, at: number): JavaError | undefined {
  const char = text[at]
  if (char === undefined) return undefined
  const outOfPlace = noTokenHere(text, at)
  if (outOfPlace) return outOfPlace
  const [word] = /^[\p{L}\p{Nl}\p{Sc}\p{Pc}][\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}]*/u.exec(text.slice(at)) ?? []
  const [nonStandard] = /^(?:NaN|-?Infinity)/.exec(text.slice(at)) ?? []
  if (nonStandard !== undefined) {
    const message = `Non-standard token '${nonStandard}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`
    return wrongJson(message, text, at + nonStandard.length)
  }
  if (word !== undefined) return wrongJson(`Unrecognized token '${word}': was expecting (${tokens})`, text, at)
  return noNumber(text, at) ?? wrongJson(`Unexpected character (${charText(char)}): expected a valid value (${tokens})`, text, at) // prettier-ignore
}

/** A number that is incomplete or malformed: `-`, `1.`, `1e+`, `01`. */
function noNumber(text: string, at: number): JavaError | undefined {
  const [found, digits = '', fraction, exponent] =
    /^[+-]?(\d*)(\.\d*)?([eE][+-]?)?/.exec(text.slice(at)) ?? [] // prettier-ignore
  if (found === undefined || !/^[+\-\d]/.test(found)) return undefined
  const inNumber = (position: number, why: string) =>
    wrongJson(`Unexpected character (${charText(text[position] ?? text.at(-1) ?? '')}) in numeric value: ${why}`, text, position) // prettier-ignore
  if (found.startsWith('+'))
    return inNumber(at, 'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow') // prettier-ignore
  if (/^0\d/.test(digits)) return wrongJson('Invalid numeric value: Leading zeroes not allowed', text, at + 1)
  if (digits === '')
    return at + 1 === text.length
      ? endOfJson('No digit following sign', text)
      : inNumber(at + 1, 'expected digit (0-9) to follow minus sign, for valid numeric value')
  if (fraction === '.') return inNumber(at + found.length, 'Decimal point not followed by a digit')
  return exponent === undefined ? undefined : inNumber(at + found.length, 'Exponent indicator not followed by a digit')
}

/** What is wrong between two tokens, whichever token was expected: a control character, a comment. */
export function noTokenHere(text: string, at: number): JavaError | undefined {
  const char = text[at] ?? ' '
  if (char < ' ') return wrongJson(`Illegal character (${charText(char)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`, text, at + 1) // prettier-ignore
  if (char !== '/') return undefined
  const comment = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)" // prettier-ignore
  return wrongJson(`Unexpected character (${charText(char)}): ${comment}`, text, at)
}

/** What is wrong with the quoted text that begins at `at`; `kind` is Jackson's word for it. */
export function noString(text: string, at: number, kind: 'name' | 'value'): JavaError {
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i] ?? ''
    if (char < ' ')
      return wrongJson(`Illegal unquoted character (${charText(char)}): has to be escaped using backslash to be included in ${kind === 'name' ? 'name' : 'string value'}`, text, i) // prettier-ignore
    if (char !== '\\') continue
    const escaped = text[++i]
    if (escaped === undefined) break
    if (!/["\\/bfnrtu]/.test(escaped)) return wrongJson(`Unrecognized character escape ${charText(escaped)}`, text, i)
    if (escaped !== 'u') continue
    for (let digit = 0; digit < 4; digit++) {
      const hex = text[++i]
      if (hex === undefined) return endOfJson(' in character escape sequence', text)
      if (!/[\da-fA-F]/.test(hex))
        return wrongJson(`Unexpected character (${charText(hex)}): expected a hex-digit for character escape sequence`, text, i) // prettier-ignore
    }
  }
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return endOfJson(' in character escape sequence', text)
  return endOfJson(kind === 'name' ? ' in field name' : ': was expecting closing quote for a string value', text)
}
