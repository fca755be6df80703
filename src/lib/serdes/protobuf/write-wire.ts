// Writes numbers and tags in Protobuf's wire format.
import type {TextBuffer} from '../../text/text-buffer.ts'

/** Base-128; for a negative number its lowest 64 bits. */
export function writeVarint(value: number | bigint, to: TextBuffer): void {
  if (value >= 0 && value < 2 ** 31) {
    let rest = Number(value)
    for (; rest > 0x7f; rest >>>= 7) to.byte((rest & 0x7f) | 0x80)
    return to.byte(rest)
  }
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 0x7fn; rest >>= 7n) to.byte(Number(rest & 0x7fn) | 0x80)
  to.byte(Number(rest))
}

/** 0 varint, 1 64 bits, 2 length-delimited, 3 and 4 start and end of a group, 5 32 bits. */
export const writeTag = (number: number, type: 0 | 1 | 2 | 3 | 4 | 5, to: TextBuffer): void =>
  writeVarint(number * 8 + type, to)
