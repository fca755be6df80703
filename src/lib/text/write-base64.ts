import type {TextBuffer} from './text-buffer.ts'

const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
/** From this number of bytes on, the engine's own function is faster, in spite of its call and its string. */
const long = 200

/** Writes the bytes from `start` up to but not including `end` in base64, with padding. */
export function writeBase64(bytes: Uint8Array, start: number, end: number, to: TextBuffer): void {
  if (end - start > long)
    return to.text(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('base64'))
  to.reserve(Math.ceil((end - start) / 3) * 4)
  const {buffer} = to
  let {length} = to
  let at = start
  for (; at + 2 < end; at += 3) {
    const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    buffer[length++] = letters[three >> 18] as number
    buffer[length++] = letters[(three >> 12) & 63] as number
    buffer[length++] = letters[(three >> 6) & 63] as number
    buffer[length++] = letters[three & 63] as number
  }
  if (at < end) {
    const two = ((bytes[at] as number) << 8) | (at + 1 < end ? (bytes[at + 1] as number) : 0)
    buffer[length++] = letters[two >> 10] as number
    buffer[length++] = letters[(two >> 4) & 63] as number
    buffer[length++] = at + 1 < end ? (letters[(two << 2) & 63] as number) : 61
    buffer[length++] = 61
  }
  to.length = length
}
