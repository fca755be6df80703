// Encodes Google's types that have their own JSON form: times, durations, wrappers, JSON in Protobuf, Any.
import type {Type} from 'protobufjs'
import {NumberText} from '../../text/exact-json.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {isObject, shown, unlike} from '../avro/json-values.ts'
import {signedBytes, timestampOf, unscaledOf} from '../avro/logical.ts'
import {EncodeError, fieldStep, inside} from '../serde-error.ts'
import type {Lookup} from './message-form.ts'
import {withLength, writeScalar} from './encode-scalar.ts'
import {wireOf} from './field-rules.ts'
import type {JsonReading} from './json-reading.ts'
import {writeTag, writeVarint} from './write-wire.ts'

/** Writes messages of any type. */
interface Encoder {
  readonly lookup: Lookup
  readonly reading: JsonReading
  write(type: Type, value: unknown, to: TextBuffer): void
  members(type: Type, value: unknown, to: TextBuffer): void
}
type Write = (value: unknown, to: TextBuffer, encoder: Encoder) => void

const google = '.google.protobuf.'

/** `fullName` begins with a dot, as in protobufjs. Undefined: an ordinary message. */
export function wellKnownWriter(fullName: string, {ownForms}: JsonReading): Write | undefined {
  if (fullName === '.confluent.type.Decimal') return ownForms ? decimalMessage : undefined
  const name = fullName.startsWith(google) ? fullName.slice(google.length) : ''
  return Object.hasOwn(special, name) ? special[name] : undefined
}

const special: Readonly<Record<string, Write>> = {
  Timestamp: (value, to) => {
    const nanos = typeof value === 'string' ? timestampOf(value, 9, false) : undefined
    if (nanos === undefined) throw unlike('a time (2026-03-01T10:15:30.123456789Z)', value)
    // Nanoseconds count forwards, even before 1970.
    const rest = ((nanos % billion) + billion) % billion
    secondsAndNanos((nanos - rest) / billion, rest, to)
  },
  Duration: (value, to) => {
    const [whole, minus, seconds = '', fraction = ''] =
      (typeof value === 'string' && /^(-)?(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value)) || []
    if (whole === undefined) throw unlike('a duration (3.5s)', value)
    const sign = minus === undefined ? 1n : -1n
    if (BigInt(seconds) > longestDuration) throw new EncodeError(`${shown(value)} is more than 10,000 years`)
    secondsAndNanos(sign * BigInt(seconds), sign * BigInt(fraction.padEnd(9, '0')), to)
  },
  FieldMask: (value, to, encoder) => {
    if (typeof value !== 'string') throw unlike('names of fields with commas', value)
    for (const path of value.split(',').filter((each) => each !== '')) {
      writeTag(1, 2, to)
      const snake = path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      writeScalar('string', null, snake, to, encoder.reading)
    }
  },
  Struct: struct,
  ListValue: list,
  Value: anyValue,
  Any: any,
  ...Object.fromEntries(
    ['double', 'float', 'int64', 'uInt64', 'int32', 'uInt32', 'bool', 'string', 'bytes'].map((name) => [
      `${name[0]?.toUpperCase()}${name.slice(1)}Value`,
      wrapper(name.toLowerCase()),
    ]),
  ),
}

const billion = 1_000_000_000n
/** In seconds, by Protobuf's definition of a Duration. */
const longestDuration = 315_576_000_000n

function secondsAndNanos(seconds: bigint, nanos: bigint, to: TextBuffer): void {
  for (const [number, value] of [
    [1, seconds],
    [2, nanos],
  ] as const) {
    if (value === 0n) continue
    writeTag(number, 0, to)
    writeVarint(BigInt.asUintN(64, value), to)
  }
}

function wrapper(type: string): Write {
  return (value, to, {reading}) => {
    const before = to.length
    writeTag(1, wireOf(type), to)
    const start = to.length
    writeScalar(type, null, value, to, reading)
    if (to.buffer.subarray(start, to.length).every((byte) => byte === 0)) to.length = before
  }
}

