// Writes out bytes that could steer a terminal.
import {isUtf8} from 'node:buffer'

/**
 * The text with control characters written out (`\x1b`), except tabs and line feeds; the same bytes if there are
 * none. In text that is not UTF-8, all bytes beyond ASCII are written out.
 */
export function visibleBytes(bytes: Buffer): Buffer {
  if (!mayHide(bytes)) return bytes
  const valid = isUtf8(bytes)
  // In two passes: of a value that is not text most bytes are written out, and an object for each would be many times its
  // size.
  let size = bytes.length
  for (let at = 0, length = 0; at < bytes.length; at += length || 1) {
    length = hidden(bytes, at, valid)
    if (length > 0) size += writtenOut - length
  }
  const visible = Buffer.allocUnsafe(size)
  let end = 0
  for (let at = 0, length = 0; at < bytes.length; at += length || 1) {
    length = hidden(bytes, at, valid)
    if (length === 0) visible[end++] = bytes[at] as number
    else {
      // U+0080 to U+009F are two bytes, of which the second is the character's number.
      const byte = bytes[at + length - 1] as number
      visible[end++] = 0x5c // \
      visible[end++] = 0x78 // x
      visible[end++] = digits.charCodeAt(byte >> 4)
      visible[end++] = digits.charCodeAt(byte & 15)
    }
  }
  return visible
}

const digits = '0123456789abcdef'
/** The bytes of `\x1b`. */
const writtenOut = 4

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
