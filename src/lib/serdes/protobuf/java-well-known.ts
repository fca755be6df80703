// Google's types that have a JSON of their own, back to messages.
import {timestampOf} from '../avro/logical.ts'
import {isObject, shown} from '../avro/json-values.ts'
import {NumberText} from '../../text/exact-json.ts'
import {TextBuffer} from '../../text/text-buffer.ts'
import {EncodeError, fieldStep, inside} from '../serde-error.ts'
import type {Lookup} from './message-form.ts'
import {wireOf} from './field-rules.ts'
import {scalarOf} from './java-values.ts'
import {writeVarint} from './write-wire.ts'
import type {Type} from 'protobufjs'

/** What writes the messages inside of these. */
interface Writing {
  readonly lookup: Lookup
  message(type: Type, value: unknown): Buffer
  fields(type: Type, value: Readonly<Record<string, unknown>>): Buffer
}

type Special = (value: unknown, writing: Writing) => Buffer

const google = '.google.protobuf.'

/** Undefined: an ordinary message. */
export const wellKnownValue = (fullName: string): Special | undefined =>
  fullName.startsWith(google) && Object.hasOwn(special, fullName.slice(google.length))
    ? special[fullName.slice(google.length)]
    : undefined

const special: Readonly<Record<string, Special>> = {
  Timestamp: (value) => {
    const nanos = typeof value === 'string' ? timestampOf(value, 9, false) : undefined
    if (nanos === undefined) throw not('a time (2026-03-01T10:15:30.123Z)', value)
    const rest = ((nanos % second) + second) % second
    return secondsAndNanos((nanos - rest) / second, rest)
  },
  Duration: (value) => {
    const [, minus, whole = '', fraction = ''] =
      (typeof value === 'string' && /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value)) || []
    if (whole === '') throw not('a duration (1.5s)', value)
    const sign = minus === '-' ? -1n : 1n
    const seconds = BigInt(whole)
    if (seconds > 315_576_000_000n) throw new EncodeError(`${shown(value)} is more than 10,000 years`)
    return secondsAndNanos(sign * seconds, sign * BigInt(fraction.padEnd(9, '0')))
  },
  FieldMask: (value) => {
    if (typeof value !== 'string') throw not('a field mask ("a.b,c")', value)
    const to = new TextBuffer(64)
    for (const path of value.split(',').filter((each) => each !== ''))
      part(
        1,
        2,
        scalarOf(
          'string',
          null,
          path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        ).write,
        to,
      )
    return to.take()
  },
  Struct: struct,
  ListValue: list,
  Value: (value) => {
    const to = new TextBuffer(64)
    if (value === null) part(1, 0, scalarOf('int32', null, 0).write, to)
    else if (typeof value === 'boolean') part(4, 0, scalarOf('bool', null, value).write, to)
    else if (typeof value === 'string') part(3, 2, scalarOf('string', null, value).write, to)
    else if (Array.isArray(value)) message(6, list(value), to)
    else if (isObject(value)) message(5, struct(value), to)
    else if (typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText)
      part(2, 1, scalarOf('double', null, value).write, to)
    else throw not('a JSON value', value)
    return to.take()
  },
  Any: any,
  ...Object.fromEntries(
    ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map((name) => [
      `${name}Value`,
      wrapper(name.toLowerCase()),
    ]),
  ),
}

function wrapper(type: string): Special {
  return (value) => {
    const scalar = scalarOf(type, null, value)
    const to = new TextBuffer(16)
    if (!scalar.isDefault) part(1, wireOf(type), scalar.write, to)
    return to.take()
  }
}

const second = 1_000_000_000n

function secondsAndNanos(seconds: bigint, nanos: bigint): Buffer {
  const to = new TextBuffer(24)
  if (seconds !== 0n) part(1, 0, (into) => writeVarint(seconds, into), to)
  if (nanos !== 0n) part(2, 0, (into) => writeVarint(nanos, into), to)
  return to.take()
}

function struct(value: unknown): Buffer {
  if (!isObject(value)) throw not('an object', value)
  const to = new TextBuffer(64)
  for (const [name, each] of Object.entries(value))
    try {
      const entry = new TextBuffer(64)
      part(1, 2, scalarOf('string', null, name).write, entry)
      message(2, (special['Value'] as Special)(each, nobody), entry)
      message(1, entry.take(), to)
    } catch (error) {
      throw inside(error, fieldStep(name))
    }
  return to.take()
}

function list(value: unknown): Buffer {
  if (!Array.isArray(value)) throw not('an array', value)
  const to = new TextBuffer(64)
  for (const [index, each] of (value as readonly unknown[]).entries())
    try {
      message(1, (special['Value'] as Special)(each, nobody), to)
    } catch (error) {
      throw inside(error, `[${index}]`)
    }
  return to.take()
}

/** `{"@type": …}` with the fields of the message, or with `value` for those that have a JSON of their own. */
function any(value: unknown, writing: Writing): Buffer {
  if (!isObject(value)) throw not('an object with "@type"', value)
  if (Object.keys(value).length === 0) return Buffer.alloc(0)
  const url = value['@type']
  if (typeof url !== 'string') throw new EncodeError('an Any without "@type"')
  const name = url.slice(url.lastIndexOf('/') + 1)
  const type = writing.lookup(name)
  if (!type) throw new EncodeError(`the type ${name} of an Any is not in the schema`)
  const {'@type': _, ...fields} = value
  const bytes = wellKnownValue(type.fullName) ? writing.message(type, fields['value']) : writing.fields(type, fields)
  const to = new TextBuffer(64)
  part(1, 2, scalarOf('string', null, url).write, to)
  if (bytes.length > 0) message(2, bytes, to)
  return to.take()
}

/** Values of Struct and ListValue never look anything up. */
const nobody: Writing = {
  lookup: () => undefined,
  message: () => Buffer.alloc(0),
  fields: () => Buffer.alloc(0),
}

function part(number: number, wireType: number, write: (to: TextBuffer) => void, to: TextBuffer): void {
  writeVarint(number * 8 + wireType, to)
  write(to)
}

function message(number: number, bytes: Buffer, to: TextBuffer): void {
  part(number, 2, (into) => writeVarint(bytes.length, into), to)
  to.bytes(bytes)
}

const not = (what: string, value: unknown) => new EncodeError(`${shown(value)}, where ${what} is wanted`)
