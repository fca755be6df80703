// Parses Avro schemas to a tree with resolved names, by the specification of Avro 1.12. Compatibility, differences,
// lint and serdes/avro all use it; the latter derives readers and writers of records from the tree. Over 300 lines: a
// type and its parser for each kind of schema.
import {ExpectedError} from '../errors/expected-error.ts'
import {parseExactJson} from '../text/exact-json.ts'

/** The text is not a valid Avro schema; `path` says where (`/fields/2/type`). */
export class AvroSchemaError extends ExpectedError {
  override readonly name = 'AvroSchemaError'
  readonly path: string

  constructor(text: string, path: string, options?: ErrorOptions) {
    super(path === '' ? text : `${text} (at ${path})`, options)
    this.path = path
  }
}

export const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
export type Primitive = (typeof primitives)[number]

interface Node {
  /** Properties without a meaning in Avro's grammar: logicalType, precision, scale, and any others. */
  readonly properties: Readonly<Record<string, unknown>>
}
interface Named extends Node {
  readonly name: string
  readonly fullName: string
  /** Full names. */
  readonly aliases: readonly string[]
  readonly doc: string | undefined
}
export interface AvroPrimitive extends Node {
  readonly kind: 'primitive'
  readonly type: Primitive
}
export interface AvroArray extends Node {
  readonly kind: 'array'
  readonly items: AvroType
}
export interface AvroMap extends Node {
  readonly kind: 'map'
  readonly values: AvroType
}
export interface AvroUnion extends Node {
  readonly kind: 'union'
  readonly branches: readonly AvroType[]
}
export interface AvroFixed extends Named {
  readonly kind: 'fixed'
  readonly size: number
}
export interface AvroEnum extends Named {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  readonly default: string | undefined
}
export interface AvroRecord extends Named {
  readonly kind: 'record'
  /** Filled once the record has been parsed, because it may contain itself. */
  readonly fields: readonly AvroField[]
}
export interface AvroField extends Node {
  readonly name: string
  readonly aliases: readonly string[]
  readonly doc: string | undefined
  readonly type: AvroType
  readonly hasDefault: boolean
  readonly default: unknown
  readonly order: string | undefined
}
export type AvroType = AvroPrimitive | AvroArray | AvroMap | AvroUnion | AvroFixed | AvroEnum | AvroRecord
export type AvroNamed = AvroFixed | AvroEnum | AvroRecord

type Json = null | boolean | number | string | readonly Json[] | {readonly [name: string]: Json}

const namePattern = /^[A-Za-z_]\w*$/

export interface ReadingOptions {
  /**
   * For schemas of existing records: accepts names that Avro does not allow and defaults that do not fit, because some
   * serializers wrote them; numbers keep all digits (`parseExactJson`).
   */
  readonly lenient?: boolean | undefined
}

/** The deepest nesting, so that `[[[[…` is an error, not a stack overflow. */
const deepest = 200

/**
 * `references`: the texts of the schemas that this one refers to, each after those that it needs itself. Throws
 * AvroSchemaError with the first mistake.
 */
export function parseAvro(
  text: string,
  references: readonly string[] = [],
  {lenient = false}: ReadingOptions = {},
): AvroType {
  const names = new Map<string, AvroNamed>()
  // The same reference may be given several times, with the same text.
  for (const each of [...new Set(references), text]) {
    const type = new Reader(names, lenient).read(json(each, lenient), '', '')
    if (each === text) return type
  }
  throw new AvroSchemaError('there is no schema', '')
}

function json(given: string, exact: boolean): Json {
  const text = given.replace(/^\ufeff/, '').trim()
  // A bare name is a schema too, and users write it without quotes.
  if (isPrimitive(text)) return text
  try {
    return (exact ? parseExactJson(text) : JSON.parse(text)) as Json
  } catch (error) {
    throw new AvroSchemaError(`it is not JSON: ${(error as Error).message}`, '', {cause: error})
  }
}

class Reader {
  readonly #names: Map<string, AvroNamed>
  readonly #lenient: boolean
  #depth = 0

  constructor(names: Map<string, AvroNamed>, lenient: boolean) {
    this.#names = names
    this.#lenient = lenient
  }

