// Decodes Avro's binary encoding directly to JSON text: a schema is compiled to functions once, and no objects are
// created for values. Over 300 lines: a function for each of Avro's types, which refer to each other.
import {floatText, javaDoubleText} from '../../text/number-text.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {uuidText} from '../../text/uuid-text.ts'
import type {ByteReader} from '../byte-reader.ts'
import {DecodeError, fieldStep, inside} from '../serde-error.ts'
import {base64, javaQuoted, javaString, latin1, string} from './json-strings.ts'
import {decimalText, signedOf, timeText, type LogicalType} from './logical.ts'
import {writeDate, writeDouble, writeInteger, writeTimestamp} from '../write-values.ts'
import {branchName, type AvroType, type RecordType} from './schema.ts'

export interface AvroJsonOptions {
  /**
   * plain: unions without a wrapper, bytes in base64, the shortest form of numbers. standard: as Java's JsonEncoder
   * writes: `{"string":"x"}`, bytes as characters, 1.0E10.
   */
  readonly form: 'plain' | 'standard'
  /** In the plain form: decimals, dates, times and UUIDs as text (true), or as the underlying numbers and bytes. */
  readonly logical: boolean
  /** In the plain form: 64-bit integers as JSON numbers with all digits, or as strings. */
  readonly longs: 'number' | 'string'
}

/**
 * Writes the next value of the reader as JSON, without blanks. Throws `DecodeError`; the text written so far is kept.
 */
export type WriteJson = (from: ByteReader, to: TextBuffer) => void

/** Makes a function for values of this type: compile once, use for many. */
export function avroToJson(type: AvroType, options: AvroJsonOptions): WriteJson {
  return new Compiling(options).writer(type)
}

class Compiling {
  readonly #options: AvroJsonOptions
  readonly #standard: boolean
  /** Complete, or under construction: a recursive record uses its slot. */
  readonly #records = new Map<RecordType, {write: WriteJson | undefined}>()
  readonly #least = new Map<RecordType, number>()

  constructor(options: AvroJsonOptions) {
    this.#options = options
    this.#standard = options.form === 'standard'
  }

  writer(type: AvroType): WriteJson {
    const {longs} = this.#options
    const logical = 'logical' in type && !this.#standard && this.#options.logical ? type.logical : undefined
    switch (type.kind) {
      case 'null':
        return (_, to) => to.bytes(nullText)
      case 'boolean':
        return boolean
      case 'int':
        return logical ? ofNumber(logical, int) : (from, to) => writeInteger(int(from), to)
      case 'long':
        if (logical) return ofNumber(logical, (from) => from.zigzag())
        return longs === 'string' && !this.#standard ? quotedLong : (from, to) => writeInteger(from.zigzag(), to)
      case 'float':
        return this.#standard
          ? (from, to) => to.text(javaDoubleText(from.float32(true) + 0)) // as Java, which turns -0 into 0
          : (from, to) => to.text(floatText(from.float32(true)))
      case 'double':
        return this.#standard
          ? (from, to) => to.text(javaDoubleText(from.float64(true)))
          : (from, to) => writeDouble(from.float64(true), to)
      case 'string':
        return this.#standard ? javaString : string
      case 'bytes':
        return this.#bytes((from) => from.length(true), logical)
      case 'fixed':
        return this.#bytes(() => type.size, logical)
      case 'enum':
        return enumeration(type.name, type.symbols)
      case 'array':
        return this.#array(type.items)
      case 'map':
        return this.#map(type.values)
      case 'union':
        return this.#union(type.branches)
      case 'record':
        return this.#record(type)
    }
  }

