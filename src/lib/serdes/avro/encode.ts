// Encodes JSON values in Avro's binary encoding: accepts the plain form that people write, and Java's, wherever each
// fits. Over 300 lines: a function for each of Avro's types, which refer to each other.
import {isDecimal} from '../../text/decimal.ts'
import {nearest} from '../../text/nearest.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {isUuid} from '../../text/uuid-text.ts'
import {EncodeError, fieldStep, inside} from '../serde-error.ts'
import {writeBytes, writeLong} from './binary.ts'
import {
  base64Text,
  decimalBytes,
  double,
  durationBytes,
  integer,
  isObject,
  latin1Bytes,
  meant,
  shown,
  unlike,
} from './json-values.ts'
import type {LogicalType} from './logical.ts'
import {branchName, type AvroField, type AvroType, type RecordType, type UnionType} from './schema.ts'

export interface AvroEncodeOptions {
  /**
   * The form of strings that stand for bytes: plain base64, or standard as in Java's JsonEncoder, one character per
   * byte.
   */
  readonly form: 'plain' | 'standard'
  /** As Java's JsonDecoder: a missing field is an error, even if it has a default. */
  readonly everyField?: boolean | undefined
  /**
   * The form of strings that stand for decimals, in the plain form: text (true, the default), or the base64 of their
   * bytes.
   */
  readonly logical?: boolean | undefined
  /** Numbers and booleans may be given as text, as in cells of CSV. */
  readonly texts?: boolean | undefined
}

/**
 * Writes a value of `parseExactJson` in the binary encoding. Throws `EncodeError`; the bytes written so far are kept.
 */
export type WriteBinary = (value: unknown, to: TextBuffer) => void

/** Makes a function for values of this type: compile once, use for many. */
export function jsonToAvro(type: AvroType, options: AvroEncodeOptions): WriteBinary {
  return new Compiling(options).writer(type)
}

class Compiling {
  readonly #standard: boolean
  readonly #everyField: boolean
  readonly #logical: boolean
  readonly #texts: boolean
  readonly #records = new Map<RecordType, {write: WriteBinary | undefined}>()

  constructor({form, everyField = false, logical = true, texts = false}: AvroEncodeOptions) {
    this.#standard = form === 'standard'
    this.#everyField = everyField
    this.#logical = logical
    this.#texts = texts
  }