  read(schema: Json, namespace: string, path: string): AvroType {
    if (this.#depth >= deepest) throw new AvroSchemaError(`it is nested more than ${deepest} deep`, '')
    this.#depth++
    const type = this.#type(schema, namespace, path)
    this.#depth--
    return type
  }

  #type(schema: Json, namespace: string, path: string): AvroType {
    if (typeof schema === 'string') return this.#named(schema, namespace, path)
    if (isList(schema)) return this.#union(schema, namespace, path)
    if (!isObject(schema)) throw new AvroSchemaError(`${shown(schema)} is not a schema`, path)
    const {type} = schema
    if (type === undefined) throw new AvroSchemaError("there is no 'type'", path)
    if (typeof type !== 'string') return this.read(type, namespace, `${path}/type`)
    const properties = rest(schema)
    switch (type) {
      case 'array':
        return {kind: 'array', items: this.#part(schema, 'items', namespace, path), properties}
      case 'map':
        return {kind: 'map', values: this.#part(schema, 'values', namespace, path), properties}
      case 'record':
      case 'error':
        return this.#record(schema, namespace, path, properties)
      case 'enum':
        return this.#enum(schema, namespace, path, properties)
      case 'fixed': {
        const {size} = schema
        if (!Number.isInteger(size) || Number(size) < 0)
          throw new AvroSchemaError(`the size of a fixed must be a whole number, not ${shown(size)}`, path)
        return this.#define(
          {kind: 'fixed', size: Number(size), ...this.#head(schema, namespace, path), properties},
          path,
        )
      }
      default: {
        if (isPrimitive(type)) return {kind: 'primitive', type, properties}
        return this.#named(type, namespace, path)
      }
    }
  }

  #named(name: string, namespace: string, path: string): AvroType {
    if (isPrimitive(name)) return {kind: 'primitive', type: name, properties: {}}
    const found = this.#names.get(qualified(name, namespace)) ?? this.#names.get(name)
    if (!found) throw new AvroSchemaError(`there is no type '${name}'`, path)
    return found
  }

  #union(branches: readonly Json[], namespace: string, path: string): AvroUnion {
    const read = branches.map((branch, i) => this.read(branch, namespace, `${path}/${i}`))
    const seen = new Set<string>()
    for (const [i, branch] of read.entries()) {
      if (branch.kind === 'union') throw new AvroSchemaError('a union cannot contain a union', `${path}/${i}`)
      const key = branchName(branch)
      if (seen.has(key)) throw new AvroSchemaError(`a union cannot contain ${key} twice`, `${path}/${i}`)
      seen.add(key)
    }
    return {kind: 'union', branches: read, properties: {}}
  }

  #record(schema: JsonObject, namespace: string, path: string, properties: Node['properties']): AvroRecord {
    const {fields} = schema
    if (!isList(fields)) throw new AvroSchemaError("a record must have 'fields'", path)
    const into: AvroField[] = []
    const record = this.#define<AvroRecord>(
      {kind: 'record', ...this.#head(schema, namespace, path), fields: into, properties},
      path,
    )
    const inside = record.fullName.slice(0, -record.name.length - 1)
    for (const [i, field] of fields.entries()) into.push(this.#field(field, inside, `${path}/fields/${i}`))
    const names = new Set<string>()
    for (const {name} of into) {
      if (names.has(name)) throw new AvroSchemaError(`there are two fields '${name}'`, `${path}/fields`)
      names.add(name)
    }
    return record
  }

  #field(field: Json, namespace: string, path: string): AvroField {
    if (!isObject(field)) throw new AvroSchemaError(`${shown(field)} is not a field`, path)
    const {name, aliases} = field
    if (typeof name !== 'string') throw new AvroSchemaError('the field has no name', path)
    if (!this.#lenient && !namePattern.test(name)) throw new AvroSchemaError(`'${name}' cannot name a field`, path)
    return {
      name,
      aliases: this.#aliases(aliases, path),
      doc: typeof field['doc'] === 'string' ? field['doc'] : undefined,
      type: this.#part(field, 'type', namespace, path),
      hasDefault: 'default' in field,
      default: field['default'],
      order: typeof field['order'] === 'string' ? field['order'] : undefined,
      properties: rest(field),
    }
  }

