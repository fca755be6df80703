// Converts Protobuf messages to JSON, by the mapping of proto3 (https://protobuf.dev/programming-guides/json). Fields
// are in the order of their numbers; unknown fields are kept under their numbers.
import type {Enum, Field, MapField, Type} from 'protobufjs'
import {doubleText, floatText, javaDoubleText, javaFloatText} from '../../text/number-text.ts'
import {ByteReader, deepest} from '../byte-reader.ts'
import {DecodeError, fieldStep, inside} from '../serde-error.ts'
import {canBeAbsent, fieldName, isMessage, wireOf} from './field-rules.ts'
import {isOpenEnum} from './json-reading.ts'
import type {Lookup, MessageForm, MessageWriter} from './message-form.ts'
import {rawField} from './raw.ts'
import {wellKnown} from './well-known.ts'
import {wireFields, type WireField} from './wire.ts'

export class MessageJson implements MessageWriter {
  readonly #form: MessageForm
  readonly #lookup: Lookup
  #depth = 0

  constructor(form: MessageForm, lookup: Lookup) {
    this.#form = form
    this.#lookup = lookup
  }

  /** Throws `DecodeError` unless all bytes form such a message. */
  text(type: Type, bytes: Buffer, start: number, end: number): string {
    if (++this.#depth > deepest) {
      this.#depth = 0
      throw new DecodeError(`messages more than ${deepest} deep inside of each other`)
    }
    const special = wellKnown(type.fullName, this.#form)
    const text = special
      ? special(bytes.subarray(start, end), this, this.#lookup)
      : `{${this.members(type, bytes, start, end).join(',')}}`
    this.#depth--
    return text
  }

  /** Starts again, whatever happened before. */
  reset(): this {
    this.#depth = 0
    return this
  }

  /** `"name":value` of each field. */
  members(type: Type, bytes: Buffer, start: number, end: number): string[] {
    const found = new Map<number, WireField[]>()
    const unknown = new Map<number, string[]>()
    const lastOf = new Map<unknown, number>()
    for (const each of wireFields(bytes, start, end)) {
      const field = type.fieldsById[each.number]
      if (!field || !fits(field, each) || (this.#form.protoJava && !isKnownToJava(field, bytes, each))) {
        if (!this.#form.protoJava) put(unknown, each.number, rawField(bytes, each))
        continue
      }
      const {partOf} = field
      if (partOf) {
        // If several members of a oneof are present, the last one counts.
        const before = lastOf.get(partOf)
        if (before !== undefined && before !== each.number) found.delete(before)
        lastOf.set(partOf, each.number)
      }
      put(found, each.number, each)
    }
    const numbers = this.#form.protoDefaults ? Object.keys(type.fieldsById).map(Number) : [...found.keys()]
    const members = numbers
      .toSorted((a, b) => a - b)
      .flatMap((number) => {
        const field = (type.fieldsById[number] as Field).resolve()
        const value = this.#field(field, found.get(number), bytes)
        return value === undefined ? [] : [`${JSON.stringify(fieldName(field, this.#form))}:${value}`]
      })
    const others = [...unknown].map(
      ([number, texts]) => `"${number}":${texts.length === 1 ? texts[0] : `[${texts.join(',')}]`}`,
    )
    return [...members, ...others]
  }

  #field(field: Field, found: readonly WireField[] | undefined, bytes: Buffer): string | undefined {
    try {
      if (field.map) return found || this.#form.protoDefaults ? this.#map(field, found ?? [], bytes) : undefined
      if (field.repeated)
        return found || this.#form.protoDefaults
          ? `[${(found ?? []).flatMap((each) => this.#items(field, each, bytes)).join(',')}]`
          : undefined
      if (!found) return this.#absent(field)
      return this.#one(field, found, bytes)
    } catch (error) {
      throw inside(error, fieldStep(field.name))
    }
  }

  /** Java writes the defaults of everything but messages and members of a oneof. */
  #absent(field: Field): string | undefined {
    if (isMessage(field) || field.partOf) return undefined
    if (!this.#form.protoJava) return canBeAbsent(field) ? undefined : this.#default(field)
    const given = (field.options as {readonly default?: unknown} | undefined)?.default
    return given === undefined ? this.#default(field) : this.#given(field, given)
  }

  /** A default of proto2, as protobufjs has parsed it. */
  #given(field: Field, value: unknown): string {
    if (typeof value === 'string' && !this.#long(field.type)) return JSON.stringify(value)
    if (field.type === 'float' || field.type === 'double') return javaDoubleText(Number(value))
    return this.#long(field.type) ? `"${String(value)}"` : String(value)
  }

  #one(field: Field, found: readonly WireField[], bytes: Buffer): string {
    const last = found.at(-1) as WireField
    if (!isMessage(field)) return this.#scalar(field.type, field, new ByteReader().open(bytes, last.start, last.end))
    if (found.length === 1) return this.text(field.resolvedType as Type, bytes, last.start, last.end)
    // The parts of a message are merged, which equals joining their bytes.
    const whole = Buffer.concat(found.map(({start, end}) => bytes.subarray(start, end)))
    return this.text(field.resolvedType as Type, whole, 0, whole.length)
  }

  #items(field: Field, {type, start, end}: WireField, bytes: Buffer): string[] {
    if (isMessage(field)) return [this.text(field.resolvedType as Type, bytes, start, end)]
    const from = new ByteReader().open(bytes, start, end)
    if (type !== 2 || field.type === 'string' || field.type === 'bytes') return [this.#scalar(field.type, field, from)]
    const items: string[] = []
    while (from.left > 0) items.push(this.#scalar(field.type, field, from))
    return items
  }

  #map(field: Field, found: readonly WireField[], bytes: Buffer): string {
    const {keyType} = field as Field & Pick<MapField, 'keyType'>
    const entries = new Map<string, string>()
    for (const {start, end} of found) {
      let key = keyType === 'string' ? '""' : keyType === 'bool' ? 'false' : '0'
      const values: WireField[] = []
      for (const part of wireFields(bytes, start, end))
        if (part.number === 1)
          key = this.#scalar(keyType, undefined, new ByteReader().open(bytes, part.start, part.end))
        else if (part.number === 2) values.push(part)
      const name = key.startsWith('"') ? key : `"${key}"`
      const empty = isMessage(field) ? this.text(field.resolvedType as Type, bytes, 0, 0) : this.#default(field)
      entries.set(name, values.length > 0 ? this.#one(field, values, bytes) : (empty ?? 'null'))
    }
    return `{${[...entries].map(([key, value]) => `${key}:${value}`).join(',')}}`
  }

  #default(field: Field): string | undefined {
    const type = field.resolvedType
    if (type && 'valuesById' in type) return JSON.stringify(this.#form.protoJava ? firstValue(type) : (type.valuesById[0] ?? 0)) // prettier-ignore
    switch (field.type) {
      case 'double':
      case 'float':
        return this.#form.protoJava ? '0.0' : '0'
      case 'string':
      case 'bytes':
        return '""'
      case 'bool':
        return 'false'
      default:
        return this.#long(field.type) ? '"0"' : '0'
    }
  }

  #long(type: string): boolean {
    return this.#form.longs === 'string' && type.endsWith('64')
  }

  #scalar(type: string, field: Field | undefined, from: ByteReader): string {
    const text = this.#form.protoJava ? javaText(type, field, from) : scalarText(type, field?.resolvedType as Enum | null | undefined, from) // prettier-ignore
    return this.#long(type) ? `"${text}"` : text
  }
}

function put<T>(into: Map<number, T[]>, number: number, value: T): void {
  const list = into.get(number)
  if (list) list.push(value)
  else into.set(number, [value])
}

/** A field with another wire type belongs to another version of the schema. */
function fits(field: Field, {type}: WireField): boolean {
  field.resolve()
  if (field.map) return type === 2
  if (isMessage(field)) return type === (field.delimited ? 3 : 2)
  const own = wireOf(field.type)
  return type === own || (type === 2 && field.repeated)
}

const firstValue = (type: Enum): string | null =>
  type.fullName === '.google.protobuf.NullValue' ? null : (Object.keys(type.values)[0] ?? null)

/** Java's printer knows neither extensions nor numbers without a name in a closed enum. */
function isKnownToJava(field: Field, bytes: Buffer, {type, start, end}: WireField): boolean {
  if (field.declaringField) return false
  const enumeration = field.resolvedType
  if (!enumeration || !('valuesById' in enumeration) || field.repeated || field.map || type !== 0) return true
  const number = Number(BigInt.asIntN(32, BigInt(new ByteReader().open(bytes, start, end).varint())))
  return isOpenEnum(enumeration) || enumeration.valuesById[number] !== undefined
}

/** As Java's JsonFormat writes it. */
function javaText(type: string, field: Field | undefined, from: ByteReader): string {
  switch (type) {
    case 'double':
      return javaDoubleText(from.float64(true))
    case 'float':
      return javaFloatText(from.float32(true))
    case 'string':
      // Gson escapes what could end a script in HTML.
      return stringText(from).replace(
        /[<>&='\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    default:
      if (field?.resolvedType?.fullName === '.google.protobuf.NullValue') return 'null'
      return scalarText(type, field?.resolvedType as Enum | null | undefined, from)
  }
}

function scalarText(type: string, enumeration: Enum | null | undefined, from: ByteReader): string {
  switch (type) {
    case 'double':
      return doubleText(from.float64(true))
    case 'float':
      return floatText(from.float32(true))
    case 'int32':
      return String(BigInt.asIntN(32, BigInt(from.varint())))
    case 'uint32':
      return String(BigInt.asUintN(32, BigInt(from.varint())))
    case 'int64':
      return String(BigInt.asIntN(64, BigInt(from.varint())))
    case 'uint64':
      return String(from.varint())
    case 'sint32':
    case 'sint64':
      return String(from.zigzag())
    case 'fixed32':
      return String(from.uint32(true))
    case 'sfixed32':
      return String(from.uint32(true) | 0)
    case 'fixed64':
      return String(from.uint64(true))
    case 'sfixed64':
      return String(from.int64(true))
    case 'bool':
      return from.varint() === 0 ? 'false' : 'true'
    case 'string':
      return stringText(from)
    case 'bytes':
      return JSON.stringify(
        Buffer.from(from.bytes.buffer, from.bytes.byteOffset + from.at, from.left).toString('base64'),
      )
    default: {
      const number = Number(BigInt.asIntN(32, BigInt(from.varint())))
      const name = enumeration?.valuesById[number]
      return name === undefined ? String(number) : JSON.stringify(name)
    }
  }
}

function stringText(from: ByteReader): string {
  try {
    return JSON.stringify(utf8.decode(from.bytes.subarray(from.at, from.end)))
  } catch (error) {
    throw new DecodeError('a string that is not UTF-8', {cause: error})
  }
}
const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})
