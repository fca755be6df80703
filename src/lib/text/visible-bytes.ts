// Writes out bytes that could steer a terminal.
import {isUtf8} from 'node:buffer'

/**
 * The text with control characters written out (`\x1b`), except tabs and line feeds; the same bytes if there are
 * none. In text that is not UTF-8, all bytes beyond ASCII are written out.
 */
export function visibleBytes(bytes: Buffer): Buffer {
  if (!mayHide(bytes)) return bytes
  const valid = isUtf8(bytes)
  const parts: (Buffer | string)[] = []
  let from = 0
  for (let at = 0; at < bytes.length; at++) {
    const length = hidden(bytes, at, valid)
    if (length === 0) continue
    // U+0080 to U+009F are two bytes, of which the second is the character's number.
    parts.push(bytes.subarray(from, at), `\\x${(bytes[at + length - 1] as number).toString(16).padStart(2, '0')}`)
    from = at + length
    at = from - 1
  }
  parts.push(bytes.subarray(from))
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

function mayHide(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a)) return true
  }
  return false
}

/** The number of bytes of a control character that begins here. */
function hidden(bytes: Buffer, at: number, valid: boolean): 0 | 1 | 2 {
  const byte = bytes[at] as number
  if (byte < 0x20) return byte === 0x09 || byte === 0x0a ? 0 : 1
  if (byte < 0x7f) return 0
  if (byte === 0x7f || !valid) return 1
  return byte === 0xc2 && (bytes[at + 1] ?? 0xff) < 0xa0 ? 2 : 0
}
