// Writes numbers and bytes in Avro's binary encoding.
import type {TextBuffer} from '../../text/text-buffer.ts'

/** Writes the length, then the bytes. */
export function writeBytes(bytes: Buffer, to: TextBuffer): void {
  writeLong(bytes.length, to)
  to.bytes(bytes)
}

/** Writes a zigzag number as a base-128 varint. */
export function writeLong(value: number | bigint, to: TextBuffer): void {
  if (typeof value === 'number' && value > -(2 ** 30) && value < 2 ** 30) {
    let rest = (value << 1) ^ (value >> 31)
    for (; rest > 0x7f; rest >>>= 7) to.byte((rest & 0x7f) | 0x80)
    return to.byte(rest)
  }
  const wide = BigInt(value)
  let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n))
  for (; rest > 0x7fn; rest >>= 7n) to.byte(Number(rest & 0x7fn) | 0x80)
  to.byte(Number(rest))
}
