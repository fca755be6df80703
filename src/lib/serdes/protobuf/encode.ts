// Encodes JSON as Protobuf messages, by the mapping of proto3. Fields are written in the order of their numbers, maps
// in the order of the JSON, and numbers packed if the schema says so: the same bytes as Java's serializer.
// json-reading.ts defines the accepted values.
import type {Enum, Field, MapField, Type} from 'protobufjs'
import {nearest} from '../../text/nearest.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {isObject, unlike} from '../avro/json-values.ts'
import {EncodeError, fieldStep, inside} from '../serde-error.ts'
import {wellKnownWriter} from './encode-known.ts'
import {withLength, writeScalar} from './encode-scalar.ts'
import {canBeAbsent, isMessage, wireOf} from './field-rules.ts'
import type {JsonReading} from './json-reading.ts'
import type {Lookup} from './message-form.ts'
import {writeTag} from './write-wire.ts'

export class MessageEncoder {
  readonly lookup: Lookup
  readonly reading: JsonReading
  readonly #fields = new Map<Type, ReadonlyMap<string, Field>>()
  readonly #sorted = new Map<Type, readonly Field[]>()

  constructor(lookup: Lookup, reading: JsonReading) {
    this.lookup = lookup
    this.reading = reading
  }

  /** The fields of a message, without its length. `value`: of `parseExactJson`. Throws `EncodeError`. */
  write(type: Type, value: unknown, to: TextBuffer): void {
    const special = wellKnownWriter(type.fullName, this.reading)
    if (special) return special(value, to, this)
    this.members(type, value, to)
  }

  /** Encodes as an ordinary message, even if its type has its own JSON form. */
  members(type: Type, value: unknown, to: TextBuffer): void {
    if (!isObject(value)) throw unlike(`an object (${type.name})`, value)
    const byName = this.#byName(type)
    const given = new Map<Field, unknown>()
    const oneofs = new Map<unknown, string>()
    for (const [name, each] of Object.entries(value)) {
      const field = byName.get(name)
      if (!field) throw unknownField(type, name, byName)
      if (each === null && (field.map || !takesNull(field))) continue
      if (given.has(field)) throw new EncodeError(`${field.name} is given twice, by both of its names`)
      const before = field.partOf && oneofs.get(field.partOf)
      if (before) throw new EncodeError(`${before} and ${name} are both there, and only one of them can be`)
      if (field.partOf) oneofs.set(field.partOf, name)
      given.set(field, each)
    }
    for (const field of this.#inOrder(type))
      try {
        if (given.has(field)) this.#field(field, given.get(field), to)
        else if (field.required) throw new EncodeError('it is missing, and the schema says required')
      } catch (error) {
        throw inside(error, fieldStep(field.name))
      }
  }

  #field(field: Field, value: unknown, to: TextBuffer): void {
    if (field.map) return this.#map(field, value, to)
    if (!field.repeated) return this.#one(field, field.id, value, to, canBeAbsent(field))
    if (!Array.isArray(value)) throw unlike('an array', value)
    if (field.packed && !isMessage(field) && field.type !== 'string' && field.type !== 'bytes') {
      if (value.length === 0) return
      writeTag(field.id, 2, to)
      return withLength(to, () => each(field, value, (item) => this.#scalar(field, item, to)))
    }
    each(field, value, (item) => this.#one(field, field.id, item, to, true))
  }

  /** `always`: also write the default value, which otherwise equals a missing field. */
  #one(field: Field, id: number, value: unknown, to: TextBuffer, always: boolean): void {
    if (isMessage(field)) {
      const type = field.resolvedType as Type
      if (field.delimited) {
        writeTag(id, 3, to)
        this.write(type, value, to)
        return writeTag(id, 4, to)
      }
      writeTag(id, 2, to)
      return withLength(to, () => this.write(type, value, to))
    }
    const before = to.length
    writeTag(id, wireOf(field.type), to)
    const start = to.length
    this.#scalar(field, value, to)
    if (!always && isDefault(to.buffer, start, to.length)) to.length = before
  }

  #scalar(field: Field, value: unknown, to: TextBuffer): void {
    const enumeration = field.resolvedType as Enum | null
    // The only symbol of NullValue is 0.
    writeScalar(field.type, enumeration, value === null ? 0 : value, to, this.reading)
  }

  #map(field: Field, value: unknown, to: TextBuffer): void {
    if (!isObject(value)) throw unlike('an object', value)
    const {keyType} = field as Field & Pick<MapField, 'keyType'>
    for (const [key, item] of Object.entries(value))
      try {
        if (item === null && !takesNull(field)) throw new EncodeError('null in a map, which Protobuf has no place for')
        writeTag(field.id, 2, to)
        withLength(to, () => {
          writeTag(1, wireOf(keyType), to)
          const name = keyType === 'bool' && (key === 'true' || key === 'false') ? key === 'true' : key
          writeScalar(keyType, null, name, to, this.reading)
          this.#one(field, 2, item, to, true)
        })
      } catch (error) {
        throw inside(error, fieldStep(key))
      }
  }

  #byName(type: Type): ReadonlyMap<string, Field> {
    let names = this.#fields.get(type)
    if (names) return names
    names = new Map(
      type.fieldsArray.flatMap((each): [string, Field][] => {
        const field = each.resolve()
        const extension = field.declaringField?.fullName.replace(/^\./, '')
        if (extension !== undefined) return this.reading.ownForms ? [[`[${extension}]`, field]] : []
        return [
          [field.name, field],
          [field.jsonName ?? field.name, field],
        ]
      }),
    )
    this.#fields.set(type, names)
    return names
  }

  #inOrder(type: Type): readonly Field[] {
    let sorted = this.#sorted.get(type)
    if (!sorted) this.#sorted.set(type, (sorted = type.fieldsArray.toSorted((a, b) => a.id - b.id)))
    return sorted
  }
}

/** A field of another version of the schema, or a typing error. */
function unknownField(type: Type, name: string, names: ReadonlyMap<string, Field>): EncodeError {
  if (/^\d+$/.test(name))
    return new EncodeError(`field ${name} is not in the schema of ${type.name}: JSON does not say how to write it back`)
  const meant = nearest(name, [...names.keys()])
  return new EncodeError(
    `${type.name} has no field '${name}'${meant === undefined ? `; it has ${[...new Set([...names.values()].map((each) => each.name))].join(', ')}` : `: is ${meant} meant?`}`,
  )
}

/** Whether null is a value of this field; elsewhere it means a missing field. */
const takesNull = ({resolvedType}: Field) =>
  ['.google.protobuf.Value', '.google.protobuf.NullValue'].includes(resolvedType?.fullName ?? '')

/** Whether the bytes are a zero number, false, or an empty string. */
function isDefault(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false
  return true
}

function each(field: Field, items: readonly unknown[], write: (item: unknown) => void): void {
  for (const [index, item] of items.entries())
    try {
      if (item === null && !takesNull(field)) throw new EncodeError('null in a list, which Protobuf has no place for')
      write(item)
    } catch (error) {
      throw inside(error, `[${index}]`)
    }
}
