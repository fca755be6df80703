import {JavaError} from './errors.ts'

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)

/** Kafka's Uuid.fromString: 16 bytes in base64url. Throws IllegalArgumentException as JavaError. */
export function parseUuid(text: string): string {
  if (text.length > 24)
    throw illegal(`Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`)
  const bytes = decode(text)
  if (bytes.length !== 16) {
    throw illegal(
      `Input string \`${text}\` decoded as ${bytes.length} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
    )
  }
  return bytes.toString('base64url')
}

/** Base64.getUrlDecoder().decode, with its error messages. */
function decode(text: string): Buffer {
  if (text.length === 1) throw illegal('Input byte[] should at least have 2 bytes for base64 bytes')
  // Java reads the text as Latin-1 and shows an invalid byte as a signed hexadecimal number.
  const bytes = Buffer.from(text, 'latin1')
  const end = bytes.indexOf('=')
  const digits = end < 0 ? bytes : bytes.subarray(0, end)
  for (const byte of digits) {
    if (/[A-Za-z0-9_-]/.test(String.fromCharCode(byte))) continue
    const signed = byte > 127 ? byte - 256 : byte
    throw illegal(`Illegal base64 character ${signed < 0 ? '-' : ''}${Math.abs(signed).toString(16)}`)
  }
  const left = digits.length % 4
  let rest = end < 0 ? bytes.length : end + 1
  if (end >= 0 && (left === 0 || (left === 2 && bytes[rest++] !== 61)))
    throw illegal('Input byte array has wrong 4-byte ending unit')
  if (left === 1) throw illegal('Last unit does not have enough valid bits')
  if (rest < bytes.length) throw illegal(`Input byte array has incorrect ending byte at ${rest}`)
  return Buffer.from(digits.toString('latin1'), 'base64url')
}
