// Avro schemas: JSON to types, with all names resolved. What is wrong is said in words, with the place.
import {parseExactJson} from '../../text/exact-json.ts'
import {SchemaInvalid} from '../serde-error.ts'
import {logicalType, type LogicalType} from './logical.ts'

export interface PrimitiveType {
  readonly kind: (typeof primitives)[number]
  readonly logical?: LogicalType | undefined
}
export interface FixedType {
  readonly kind: 'fixed'
  /** Full, with the namespace; so of all named types. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly logical?: LogicalType | undefined
}
export interface EnumType {
  readonly kind: 'enum'
  readonly name: string
  readonly symbols: readonly string[]
}
export interface ArrayType {
  readonly kind: 'array'
  readonly items: AvroType
}
export interface MapType {
  readonly kind: 'map'
  readonly values: AvroType
}
export interface UnionType {
  readonly kind: 'union'
  readonly branches: readonly AvroType[]
}
export interface RecordType {
  readonly kind: 'record'
  readonly name: string
  /** Complete only when the whole schema has been read: a record may be inside of itself. */
  readonly fields: readonly AvroField[]
}
export interface AvroField {
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: AvroType
  /** As JSON, in Avro's own form for defaults; absent: the field has none. */
  readonly default?: {readonly value: unknown} | undefined
}
export type AvroType = PrimitiveType | FixedType | EnumType | ArrayType | MapType | UnionType | RecordType

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
const isPrimitive = (name: string): name is PrimitiveType['kind'] => (primitives as readonly string[]).includes(name)

/** How deep a schema may be written, so that one of brackets only is an error and not the end of the stack. */
const deepest = 200

/**
 * Reads a schema. `others`: texts of those that it refers to, each behind what it needs itself. Raises `SchemaInvalid`.
 */
export function parseAvroSchema(text: string, others: readonly string[] = []): AvroType {
  const reading = new Reading()
  for (const other of others) reading.read(json(other), '', 0)
  return reading.read(json(text), '', 0)
}

function json(text: string): unknown {
  // Registries and people write a primitive schema as "string", and also bare.
  const trimmed = text.replace(/^\ufeff/, '').trim()
  if (isPrimitive(trimmed)) return trimmed
  try {
    return parseExactJson(trimmed)
  } catch (error) {
    throw new SchemaInvalid(`the Avro schema is not JSON: ${(error as Error).message}`, {cause: error})
  }
}

/** The name of a type in a union and in Java's JSON: full for named types, the kind for others. */
export const branchName = (type: AvroType): string => ('name' in type ? type.name : type.kind)

type Json = Readonly<Record<string, unknown>>

class Reading {
  readonly #named = new Map<string, AvroType>()