  writer(type: AvroType): WriteBinary {
    const logical = 'logical' in type ? type.logical : undefined
    switch (type.kind) {
      case 'null':
        return (value) => {
          if (value !== null) throw unlike('null', value)
        }
      case 'boolean':
        return (value, to) => {
          const meaning = this.#texts && (value === 'true' || value === 'false') ? value === 'true' : value
          if (typeof meaning !== 'boolean') throw unlike('a boolean', value)
          to.byte(meaning ? 1 : 0)
        }
      case 'int':
        return (value, to) => writeLong(integer(meant(logical, value), 'an int', 32), to)
      case 'long':
        return (value, to) => writeLong(integer(meant(logical, value), 'a long', 64), to)
      case 'float':
        return (value, to) => {
          to.reserve(4)
          to.length = to.buffer.writeFloatLE(double(this.#number(value), 'a float'), to.length)
        }
      case 'double':
        return (value, to) => {
          to.reserve(8)
          to.length = to.buffer.writeDoubleLE(double(this.#number(value), 'a double'), to.length)
        }
      case 'string':
        return (value, to) => {
          if (typeof value !== 'string') throw unlike('a string', value)
          if (!value.isWellFormed()) throw new EncodeError('a string with half a character, which is not UTF-8')
          writeBytes(Buffer.from(value), to)
        }
      case 'bytes':
        return (value, to) => writeBytes(this.#bytes(value, logical), to)
      case 'fixed':
        return (value, to) => {
          const bytes = this.#bytes(value, logical, type.size)
          if (bytes.length !== type.size)
            throw new EncodeError(`${bytes.length} bytes, where ${type.name} has ${type.size}`)
          to.bytes(bytes)
        }
      case 'enum':
        return enumeration(type.name, type.symbols)
      case 'array':
        return this.#array(type.items)
      case 'map':
        return this.#map(type.values)
      case 'union':
        return this.#union(type)
      case 'record':
        return this.#record(type)
    }
  }

  #number(value: unknown): unknown {
    return this.#texts && typeof value === 'string' && isDecimal(value) ? Number(value) : value
  }

  #bytes(value: unknown, logical: LogicalType | undefined, size?: number): Buffer {
    if (logical?.name === 'decimal' && !this.#standard && this.#logical) return decimalBytes(value, logical, size)
    if (logical?.name === 'uuid' && size === 16 && typeof value === 'string' && isUuid(value))
      return Buffer.from(value.replaceAll('-', ''), 'hex')
    if (logical?.name === 'duration' && isObject(value)) return durationBytes(value)
    if (typeof value !== 'string') throw unlike(`${size ?? ''} bytes as text`.trim(), value)
    if (this.#standard) return latin1Bytes(value)
    if (!base64Text.test(value)) throw new EncodeError(`${shown(value)} is not base64, as bytes are written in JSON`)
    return Buffer.from(value, 'base64')
  }

  #array(items: AvroType): WriteBinary {
    const write = this.writer(items)
    return (value, to) => {
      if (!Array.isArray(value)) throw unlike('an array', value)
      if (value.length > 0) writeLong(value.length, to)
      for (const [index, item] of value.entries())
        try {
          write(item, to)
        } catch (error) {
          throw inside(error, `[${index}]`)
        }
      to.byte(0)
    }
  }

  #map(values: AvroType): WriteBinary {
    const write = this.writer(values)
    return (value, to) => {
      if (!isObject(value)) throw unlike('an object', value)
      const entries = Object.entries(value)
      if (entries.length > 0) writeLong(entries.length, to)
      for (const [key, item] of entries) {
        writeBytes(Buffer.from(key), to)
        try {
          write(item, to)
        } catch (error) {
          throw inside(error, fieldStep(key))
        }
      }
      to.byte(0)
    }
  }

  #union({branches}: UnionType): WriteBinary {
    const writers = branches.map((each) => this.writer(each))
    const names = branches.map(branchName)
    const nothing = branches.findIndex(({kind}) => kind === 'null')
    const others = branches.flatMap(({kind}, index) => (kind === 'null' ? [] : [index]))
    const write = (index: number, value: unknown, to: TextBuffer) => {
      writeLong(index, to)
      ;(writers[index] as WriteBinary)(value, to)
    }
    const wrapped = (value: unknown): number => {
      if (!isObject(value)) return -1
      const keys = Object.keys(value)
      return keys.length === 1 ? names.findIndex((each) => each === keys[0] || shortName(each) === keys[0]) : -1
    }
    const unwrapped = (value: unknown, to: TextBuffer) => {
      const fits = fitting(others, (index) => written((into) => write(index, value, into), to))
      const [only, ...more] = preferred(fits, branches, value)
      if (only === undefined)
        throw new EncodeError(`${shown(value)} fits none of ${others.map((index) => names[index]).join(', ')}`)
      if (more.length > 0)
        throw new EncodeError(
          `${shown(value)} may be ${[only, ...more].map(({index}) => names[index]).join(' or ')}: say which, as in {"${names[only.index]}": …}`,
        )
      to.bytes(only.bytes)
    }
    return (value, to) => {
      if (value === null) {
        if (nothing < 0) throw new EncodeError(`null, but there is no null in the union of ${names.join(', ')}`)
        return writeLong(nothing, to)
      }
      const before = to.length
      const named = wrapped(value)
      if (named >= 0)
        try {
          const inner = Object.values(value as object)[0] as unknown
          return write(named, inner, to)
        } catch (error) {
          // A map or record in the plain form may itself have a field of this name.
          to.length = before
          const plain = this.#standard ? undefined : written((into) => unwrapped(value, into), to)
          if (!plain) throw inside(error, fieldStep(names[named] ?? ''))
          return to.bytes(plain)
        }
      if (this.#standard)
        throw new EncodeError(`${shown(value)} does not say its branch: write {"${names[others[0] ?? 0]}": …}`)
      // With a single branch, its own error is the most helpful.
      if (others.length === 1) return write(others[0] as number, value, to)
      unwrapped(value, to)
    }
  }

  #record(type: RecordType): WriteBinary {
    const known = this.#records.get(type)
    if (known?.write) return known.write
    if (known) return (value, to) => (known.write as WriteBinary)(value, to)
    const slot: {write: WriteBinary | undefined} = {write: undefined}
    this.#records.set(type, slot)
    const {fields, name} = type
    const writers = fields.map((field) => this.writer(field.type))
    const names = new Set(fields.map((each) => each.name))
    const absent = fields.map((field) => missing(field, this.#everyField))
    const refuseExtra = (value: Readonly<Record<string, unknown>>) => {
      const extra = Object.keys(value).find((each) => !names.has(each))
      if (extra === undefined) return
      const meant = nearest(extra, [...names])
      throw new EncodeError(
        `${name} has no field '${extra}'${meant === undefined ? `; it has ${[...names].join(', ')}` : `: is ${meant} meant?`}`,
      )
    }
    return (slot.write = (value, to) => {
      if (!isObject(value)) throw unlike(`an object (${name})`, value)
      let found = 0
      for (const [index, field] of fields.entries()) {
        const there = Object.hasOwn(value, field.name)
        if (there) found++
        // A misspelt field is also missing under its right name.
        else if (!field.default && !this.#everyField) refuseExtra(value)
        try {
          if (there) (writers[index] as WriteBinary)(value[field.name], to)
          else (absent[index] as (to: TextBuffer) => void)(to)
        } catch (error) {
          throw inside(error, fieldStep(field.name))
        }
      }
      if (found !== Object.keys(value).length) refuseExtra(value)
    })
  }
}

/** Writes the default of a missing field. Defaults are in Avro's own form, the same everywhere. */
function missing({default: given, type}: AvroField, everyField = false): (to: TextBuffer) => void {
  if (!given || everyField)
    return () => {
      throw new EncodeError(
        given ? 'it is missing, and defaults are not used here' : 'it is missing, and has no default',
      )
    }
  let bytes: Buffer | undefined
  return (to) => {
    bytes ??= defaultBytes(type, given.value, to)
    to.bytes(bytes)
  }
}

function defaultBytes(type: AvroType, value: unknown, to: TextBuffer): Buffer {
  const bytes = written((into) => writeDefault(type, value, into), to)
  if (!bytes) throw new EncodeError(`it is missing, and its default ${shown(value)} does not fit its type`)
  return bytes
}

/**
 * In defaults, a union's value has no wrapper: it belongs to the first branch, or since Avro 1.12 to the first that
 * fits.
 */
function writeDefault(type: AvroType, value: unknown, to: TextBuffer): void {
  if (type.kind === 'union') {
    for (const [index, branch] of type.branches.entries()) {
      const bytes = written((into) => writeDefault(branch, value, into), to)
      if (!bytes) continue
      writeLong(index, to)
      return to.bytes(bytes)
    }
    throw new EncodeError(`the default ${shown(value)} fits no branch of its union`)
  }
  if (type.kind === 'record' && isObject(value)) {
    for (const field of type.fields)
      if (Object.hasOwn(value, field.name)) writeDefault(field.type, value[field.name], to)
      else missing(field)(to)
    return
  }
  if (type.kind === 'array' && Array.isArray(value)) {
    if (value.length > 0) writeLong(value.length, to)
    for (const item of value) writeDefault(type.items, item, to)
    return to.byte(0)
  }
  if (type.kind === 'map' && isObject(value)) {
    const entries = Object.entries(value)
    if (entries.length > 0) writeLong(entries.length, to)
    for (const [key, item] of entries) {
      writeBytes(Buffer.from(key), to)
      writeDefault(type.values, item, to)
    }
    return to.byte(0)
  }
  jsonToAvro(type, {form: 'standard'})(value, to)
}

/** What `write` would add to the buffer, removed from it again; undefined: the value does not fit. */
function written(write: (to: TextBuffer) => void, to: TextBuffer): Buffer | undefined {
  const before = to.length
  try {
    write(to)
    return Buffer.from(to.buffer.subarray(before, to.length))
  } catch (error) {
    if (error instanceof EncodeError) return undefined
    throw error
  } finally {
    to.length = before
  }
}

interface Fit {
  /** The index of the branch. */
  readonly index: number
  readonly bytes: Buffer
}

const fitting = (indexes: readonly number[], write: (index: number) => Buffer | undefined): Fit[] =>
  indexes.flatMap((index) => {
    const bytes = write(index)
    return bytes ? [{index, bytes}] : []
  })

/** If several number types fit, digits without a decimal point count as integers. */
function preferred(fits: readonly Fit[], branches: readonly AvroType[], value: unknown): readonly Fit[] {
  if (fits.length < 2 || (typeof value !== 'number' && typeof value !== 'bigint')) return fits
  const integers = fits.filter(({index}) => ['int', 'long'].includes(branches[index]?.kind ?? ''))
  return integers.length > 0 ? integers : fits
}

const shortName = (name: string) => name.slice(name.lastIndexOf('.') + 1)

function enumeration(name: string, symbols: readonly string[]): WriteBinary {
  const indexes = new Map(symbols.map((symbol, index) => [symbol, index]))
  return (value, to) => {
    const index = typeof value === 'string' ? indexes.get(value) : undefined
    if (index === undefined) throw new EncodeError(`${shown(value)} is not a symbol of ${name}: ${symbols.join(', ')}`)
    writeLong(index, to)
  }
}
