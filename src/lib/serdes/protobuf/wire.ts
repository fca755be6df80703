// Protobuf's wire format: the fields of one message in the order of its bytes.
import {ByteReader, deepest} from '../byte-reader.ts'
import {DecodeError} from '../serde-error.ts'

export interface WireField {
  readonly number: number
  /** 0 varint, 1 64 bits, 2 length-delimited, 3 group, 5 32 bits. */
  readonly type: 0 | 1 | 2 | 3 | 5
  /** Where its value begins: for type 2 after the length, for a group after its tag. */
  readonly start: number
  readonly end: number
}

const reader = new ByteReader()

/** The fields in the order of the bytes. Throws `DecodeError` unless all bytes belong to fields. */
export function wireFields(bytes: Uint8Array, start: number, end: number): WireField[] {
  const fields: WireField[] = []
  const from = reader.open(bytes, start, end)
  while (from.left > 0) {
    const {number, type} = tag(from)
    if (type === 4) throw new DecodeError(`the end of group ${number}, which has not begun`)
    fields.push(fieldOf(from, number, type, 0))
  }
  return fields
}

function tag(from: ByteReader): {number: number; type: number} {
  const value = from.varint()
  const number = Math.floor(Number(value) / 8)
  if (number < 1 || number > 0x1fff_ffff) throw new DecodeError(`${number} is not a number of a field`)
  return {number, type: Number(value) % 8}
}

function fieldOf(from: ByteReader, number: number, type: number, depth: number): WireField {
  const start = from.at
  switch (type) {
    case 0:
      from.varint()
      return {number, type, start, end: from.at}
    case 1:
      from.skip(8)
      return {number, type, start, end: from.at}
    case 2: {
      const length = from.length(false)
      const at = from.skip(length)
      return {number, type, start: at, end: at + length}
    }
    case 3:
      return {number, type, start, end: endOfGroup(from, number, depth + 1)}
    case 5:
      from.skip(4)
      return {number, type, start, end: from.at}
    default:
      throw new DecodeError(`field ${number} has wire type ${type}, which does not exist`)
  }
}

/** Where the end tag of the group begins; reads past it. */
function endOfGroup(from: ByteReader, group: number, depth: number): number {
  if (depth > deepest) throw new DecodeError(`groups more than ${deepest} deep inside of each other`)
  for (;;) {
    const before = from.at
    if (from.left === 0) throw new DecodeError(`group ${group} does not end`)
    const {number, type} = tag(from)
    if (type !== 4) fieldOf(from, number, type, depth)
    else if (number === group) return before
    else throw new DecodeError(`group ${group} ends as group ${number}`)
  }
}