  #bytes(lengthOf: (from: ByteReader) => number, logical: LogicalType | undefined): WriteJson {
    if (logical?.name === 'decimal') {
      const {scale} = logical
      return (from, to) => {
        const length = lengthOf(from)
        const start = from.skip(length)
        to.text(`"${decimalText(signedOf(from.bytes, start, start + length), scale)}"`)
      }
    }
    if (logical?.name === 'uuid') return (from, to) => to.text(`"${uuidText(from.bytes, from.skip(16))}"`)
    if (logical?.name === 'duration')
      return (from, to) => {
        const [months, days, milliseconds] = [from.uint32(true), from.uint32(true), from.uint32(true)]
        to.text(`{"months":${months},"days":${days},"milliseconds":${milliseconds}}`)
      }
    const write = this.#standard ? latin1 : base64
    return (from, to) => {
      const length = lengthOf(from)
      const start = from.skip(length)
      write(from.bytes, start, start + length, to)
    }
  }

  #array(items: AvroType): WriteJson {
    const write = this.writer(items)
    const least = this.#leastSize(items)
    return (from, to) => {
      to.byte(91)
      const limit = to.length + from.mostText
      let index = 0
      try {
        for (let left = block(from, least); left > 0; left = block(from, least)) {
          for (; left > 0; left--, index++) {
            if (index > 0) to.byte(44)
            write(from, to)
            if (to.length > limit) throw tooMuch(from)
          }
        }
      } catch (error) {
        throw inside(error, `[${index}]`)
      }
      to.byte(93)
    }
  }

  #map(values: AvroType): WriteJson {
    const write = this.writer(values)
    const least = this.#leastSize(values) + 1
    const key = this.#standard ? javaString : string
    return (from, to) => {
      to.byte(123)
      const limit = to.length + from.mostText
      let index = 0
      let keyStart = from.at
      try {
        for (let left = block(from, least); left > 0; left = block(from, least)) {
          for (; left > 0; left--, index++) {
            if (index > 0) to.byte(44)
            keyStart = to.length
            key(from, to)
            to.byte(58)
            write(from, to)
            if (to.length > limit) throw tooMuch(from)
          }
        }
      } catch (error) {
        const [, name] = /^("(?:[^"\\]|\\.)*"):/.exec(to.buffer.toString('utf8', keyStart, to.length)) ?? []
        throw inside(error, name === undefined ? `[entry ${index}]` : fieldStep(JSON.parse(name) as string))
      }
      to.byte(125)
    }
  }

  #union(branches: readonly AvroType[]): WriteJson {
    const writers = branches.map((each) => {
      const write = this.writer(each)
      if (!this.#standard || each.kind === 'null') return write
      const head = Buffer.from(`{${javaQuoted(branchName(each))}:`)
      return (from: ByteReader, to: TextBuffer) => {
        to.bytes(head)
        write(from, to)
        to.byte(125)
      }
    })
    return (from, to) => {
      const index = from.zigzag()
      const write = writers[Number(index)]
      if (write === undefined) throw new DecodeError(`branch ${index} of a union of ${writers.length}`)
      write(from, to)
    }
  }

  #record(type: RecordType): WriteJson {
    const known = this.#records.get(type)
    if (known?.write) return known.write
    if (known) return (from, to) => (known.write as WriteJson)(from, to)
    const slot: {write: WriteJson | undefined} = {write: undefined}
    this.#records.set(type, slot)
    const {fields} = type
    const names = fields.map(({name}, index) =>
      Buffer.from(`${index === 0 ? '{' : ','}${this.#standard ? javaQuoted(name) : JSON.stringify(name)}:`),
    )
    const writers = fields.map((field) => this.writer(field.type))
    const free = this.#leastSize(type) === 0
    return (slot.write = (from, to) => {
      from.enter()
      if (free) from.takeEmpty(1)
      if (writers.length === 0) to.byte(123)
      let index = 0
      try {
        for (; index < writers.length; index++) {
          to.bytes(names[index] as Buffer)
          ;(writers[index] as WriteJson)(from, to)
        }
      } catch (error) {
        throw inside(error, fieldStep(fields[index]?.name ?? ''))
      }
      to.byte(125)
      from.leave()
    })
  }

  /** The least number of bytes of a value. */
  #leastSize(type: AvroType): number {
    switch (type.kind) {
      case 'null':
        return 0
      case 'float':
        return 4
      case 'double':
        return 8
      case 'fixed':
        return type.size
      case 'record': {
        const known = this.#least.get(type)
        if (known !== undefined) return known
        this.#least.set(type, 0) // for a recursive record
        const least = type.fields.reduce((sum, field) => sum + this.#leastSize(field.type), 0)
        this.#least.set(type, Math.min(least, 2 ** 31))
        return least
      }
      default:
        return 1
    }
  }
}

const nullText = Buffer.from('null')
const trueText = Buffer.from('true')
const falseText = Buffer.from('false')

const boolean: WriteJson = (from, to) => {
  const byte = from.byte()
  if (byte > 1) throw new DecodeError(`${byte} is neither true (1) nor false (0)`)
  to.bytes(byte === 1 ? trueText : falseText)
}

function int(from: ByteReader): number {
  const value = from.zigzag()
  if (typeof value === 'bigint' || value < -(2 ** 31) || value >= 2 ** 31)
    throw new DecodeError(`${value} is not a 32-bit integer`)
  return value
}

const quotedLong: WriteJson = (from, to) => {
  to.byte(34)
  writeInteger(from.zigzag(), to)
  to.byte(34)
}

function ofNumber(logical: LogicalType, read: (from: ByteReader) => number | bigint): WriteJson {
  const meaning = writerOf(logical)
  return (from, to) => {
    const value = read(from)
    // A value that is not a valid time of day or date is printed as its number.
    if (!meaning(value, to)) writeInteger(value, to)
  }
}

/** The function returns false if it wrote nothing. */
function writerOf(logical: LogicalType): (value: number | bigint, to: TextBuffer) => boolean {
  switch (logical.name) {
    case 'date':
      return (value, to) => writeDate(Number(value), to)
    case 'time-millis':
    case 'time-micros': {
      const digits = logical.name === 'time-millis' ? 3 : 6
      return (value, to) => {
        const text = timeText(Number(value), digits)
        if (text !== undefined) to.text(`"${text}"`)
        return text !== undefined
      }
    }
    case 'timestamp': {
      const {digits, local} = logical
      return (value, to) => writeTimestamp(value, digits, local, to)
    }
    default:
      return () => false
  }
}

function enumeration(name: string, symbols: readonly string[]): WriteJson {
  const texts = symbols.map((each) => Buffer.from(JSON.stringify(each)))
  return (from, to) => {
    const index = from.zigzag()
    const text = texts[Number(index)]
    if (text === undefined) throw new DecodeError(`symbol ${index} of ${name}, which has ${symbols.length}`)
    to.bytes(text)
  }
}

/** The number of items in the next block; after a negative count follows the block's size in bytes. */
function block(from: ByteReader, least: number): number {
  let count = from.zigzag()
  if (count < 0) {
    count = -count
    from.length(true)
  }
  if (least === 0) from.takeEmpty(count)
  else if (Number(count) * least > from.left)
    throw new DecodeError(`${count} items are announced in ${from.left} bytes`)
  return Number(count)
}

const tooMuch = ({mostText}: ByteReader) =>
  new DecodeError(`more than ${Math.floor(mostText / 2 ** 20)} MiB of text out of one record`)
