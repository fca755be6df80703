import {JavaError} from './errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * Base64.getDecoder().decode(text): blanks and incomplete units are refused. Throws IllegalArgumentException as
 * JavaError.
 */
export function decodeBase64(text: string): Buffer {
  const refuse = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)
  if (text.length === 1) throw refuse('Input byte[] should at least have 2 bytes for base64 bytes')
  const bytes: number[] = []
  let at = 0
  let [bits, shift] = [0, 18]
  while (at < text.length) {
    const letter = text.charAt(at++)
    if (letter === '=') {
      // After two characters and one `=`, a second `=` must follow; a unit cannot begin with `=`.
      if (shift === 18 || (shift === 6 && text.charAt(at++) !== '='))
        throw refuse('Input byte array has wrong 4-byte ending unit')
      break
    }
    const value = alphabet.indexOf(letter)
    if (value < 0) throw refuse(`Illegal base64 character ${latin1Byte(letter).toString(16)}`)
    bits |= value << shift
    shift -= 6
    if (shift < 0) {
      bytes.push(bits >> 16, (bits >> 8) & 0xff, bits & 0xff)
      ;[bits, shift] = [0, 18]
    }
  }
  if (shift === 12) throw refuse('Last unit does not have enough valid bits')
  if (shift === 6) bytes.push(bits >> 16)
  if (shift === 0) bytes.push(bits >> 16, (bits >> 8) & 0xff)
  if (at < text.length) throw refuse(`Input byte array has incorrect ending byte at ${at}`)
  return Buffer.from(bytes)
}

/** The signed byte of a character in ISO 8859-1, and that of `?` for any other character. */
function latin1Byte(letter: string): number {
  const code = letter.charCodeAt(0)
  if (code > 0xff) return 0x3f
  return code > 0x7f ? code - 0x100 : code
}
