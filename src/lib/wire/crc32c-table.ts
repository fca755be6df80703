// CRC-32C (Castagnoli) without an addon, eight bytes at a time ("slicing by eight").

const polynomial = 0x82f63b78 // reflected
let tables: Int32Array | undefined

/** The checksum as an unsigned number. */
export function crc32cByTable(data: Uint8Array): number {
  const t = slices()
  let crc = -1
  let at = 0
  for (const last = data.length - 8; at <= last; at += 8) {
    crc ^= data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)
    crc =
      t[0x700 + (crc & 0xff)]! ^
      t[0x600 + ((crc >>> 8) & 0xff)]! ^
      t[0x500 + ((crc >>> 16) & 0xff)]! ^
      t[0x400 + (crc >>> 24)]! ^
      t[0x300 + data[at + 4]!]! ^
      t[0x200 + data[at + 5]!]! ^
      t[0x100 + data[at + 6]!]! ^
      t[data[at + 7]!]!
  }
  for (; at < data.length; at++) crc = (crc >>> 8) ^ t[(crc ^ data[at]!) & 0xff]!
  return ~crc >>> 0
}

/** Eight tables of 256 numbers; table n gives the effect of a byte on the checksum when n more bytes follow it. */
export const slices = (): Int32Array => (tables ??= makeTables())

function makeTables(): Int32Array {
  const t = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    t[byte] = crc
  }
  for (let i = 256; i < t.length; i++) {
    const before = t[i - 256]!
    t[i] = (before >>> 8) ^ t[before & 0xff]!
  }
  return t
}