  read(schema: unknown, namespace: string, depth: number): AvroType {
    if (depth > deepest) throw new SchemaInvalid(`the Avro schema is nested more than ${deepest} deep`)
    if (typeof schema === 'string') return isPrimitive(schema) ? {kind: schema} : this.#resolve(schema, namespace)
    if (Array.isArray(schema)) return this.#union(schema, namespace, depth)
    if (typeof schema !== 'object' || schema === null)
      throw new SchemaInvalid(`${JSON.stringify(schema)} is no Avro type: it is the name of one, an object or an array`)
    const definition = schema as Json
    const {type} = definition
    if (typeof type === 'object') return this.read(type, namespace, depth + 1)
    if (typeof type !== 'string') throw new SchemaInvalid(`an Avro type without "type": ${shortened(definition)}`)
    if (isPrimitive(type)) return withLogical({kind: type}, definition)
    switch (type) {
      case 'record':
      case 'error':
        return this.#record(definition, namespace, depth)
      case 'enum':
        return this.#enum(definition, namespace)
      case 'fixed':
        return this.#fixed(definition, namespace)
      case 'array':
        return {kind: 'array', items: this.#part(definition, 'items', namespace, depth)}
      case 'map':
        return {kind: 'map', values: this.#part(definition, 'values', namespace, depth)}
      default:
        return this.#resolve(type, namespace)
    }
  }

  #part(definition: Json, name: 'items' | 'values', namespace: string, depth: number) {
    const part = definition[name]
    if (part === undefined) throw new SchemaInvalid(`an Avro ${String(definition['type'])} without "${name}"`)
    return this.read(part, namespace, depth + 1)
  }

  #resolve(name: string, namespace: string): AvroType {
    const found =
      name.includes('.') || namespace === ''
        ? this.#named.get(name)
        : (this.#named.get(`${namespace}.${name}`) ?? this.#named.get(name))
    if (found) return found
    const known = [...this.#named.keys()].filter((each) => each.endsWith(`.${name}`) || each === name)
    throw new SchemaInvalid(
      `the Avro type '${name}' is neither built in nor defined before it is used${known.length > 0 ? ` (there is ${known.join(', ')})` : ''}`,
    )
  }

  #union(schemas: readonly unknown[], namespace: string, depth: number): UnionType {
    const branches = schemas.map((each) => this.read(each, namespace, depth + 1))
    const names = new Set<string>()
    for (const branch of branches) {
      if (branch.kind === 'union') throw new SchemaInvalid('an Avro union directly inside of a union')
      const name = branchName(branch)
      if (names.has(name)) throw new SchemaInvalid(`an Avro union has ${name} twice`)
      names.add(name)
    }
    return {kind: 'union', branches}
  }

  #record(definition: Json, around: string, depth: number): RecordType {
    const {name, namespace} = this.#fullName(definition, around)
    const fields: AvroField[] = []
    const record: RecordType = {kind: 'record', name, fields}
    this.#define(name, record)
    const given = definition['fields']
    if (!Array.isArray(given)) throw new SchemaInvalid(`the Avro record ${name} has no "fields"`)
    const names = new Set<string>()
    for (const field of given as readonly Json[]) {
      const fieldName = field?.['name']
      if (typeof fieldName !== 'string') throw new SchemaInvalid(`a field of the Avro record ${name} has no name`)
      if (names.has(fieldName)) throw new SchemaInvalid(`the Avro record ${name} has the field '${fieldName}' twice`)
      names.add(fieldName)
      fields.push({
        name: fieldName,
        aliases: texts(field['aliases']),
        type: within(`field '${fieldName}' of ${name}`, () => {
          if (field['type'] === undefined) throw new SchemaInvalid('it has no "type"')
          return this.read(field['type'], namespace, depth + 1)
        }),
        ...(Object.hasOwn(field, 'default') ? {default: {value: field['default']}} : {}),
      })
    }
    return record
  }

  #enum(definition: Json, around: string): EnumType {
    const {name} = this.#fullName(definition, around)
    const symbols = definition['symbols']
    if (!Array.isArray(symbols) || !symbols.every((each) => typeof each === 'string'))
      throw new SchemaInvalid(`the Avro enum ${name} has no "symbols"`)
    const twice = symbols.find((each, index) => symbols.indexOf(each) !== index)
    if (twice !== undefined) throw new SchemaInvalid(`the Avro enum ${name} has the symbol '${twice}' twice`)
    return this.#define(name, {kind: 'enum', name, symbols})
  }

  #fixed(definition: Json, around: string): FixedType {
    const {name} = this.#fullName(definition, around)
    const size = definition['size']
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
      throw new SchemaInvalid(`the Avro fixed ${name} has no "size"`)
    return this.#define(name, withLogical({kind: 'fixed', name, size}, definition))
  }

  #fullName(definition: Json, around: string) {
    const {name, namespace} = definition
    if (typeof name !== 'string' || name === '')
      throw new SchemaInvalid(`an Avro ${String(definition['type'])} without a name: ${shortened(definition)}`)
    const dot = name.lastIndexOf('.')
    if (dot >= 0) return {name, namespace: name.slice(0, dot)}
    const own = typeof namespace === 'string' ? namespace : around
    return {name: own === '' ? name : `${own}.${name}`, namespace: own}
  }

  #define<T extends AvroType>(name: string, type: T): T {
    if (this.#named.has(name)) throw new SchemaInvalid(`the Avro type ${name} is defined twice`)
    this.#named.set(name, type)
    return type
  }
}

/** A logical type that does not fit is left out, as Avro's specification asks for. */
function withLogical<T extends PrimitiveType | FixedType>(type: T, definition: Json): T {
  const logical = logicalType(definition, type)
  return logical ? {...type, logical} : type
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

function shortened(definition: Json): string {
  const text = JSON.stringify(definition, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function within<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SchemaInvalid)) throw error
    throw new SchemaInvalid(`${place}: ${error.message}`, {cause: error})
  }
}
