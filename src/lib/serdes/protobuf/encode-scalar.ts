// Encodes JSON values of Protobuf's scalar types.
import type {Enum} from 'protobufjs'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {EncodeError} from '../serde-error.ts'
import type {JsonReading} from './json-reading.ts'
import {writeVarint} from './write-wire.ts'

/** Puts the length of what `write` adds in front of it. */
export function withLength(to: TextBuffer, write: () => void): void {
  const start = to.length
  write()
  const length = to.length - start
  let room = 1
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) room++
  to.reserve(room)
  to.buffer.copyWithin(start + room, start, start + length)
  to.length = start
  writeVarint(length, to)
  to.length = start + room + length
}

/** A value of one field, without its tag. `type`: the name in protobufjs; for an enum its name. Throws EncodeError. */
export function writeScalar(
  type: string,
  enumeration: Enum | null,
  value: unknown,
  to: TextBuffer,
  reading: JsonReading,
): void {
  switch (type) {
    case 'double':
      to.reserve(8)
      to.length = to.buffer.writeDoubleLE(reading.floating(type, value), to.length)
      return
    case 'float':
      to.reserve(4)
      to.length = to.buffer.writeFloatLE(reading.floating(type, value), to.length)
      return
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'uint64':
      return writeVarint(reading.integer(type, value), to)
    case 'sint32':
    case 'sint64': {
      const wide = BigInt(reading.integer(type, value))
      return writeVarint(BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n)), to)
    }
    case 'fixed32':
    case 'sfixed32':
      to.reserve(4)
      to.length = to.buffer.writeInt32LE(Number(reading.integer(type, value)) | 0, to.length)
      return
    case 'fixed64':
    case 'sfixed64':
      to.reserve(8)
      to.length = to.buffer.writeBigInt64LE(BigInt.asIntN(64, BigInt(reading.integer(type, value))), to.length)
      return
    case 'bool':
      return to.byte(reading.truth(value) ? 1 : 0)
    case 'string': {
      const text = reading.text(value)
      if (!text.isWellFormed()) throw new EncodeError('a string with half a character, which is not UTF-8')
      return withLength(to, () => to.text(text))
    }
    case 'bytes': {
      const bytes = reading.bytes(value)
      writeVarint(bytes.length, to)
      return to.bytes(bytes)
    }
    default:
      return writeVarint(reading.symbol(enumeration, value), to)
  }
}