  #enum(schema: JsonObject, namespace: string, path: string, properties: Node['properties']): AvroEnum {
    const symbols = textsOf(schema['symbols'], 'symbols', path)
    if (!isList(schema['symbols'])) throw new AvroSchemaError("an enum must have 'symbols'", path)
    for (const [i, symbol] of symbols.entries()) {
      if (!this.#lenient && !namePattern.test(symbol))
        throw new AvroSchemaError(`'${symbol}' cannot be a symbol`, `${path}/symbols/${i}`)
      if (symbols.indexOf(symbol) < i)
        throw new AvroSchemaError(`the symbol '${symbol}' appears twice`, `${path}/symbols`)
    }
    const standard = this.#lenient ? undefined : schema['default']
    if (standard !== undefined && (typeof standard !== 'string' || !symbols.includes(standard)))
      throw new AvroSchemaError(`the default ${shown(standard)} is not a symbol of the enum`, path)
    const head = this.#head(schema, namespace, path)
    return this.#define<AvroEnum>({kind: 'enum', ...head, symbols, default: standard, properties}, path)
  }

  #part(schema: JsonObject, name: string, namespace: string, path: string): AvroType {
    const part = schema[name]
    if (part === undefined) throw new AvroSchemaError(`there is no '${name}'`, path)
    return this.read(part, namespace, `${path}/${name}`)
  }

  #head(schema: JsonObject, namespace: string, path: string): Omit<Named, 'properties'> {
    const {name, namespace: own, doc} = schema
    if (typeof name !== 'string') throw new AvroSchemaError('the type has no name', path)
    const fullName = qualified(name, typeof own === 'string' ? own : namespace)
    const parts = fullName.split('.')
    if (!this.#lenient && !parts.every((part) => namePattern.test(part)))
      throw new AvroSchemaError(`'${fullName}' cannot name a type`, path)
    const last = parts.at(-1) ?? ''
    const inside = fullName.slice(0, -last.length - 1)
    return {
      name: last,
      fullName,
      aliases: this.#aliases(schema['aliases'], path).map((alias) => qualified(alias, inside)),
      doc: typeof doc === 'string' ? doc : undefined,
    }
  }

  /** Aliases do not affect a record's bytes. */
  #aliases(value: Json | undefined, path: string): string[] {
    return this.#lenient ? [] : textsOf(value, 'aliases', path)
  }

  #define<T extends AvroNamed>(type: T, path: string): T {
    if (this.#names.has(type.fullName)) throw new AvroSchemaError(`'${type.fullName}' is defined twice`, path)
    this.#names.set(type.fullName, type)
    return type
  }
}

type JsonObject = {readonly [name: string]: Json}
const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)
const isPrimitive = (name: string): name is Primitive => (primitives as readonly string[]).includes(name)
const shown = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? 'nothing'

/** A name with dots is already a full name. */
const qualified = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`

function textsOf(value: Json | undefined, what: string, path: string): string[] {
  if (value === undefined) return []
  if (!isList(value) || !value.every((each) => typeof each === 'string'))
    throw new AvroSchemaError(`'${what}' must be a list of strings`, path)
  return [...value] as string[]
}

const reserved = new Set('type name namespace fields items values size symbols default doc aliases order'.split(' '))
const rest = (schema: JsonObject): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !reserved.has(name)))

/** What identifies a branch of a union: the kind, or a full name. */
export const branchName = (type: AvroType): string =>
  type.kind === 'primitive' ? type.type : 'fullName' in type ? type.fullName : type.kind

/** The type in a few words: `string`, `array of shop.Item`, `null or long (timestamp-millis)`. */
export function typeText(type: AvroType): string {
  const logical = type.properties['logicalType']
  const suffix = typeof logical === 'string' ? ` (${logicalText(logical, type.properties)})` : ''
  switch (type.kind) {
    case 'primitive':
      return type.type + suffix
    case 'array':
      return `array of ${typeText(type.items)}${suffix}`
    case 'map':
      return `map of ${typeText(type.values)}${suffix}`
    case 'union':
      return type.branches.map(typeText).join(' or ')
    case 'fixed':
      return `fixed ${type.fullName} of ${type.size} bytes${suffix}`
    case 'enum':
      return `enum ${type.fullName}`
    case 'record':
      return `record ${type.fullName}`
  }
}

const logicalText = (logical: string, {precision, scale = 0}: Readonly<Record<string, unknown>>) =>
  logical === 'decimal' ? `decimal(${String(precision)},${String(scale)})` : logical
