// Avro's strings and bytes in JSON, in kafkit's form and in that of Java's JsonEncoder.
import {jsonEscapes, quotedText} from '../../text/json-text.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import type {ByteReader} from '../byte-reader.ts'
import {DecodeError} from '../serde-error.ts'

export const string = (from: ByteReader, to: TextBuffer): void => {
  const length = from.length(true)
  const start = from.skip(length)
  if (!quotedText(to, from.bytes, start, start + length)) throw new DecodeError('a string that is not UTF-8')
}

// Jackson, which Java's encoder uses, writes capital letters in \u001F.
const asJackson = jsonEscapes((character) =>
  JSON.stringify(character)
    .slice(1, -1)
    .replace(/^\\u.*/, (escape) => `\\u${escape.slice(2).toUpperCase()}`),
)

export const javaString = (from: ByteReader, to: TextBuffer): void => {
  const length = from.length(true)
  const start = from.skip(length)
  const {bytes} = from
  let wide = false
  for (let at = start; at < start + length; at++) if ((bytes[at] as number) >= 0xf0) wide = true
  if (!wide && quotedText(to, bytes, start, start + length, asJackson)) return
  // Like Java, which replaces invalid UTF-8.
  to.text(javaQuoted(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString()))
}

/** Characters beyond 16 bits are written as two escapes. */
export function javaQuoted(text: string): string {
  // Matches two characters at once, so that the second of two backslashes does not begin an escape.
  const quoted = JSON.stringify(text).replace(/\\(?:u[0-9a-f]{4}|.)/g, (escape) =>
    escape.length === 6 ? `\\u${escape.slice(2).toUpperCase()}` : escape,
  )
  return quoted.replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase()}`)
}

export function latin1(bytes: Uint8Array, start: number, end: number, to: TextBuffer): void {
  const text = Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'))
  quotedText(to, text, 0, text.length, asJackson)
}

export function base64(bytes: Uint8Array, start: number, end: number, to: TextBuffer): void {
  to.byte(34)
  to.text(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('base64'))
  to.byte(34)
}
