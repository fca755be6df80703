// Decodes Google's types that have their own JSON form: times, durations, wrappers, JSON in Protobuf, Any.
import type {Type} from 'protobufjs'
import {decimalText, signedOf, timestampText} from '../avro/logical.ts'
import {ByteReader} from '../byte-reader.ts'
import {DecodeError} from '../serde-error.ts'
import type {Lookup, MessageForm, MessageWriter} from './message-form.ts'
import {wireFields} from './wire.ts'

type Special = (bytes: Buffer, json: MessageWriter, lookup: Lookup, form: MessageForm) => string

/** `fullName` begins with a dot, as in protobufjs. Undefined: an ordinary message. */
export function wellKnown(
  fullName: string,
  form: MessageForm,
): ((bytes: Buffer, json: MessageWriter, lookup: Lookup) => string) | undefined {
  if (fullName === '.confluent.type.Decimal')
    return form.logical ? (bytes, json, lookup) => decimal(bytes, json, lookup, form) : undefined
  const name = fullName.startsWith(google) ? fullName.slice(google.length) : ''
  const found = Object.hasOwn(special, name) ? special[name] : undefined
  return found && ((bytes, json, lookup) => found(bytes, json, lookup, form))
}
const google = '.google.protobuf.'
const billion = 1_000_000_000
/** The most seconds of a Duration, by Protobuf's definition: 10,000 years. */
const longest = 315_576_000_000n

const special: Readonly<Record<string, Special>> = {
  Timestamp: (bytes) => {
    const {seconds, nanos} = secondsOf(bytes)
    if (nanos < 0 || nanos >= billion) throw new DecodeError(`a time with ${nanos} nanoseconds`)
    const text = timestampText(seconds * BigInt(billion) + BigInt(nanos), 9, false)
    // Years 1 to 9999, by Protobuf's definition.
    if (text === undefined || !/^(?!0000)\d{4}-/.test(text))
      throw new DecodeError(`${seconds} seconds are beyond the calendar`)
    // As in Java: no fraction, or 3, 6 or 9 digits.
    return `"${text.replace(/(?:000){1,3}Z$/, 'Z').replace(/\.Z$/, 'Z')}"`
  },
  Duration: (bytes) => {
    const {seconds, nanos} = secondsOf(bytes)
    if (Math.abs(nanos) >= billion || (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0))
      throw new DecodeError(`a duration of ${seconds} seconds and ${nanos} nanoseconds`)
    if (seconds > longest || seconds < -longest) throw new DecodeError(`a duration of ${seconds} seconds`)
    const minus = seconds < 0n || nanos < 0 ? '-' : ''
    const digits = String(Math.abs(nanos))
      .padStart(9, '0')
      .replace(/(?:000){1,3}$/, '')
    return `"${minus}${String(seconds).replace('-', '')}${digits === '' ? '' : `.${digits}`}s"`
  },
  FieldMask: (bytes) => {
    const paths = wireFields(bytes, 0, bytes.length).map(({start, end}) => bytes.toString('utf8', start, end))
    return JSON.stringify(
      paths.map((path) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(','),
    )
  },
  Struct: unwrapped('Struct', 'fields', () => '{}'),
  ListValue: unwrapped('ListValue', 'values', () => '[]'),
  Value: (bytes, json, lookup) => {
    const [member = ':null'] = json.members(known('Value', lookup), bytes, 0, bytes.length)
    return member.startsWith('"nullValue"') || member.startsWith('"null_value"')
      ? 'null'
      : member.slice(member.indexOf(':') + 1)
  },
  Any: any,
  ...Object.fromEntries(
    ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map((name) => [
      `${name}Value`,
      unwrapped(`${name}Value`, 'value', (form) => emptyOf(name, form)),
    ]),
  ),
}

function known(name: string, lookup: Lookup): Type {
  const type = lookup(`google.protobuf.${name}`)
  if (!type) throw new DecodeError(`google.protobuf.${name} is not in the schema`)
  return type
}

/** The value of a wrapper without content. */
function emptyOf(name: string, {longs, protoJava}: MessageForm): string {
  switch (name) {
    case 'Bool':
      return 'false'
    case 'String':
    case 'Bytes':
      return '""'
    case 'Int64':
    case 'UInt64':
      return longs === 'string' ? '"0"' : '0'
    case 'Double':
    case 'Float':
      return protoJava ? '0.0' : '0'
    default:
      return '0'
  }
}

/** The value of its only field. */
function unwrapped(name: string, field: string, empty: (form: MessageForm) => string): Special {
  return (bytes, json, lookup, form) => {
    const prefix = `"${field}":`
    const member = json.members(known(name, lookup), bytes, 0, bytes.length).find((each) => each.startsWith(prefix))
    return member === undefined ? empty(form) : member.slice(prefix.length)
  }
}

function secondsOf(bytes: Buffer): {seconds: bigint; nanos: number} {
  let [seconds, nanos] = [0n, 0]
  for (const {number, type, start, end} of wireFields(bytes, 0, bytes.length)) {
    if (type !== 0) continue
    const value = BigInt.asIntN(64, BigInt(new ByteReader().open(bytes, start, end).varint()))
    if (number === 1) seconds = value
    if (number === 2) nanos = Number(BigInt.asIntN(32, value))
  }
  return {seconds, nanos}
}

function any(bytes: Buffer, json: MessageWriter, lookup: Lookup, form: MessageForm): string {
  let url = ''
  let value: Buffer = Buffer.alloc(0)
  for (const {number, type, start, end} of wireFields(bytes, 0, bytes.length)) {
    if (type !== 2) continue
    if (number === 1) url = bytes.toString('utf8', start, end)
    if (number === 2) value = bytes.subarray(start, end)
  }
  if (url === '') return '{}'
  const head = `"@type":${JSON.stringify(url)}`
  const type = lookup(url.slice(url.lastIndexOf('/') + 1))
  if (!type && form.protoJava) throw new DecodeError(`the type ${url} of an Any is not in the schema`)
  // If the type is not in the schema, only the bytes are known.
  if (!type) return `{${head},"value":"${value.toString('base64')}"}`
  const text = json.text(type, value, 0, value.length)
  if (wellKnown(type.fullName, form)) return `{${head},"value":${text}}`
  return text === '{}' ? `{${head}}` : `{${head},${text.slice(1)}`
}

const decimal: Special = (bytes) => {
  let scale = 0
  let value: Buffer = Buffer.alloc(0)
  for (const {number, type, start, end} of wireFields(bytes, 0, bytes.length)) {
    if (number === 1 && type === 2) value = bytes.subarray(start, end)
    if (number === 3 && type === 0)
      scale = Number(BigInt.asIntN(32, BigInt(new ByteReader().open(bytes, start, end).varint())))
  }
  const unscaled = signedOf(value, 0, value.length)
  if (scale > 10_000 || scale < -10_000) throw new DecodeError(`a decimal with a scale of ${scale}`)
  return scale >= 0 ? `"${decimalText(unscaled, scale)}"` : `"${unscaled}${'0'.repeat(-scale)}"`
}
