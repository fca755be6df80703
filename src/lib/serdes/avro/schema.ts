// Avro schemas as records need them: the tree of schemas/avro-schema.ts with the meaning of its logical types.
import {
  AvroSchemaError,
  parseAvro,
  type AvroNamed,
  type AvroType as Source,
  type Primitive,
} from '../../schemas/avro-schema.ts'
import {SchemaInvalid} from '../serde-error.ts'
import {logicalType, type LogicalType} from './logical.ts'

export interface PrimitiveType {
  readonly kind: Primitive
  readonly logical?: LogicalType | undefined
}
export interface FixedType {
  readonly kind: 'fixed'
  /** The full name with the namespace, as for all named types. */
  readonly name: string
  /** In bytes. */
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
  /** Complete only once the whole schema has been read, because a record may contain itself. */
  readonly fields: readonly AvroField[]
}
export interface AvroField {
  readonly name: string
  readonly type: AvroType
  /** As JSON, in Avro's own form for defaults; undefined: the field has none. */
  readonly default?: {readonly value: unknown} | undefined
}
export type AvroType = PrimitiveType | FixedType | EnumType | ArrayType | MapType | UnionType | RecordType

/**
 * Parses a schema. `others`: the texts of the schemas that it refers to, each after those that it needs itself. Throws
 * `SchemaInvalid`.
 */
export function parseAvroSchema(text: string, others: readonly string[] = []): AvroType {
  try {
    return meant(parseAvro(text, others, {lenient: true}), new Map())
  } catch (error) {
    if (!(error instanceof AvroSchemaError)) throw error
    throw new SchemaInvalid(`the Avro schema cannot be read: ${error.message}`, {cause: error})
  }
}

/** The name of a type in a union and in Java's JSON: the full name of named types, the kind of others. */
export const branchName = (type: AvroType): string => ('name' in type ? type.name : type.kind)

/** `named`: the types met so far, because a record may contain itself. */
function meant(type: Source, named: Map<AvroNamed, AvroType>): AvroType {
  if ('fullName' in type) {
    const known = named.get(type)
    if (known) return known
  }
  switch (type.kind) {
    case 'primitive':
      return withLogical({kind: type.type}, type.properties)
    case 'array':
      return {kind: 'array', items: meant(type.items, named)}
    case 'map':
      return {kind: 'map', values: meant(type.values, named)}
    case 'union':
      return {kind: 'union', branches: type.branches.map((each) => meant(each, named))}
    case 'fixed': {
      const fixed: FixedType = withLogical({kind: 'fixed', name: type.fullName, size: type.size}, type.properties)
      named.set(type, fixed)
      return fixed
    }
    case 'enum': {
      const symbols: EnumType = {kind: 'enum', name: type.fullName, symbols: type.symbols}
      named.set(type, symbols)
      return symbols
    }
    case 'record': {
      const fields: AvroField[] = []
      const record: RecordType = {kind: 'record', name: type.fullName, fields}
      named.set(type, record)
      for (const each of type.fields)
        fields.push({
          name: each.name,
          type: meant(each.type, named),
          ...(each.hasDefault && {default: {value: each.default}}),
        })
      return record
    }
  }
}

/** A logical type that does not fit its type is ignored, as Avro's specification requires. */
function withLogical<T extends PrimitiveType | FixedType>(type: T, definition: Readonly<Record<string, unknown>>): T {
  const logical = logicalType(definition, type)
  return logical ? {...type, logical} : type
}