function struct(value: unknown, to: TextBuffer, encoder: Encoder): void {
  if (!isObject(value)) throw unlike('an object', value)
  for (const [name, each] of Object.entries(value))
    try {
      writeTag(1, 2, to)
      withLength(to, () => {
        writeTag(1, 2, to)
        writeScalar('string', null, name, to, encoder.reading)
        writeTag(2, 2, to)
        withLength(to, () => anyValue(each, to, encoder))
      })
    } catch (error) {
      throw inside(error, fieldStep(name))
    }
}

function list(value: unknown, to: TextBuffer, encoder: Encoder): void {
  if (!Array.isArray(value)) throw unlike('an array', value)
  for (const [index, each] of (value as readonly unknown[]).entries())
    try {
      writeTag(1, 2, to)
      withLength(to, () => anyValue(each, to, encoder))
    } catch (error) {
      throw inside(error, `[${index}]`)
    }
}

function anyValue(value: unknown, to: TextBuffer, encoder: Encoder): void {
  if (value === null) {
    writeTag(1, 0, to)
    return to.byte(0)
  }
  if (typeof value === 'boolean') {
    writeTag(4, 0, to)
    return to.byte(value ? 1 : 0)
  }
  if (typeof value === 'string') {
    writeTag(3, 2, to)
    return writeScalar('string', null, value, to, encoder.reading)
  }
  if (Array.isArray(value)) {
    writeTag(6, 2, to)
    return withLength(to, () => list(value, to, encoder))
  }
  if (isObject(value)) {
    writeTag(5, 2, to)
    return withLength(to, () => struct(value, to, encoder))
  }
  writeTag(2, 1, to)
  writeScalar('double', null, value, to, encoder.reading)
}

function any(value: unknown, to: TextBuffer, encoder: Encoder): void {
  if (!isObject(value)) throw unlike('an object with "@type"', value)
  const {'@type': url, ...rest} = value
  if (url === undefined && Object.keys(rest).length === 0) return
  if (typeof url !== 'string') throw new EncodeError('"@type" is missing, which says what it is')
  const type = encoder.lookup(url.slice(url.lastIndexOf('/') + 1))
  const own = rest['value']
  writeTag(1, 2, to)
  writeScalar('string', null, url, to, encoder.reading)
  writeTag(2, 2, to)
  const start = to.length
  if (!type) {
    if (!encoder.reading.ownForms) throw new EncodeError(`the type ${url} of an Any is not in the schema`)
    if (typeof own !== 'string')
      throw new EncodeError(`${url} is not in the schema, and "value" has not its bytes in base64`)
    writeScalar('bytes', null, own, to, encoder.reading)
  } else
    withLength(to, () =>
      wellKnownWriter(type.fullName, encoder.reading) ? encoder.write(type, own, to) : encoder.members(type, rest, to),
    )
  // It has no content, so no value is written.
  if (to.length === start + 1) to.length = start - 1
}

const decimalMessage: Write = (value, to, encoder) => {
  if (isObject(value)) {
    const type = encoder.lookup('confluent.type.Decimal')
    if (!type) throw new EncodeError('confluent.type.Decimal is not in the schema')
    return encoder.members(type, value, to)
  }
  const text = value instanceof NumberText ? value.text : String(value)
  const scale = /\.(\d*)/.exec(text)?.[1]?.length ?? 0
  const unscaled = unscaledOf(text, scale)
  if (unscaled === undefined) throw new EncodeError(`${shown(value)} is not a decimal`)
  writeTag(1, 2, to)
  const bytes = signedBytes(unscaled) ?? Buffer.alloc(1)
  withLength(to, () => to.bytes(bytes))
  writeTag(2, 0, to)
  writeVarint(String(unscaled).replace('-', '').length, to)
  if (scale === 0) return
  writeTag(3, 0, to)
  writeVarint(scale, to)
}
