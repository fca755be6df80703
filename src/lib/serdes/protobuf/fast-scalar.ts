// Converts values of Protobuf's scalar types directly from bytes to JSON.
import type {Enum} from 'protobufjs'
import {floatText} from '../../text/number-text.ts'
import {quotedText} from '../../text/json-text.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {writeBase64} from '../../text/write-base64.ts'
import type {ByteReader} from '../byte-reader.ts'
import {writeDouble, writeInteger} from '../write-values.ts'

/**
 * Raised where the fast way is not possible, and never visible outside. There is a single instance, because a stack
 * trace per record would cost more than the record.
 */
export class Unusual extends Error {}
export const unusual = new Unusual('for message-json.ts')

/** Reads a value, with its length first if it has one. */
export type WriteScalar = (from: ByteReader, to: TextBuffer) => void

const trueText = Buffer.from('true')
const falseText = Buffer.from('false')

/** `enumeration`: for a field that is an enum. */
export function scalarWriter(type: string, enumeration: Enum | null): WriteScalar {
  switch (type) {
    case 'double':
      return (from, to) => writeDouble(from.float64(true), to)
    case 'float':
      return (from, to) => to.text(floatText(from.float32(true)))
    case 'int32':
    case 'int64': {
      const bits = type === 'int32' ? 32 : 64
      const most = type === 'int32' ? 2 ** 31 : 2 ** 53
      return (from, to) => {
        const value = from.varint()
        if (typeof value === 'number' && value < most) to.number(value)
        else to.text(String(BigInt.asIntN(bits, BigInt(value))))
      }
    }
    case 'uint32':
      return (from, to) => {
        const value = from.varint()
        if (typeof value === 'number' && value < 2 ** 32) to.number(value)
        else to.text(String(BigInt.asUintN(32, BigInt(value))))
      }
    case 'uint64':
      return (from, to) => writeInteger(from.varint(), to)
    case 'sint32':
    case 'sint64':
      return (from, to) => writeInteger(from.zigzag(), to)
    case 'fixed32':
      return (from, to) => to.number(from.uint32(true))
    case 'sfixed32':
      return (from, to) => writeInteger(from.uint32(true) | 0, to)
    case 'fixed64':
      return (from, to) => to.text(String(from.uint64(true)))
    case 'sfixed64':
      return (from, to) => to.text(String(from.int64(true)))
    case 'bool':
      return (from, to) => to.bytes(from.varint() === 0 ? falseText : trueText)
    case 'string':
      return (from, to) => {
        const length = from.length(false)
        const start = from.skip(length)
        if (!quotedText(to, from.bytes, start, start + length)) throw unusual
      }
    case 'bytes':
      return (from, to) => {
        const length = from.length(false)
        const start = from.skip(length)
        to.byte(34)
        writeBase64(from.bytes, start, start + length, to)
        to.byte(34)
      }
    default: {
      const names = new Map(
        Object.entries(enumeration?.valuesById ?? {}).map(([id, name]) => [
          Number(id),
          Buffer.from(JSON.stringify(name)),
        ]),
      )
      return (from, to) => {
        const value = from.varint()
        const number = typeof value === 'number' && value < 2 ** 31 ? value : Number(BigInt.asIntN(32, BigInt(value)))
        const name = names.get(number)
        if (name === undefined) to.text(String(number))
        else to.bytes(name)
      }
    }
  }
}
