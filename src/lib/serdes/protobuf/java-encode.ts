// JSON to Protobuf as Java's JsonFormat reads it, for the tools that mirror Confluent's; encode.ts reads what consume writes. Fields are
// written in the order of their numbers.
import type {Enum, Field, MapField, Type} from 'protobufjs'
import {nearest} from '../../text/nearest.ts'
import {TextBuffer} from '../../text/text-buffer.ts'
import {isObject, unlike} from '../avro/json-values.ts'
import {EncodeError, fieldStep, inside, SchemaInvalid} from '../serde-error.ts'
import type {SchemaText} from '../payload.ts'
import {canBeAbsent, isMessage, wireOf} from './field-rules.ts'
import {isEnum, keyOf, scalarOf} from './java-values.ts'
import type {Lookup} from './message-form.ts'
import {parseProtobuf, typesIn} from './schema.ts'
import {wellKnownValue} from './java-well-known.ts'
import {writeTag, writeVarint} from './write-wire.ts'

export interface ProtobufEncoder {
  /** Full name of the message. */
  readonly message: string
  /** In front of the payload: which message of the schema it is; 0 alone is the first. */
  readonly indexes: Buffer
  /** Of a value of `parseExactJson`. Raises EncodeError; what was written by then stays. */
  readonly write: (value: unknown, to: TextBuffer) => void
}

/** `message`: full name; default: the first one. Raises SchemaInvalid. */
export async function protobufEncoder(schema: SchemaText, message?: string): Promise<ProtobufEncoder> {
  const [{root, messages}, {default: protobuf}] = await Promise.all([parseProtobuf(schema), import('protobufjs')])
  const paths = pathsOf(messages, (type) => typesIn(type, protobuf.Type))
  const type = message === undefined ? messages[0] : [...paths.keys()].find(({fullName}) => fullName === `.${message}`)
  if (!type)
    throw new SchemaInvalid(
      `the schema has no message ${message}; it has ${[...paths.keys()].map(({fullName}) => fullName.slice(1)).join(', ')}`,
    )
  const lookup = (name: string): Type | undefined => {
    const found = root.lookup(name, [protobuf.Type])
    return found instanceof protobuf.Type ? found : undefined
  }
  const writing = new MessageWriting(lookup)
  return {
    message: type.fullName.slice(1),
    indexes: indexBytes(paths.get(type) ?? []),
    write: (value, to) => to.bytes(writing.message(type, value)),
  }
}

/** Every message of the file, with the index of it at each level. */
function pathsOf(messages: readonly Type[], nested: (type: Type) => readonly Type[]): Map<Type, readonly number[]> {
  const paths = new Map<Type, readonly number[]>()
  const add = (types: readonly Type[], above: readonly number[]) => {
    for (const [index, type] of types.entries()) {
      paths.set(type, [...above, index])
      add(nested(type), [...above, index])
    }
  }
  add(messages, [])
  return paths
}

/** Confluent's: how many, and each, as zigzag varints. */
function indexBytes(path: readonly number[]): Buffer {
  if (path.length === 1 && path[0] === 0) return Buffer.from([0])
  const to = new TextBuffer(16)
  for (const each of [path.length, ...path]) writeVarint(each * 2, to)
  return to.take()
}

/** Of a field all that its value needs. */
type Place = Pick<Field, 'id' | 'type' | 'resolvedType' | 'delimited'>

export class MessageWriting {
  readonly lookup: Lookup
  readonly #names = new Map<Type, ReadonlyMap<string, Field>>()

  constructor(lookup: Lookup) {
    this.lookup = lookup
  }

  /** The bytes of a message, without a length in front. Raises EncodeError. */
  message(type: Type, value: unknown): Buffer {
    const special = wellKnownValue(type.fullName)
    if (special) return special(value, this)
    if (!isObject(value)) throw unlike(`an object (${type.name})`, value)
    return this.fields(type, value)
  }

  /** Of an ordinary message. */
  fields(type: Type, value: Readonly<Record<string, unknown>>): Buffer {
    const given = this.#given(type, value)
    const to = new TextBuffer(64)
    for (const field of type.fieldsArray.toSorted((a, b) => a.id - b.id)) {
      const found = given.get(field)
      try {
        if (found !== undefined) this.#field(field, found, to)
        else if (field.required) throw new EncodeError('it is required, and missing')
      } catch (error) {
        throw inside(error, fieldStep(field.name))
      }
    }
    return to.take()
  }

