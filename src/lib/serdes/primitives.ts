// The formats of Kafka's own serializers: numbers, booleans, UUIDs. All are big-endian.
import {doubleText, floatText} from '../text/number-text.ts'
import type {TextBuffer} from '../text/text-buffer.ts'
import {isUuid} from '../text/uuid-text.ts'
import {DecodeError, EncodeError} from './serde-error.ts'
import type {PrimitiveSerde} from './serde-names.ts'

/** Writes JSON. */
export type PrimitiveDecoder = (bytes: Buffer, start: number, length: number, to: TextBuffer) => void

interface Primitive {
  /** In bytes; undefined: any size. */
  readonly size: number | undefined
  readonly json: (bytes: Buffer, start: number, length: number) => string
  readonly bytes: (value: unknown) => Buffer | undefined
}

const primitives: Readonly<Record<PrimitiveSerde, Primitive>> = {
  int16: {size: 2, json: (bytes, at) => String(bytes.readInt16BE(at)), bytes: (value) => signed(value, 2)},
  int32: {size: 4, json: (bytes, at) => String(bytes.readInt32BE(at)), bytes: (value) => signed(value, 4)},
  int64: {size: 8, json: (bytes, at) => String(bytes.readBigInt64BE(at)), bytes: (value) => signed(value, 8)},
  float32: {size: 4, json: (bytes, at) => floatText(bytes.readFloatBE(at)), bytes: (value) => floating(value, 4)},
  float64: {size: 8, json: (bytes, at) => doubleText(bytes.readDoubleBE(at)), bytes: (value) => floating(value, 8)},
  boolean: {
    size: 1,
    json: (bytes, at) => {
      if ((bytes[at] as number) > 1) throw new DecodeError(`${bytes[at]} is neither true (1) nor false (0)`)
      return bytes[at] === 1 ? 'true' : 'false'
    },
    bytes: (value) => (typeof value === 'boolean' ? Buffer.from([value ? 1 : 0]) : undefined),
  },
  uuid: {
    size: 36, // UUIDSerializer writes text
    json: (bytes, at) => {
      const text = bytes.toString('latin1', at, at + 36)
      if (!isUuid(text)) throw new DecodeError('36 bytes that are not a UUID')
      return `"${text}"`
    },
    bytes: (value) => (typeof value === 'string' && isUuid(value) ? Buffer.from(value) : undefined),
  },
  bytes: {
    size: undefined,
    json: (bytes, at, length) => `"${bytes.toString('base64', at, at + length)}"`,
    bytes: (value) =>
      typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : undefined,
  },
}

export function primitiveDecoder(serde: PrimitiveSerde): PrimitiveDecoder {
  const {size, json} = primitives[serde]
  return (bytes, start, length, to) => {
    if (size !== undefined && length !== size)
      throw new DecodeError(`${length} ${length === 1 ? 'byte' : 'bytes'}, where ${serde} has ${size}`)
    to.text(json(bytes, start, length))
  }
}

/** The bytes of a value of `parseExactJson`. Throws `EncodeError`. */
export function primitiveBytes(serde: PrimitiveSerde, value: unknown): Buffer {
  const bytes = primitives[serde].bytes(value)
  if (bytes) return bytes
  throw new EncodeError(
    `${typeof value === 'object' && value !== null ? 'an object or array' : String(value)} is not a valid ${serde === 'bytes' ? 'text in base64' : serde}`,
  )
}

function signed(value: unknown, size: 2 | 4 | 8): Buffer | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? String(value) : ''
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const number = BigInt(text)
  if (BigInt.asIntN(size * 8, number) !== number) return undefined
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(number)
  return bytes.subarray(8 - size)
}

function floating(value: unknown, size: 4 | 8): Buffer | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? String(value) : ''
  const number = text.trim() === '' ? NaN : Number(text)
  if (Number.isNaN(number) && text !== 'NaN') return undefined
  const bytes = Buffer.alloc(size)
  if (size === 4) bytes.writeFloatBE(number)
  else bytes.writeDoubleBE(number)
  return bytes
}