  /** What is not null, by field; null is as if it were not there, but where it is a value. */
  #given(type: Type, value: Readonly<Record<string, unknown>>): Map<Field, unknown> {
    const names = this.#namesOf(type)
    const given = new Map<Field, unknown>()
    const oneofs = new Map<unknown, string>()
    for (const [name, each] of Object.entries(value)) {
      const field = names.get(name)
      if (!field) {
        const meant = nearest(name, [...names.keys()])
        const has = type.fieldsArray.map((known) => known.name).join(', ')
        throw new EncodeError(
          `${type.name} has no field '${name}'${meant === undefined ? `; it has ${has}` : `: is ${meant} meant?`}`,
        )
      }
      field.resolve()
      if (each === null && !takesNull(field)) continue
      if (given.has(field)) throw new EncodeError(`${field.name} is there twice, by both of its names`)
      const before = field.partOf ? oneofs.get(field.partOf) : undefined
      if (before !== undefined)
        throw new EncodeError(`${field.name} and ${before} exclude each other (oneof ${field.partOf?.name})`)
      if (field.partOf) oneofs.set(field.partOf, field.name)
      given.set(field, each)
    }
    return given
  }

  #namesOf(type: Type): ReadonlyMap<string, Field> {
    const known = this.#names.get(type)
    if (known) return known
    const fields = type.fieldsArray.filter(({declaringField}) => !declaringField)
    const names = new Map([
      ...fields.map((field) => [field.name, field] as const),
      ...fields.map((field) => [field.jsonName ?? field.name, field] as const),
    ])
    this.#names.set(type, names)
    return names
  }

  #field(field: Field, value: unknown, to: TextBuffer): void {
    if (field.map) return this.#map(field as Field & Pick<MapField, 'keyType'>, value, to)
    if (!field.repeated) return this.#one(field, value, to, canBeAbsent(field))
    if (!Array.isArray(value)) throw unlike('an array', value)
    const items = value as readonly unknown[]
    const packs = field.packed && !isMessage(field) && wireOf(field.type) !== 2
    const packed = new TextBuffer(64)
    for (const [index, item] of items.entries())
      try {
        if (item === null && !takesNull(field)) throw new EncodeError('null, where an item is wanted')
        if (packs) this.#scalar(field, item).write(packed)
        else this.#one(field, item, to, true)
      } catch (error) {
        throw inside(error, `[${index}]`)
      }
    if (!packs || items.length === 0) return
    writeTag(field.id, 2, to)
    lengthFirst(packed.take(), to)
  }

  /** `always`: also the default value. */
  #one(field: Place, value: unknown, to: TextBuffer, always: boolean): void {
    if (isMessage(field)) {
      const bytes = this.message(field.resolvedType as Type, value)
      if (!field.delimited) {
        writeTag(field.id, 2, to)
        return lengthFirst(bytes, to)
      }
      writeTag(field.id, 3, to)
      to.bytes(bytes)
      return writeTag(field.id, 4, to)
    }
    const scalar = this.#scalar(field, value)
    if (!always && scalar.isDefault) return
    writeTag(field.id, wireOf(field.type), to)
    scalar.write(to)
  }

  #scalar(field: Place, value: unknown) {
    const enumeration = isEnum(field) ? (field.resolvedType as Enum) : null
    return scalarOf(field.type, enumeration, value === null ? 0 : value)
  }

  #map(field: Field & Pick<MapField, 'keyType'>, value: unknown, to: TextBuffer): void {
    const {type, resolvedType} = field
    if (!isObject(value)) throw unlike('an object', value)
    for (const [name, each] of Object.entries(value))
      try {
        if (each === null && !isNullable(field)) throw new EncodeError('null, where a value is wanted')
        const entry = new TextBuffer(64)
        const key = keyOf(field.keyType, name)
        writeTag(1, wireOf(field.keyType), entry)
        key.write(entry)
        this.#one({id: 2, delimited: false, type, resolvedType}, each, entry, true)
        writeTag(field.id, 2, to)
        lengthFirst(entry.take(), to)
      } catch (error) {
        throw inside(error, fieldStep(name))
      }
  }
}

export function lengthFirst(bytes: Buffer, to: TextBuffer): void {
  writeVarint(bytes.length, to)
  to.bytes(bytes)
}

/** google.protobuf.Value and NullValue have null as a value. */
const isNullable = ({resolvedType}: Pick<Field, 'resolvedType'>) =>
  ['.google.protobuf.Value', '.google.protobuf.NullValue'].includes(resolvedType?.fullName ?? '')
const takesNull = (field: Pick<Field, 'map' | 'resolvedType'>) => !field.map && isNullable(field)
