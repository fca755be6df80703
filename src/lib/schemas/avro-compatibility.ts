// Whether records written with one Avro schema can be read with another: the rules and types of incompatibilities are
// those of Avro's SchemaCompatibility (1.12), the levels and sentences those of Confluent's registry.
import type {AvroNamed, AvroRecord, AvroType} from './avro-schema.ts'

export type IncompatibilityType =
  | 'NAME_MISMATCH'
  | 'FIXED_SIZE_MISMATCH'
  | 'MISSING_ENUM_SYMBOLS'
  | 'READER_FIELD_MISSING_DEFAULT_VALUE'
  | 'TYPE_MISMATCH'
  | 'MISSING_UNION_BRANCH'

export interface Incompatibility {
  readonly type: IncompatibilityType
  /** The path in the reader's schema, or in the writer's for branches of a written union: `/fields/1/type`. */
  readonly path: string
  /** What differs: the name of the field, the symbols, the types. */
  readonly detail: string
}

/** Empty if records written with `writer` can be read with `reader`. */
export const readingProblems = (reader: AvroType, writer: AvroType): Incompatibility[] =>
  new Check().of(reader, writer, '')

class Check {
  /** Pairs that are being compared, or were: a record that contains itself is compared once. */
  readonly #known = new Map<AvroType, Map<AvroType, Incompatibility[]>>()

  of(reader: AvroType, writer: AvroType, path: string): Incompatibility[] {
    const its = this.#known.get(reader) ?? new Map<AvroType, Incompatibility[]>()
    this.#known.set(reader, its)
    const known = its.get(writer)
    if (known) return known
    // While a pair is compared, the same pair inside it counts as compatible.
    its.set(writer, [])
    const found = this.#compare(reader, writer, path)
    its.set(writer, found)
    return found
  }

  #compare(reader: AvroType, writer: AvroType, path: string): Incompatibility[] {
    const mismatch = (): Incompatibility[] => [
      {
        type: 'TYPE_MISMATCH',
        path: path === '' ? '/' : path,
        detail: `reader type: ${kindOf(reader)} not compatible with writer type: ${kindOf(writer)}`,
      },
    ]
    if (writer.kind === 'union') {
      if (reader.kind === 'union')
        return writer.branches.flatMap((branch, i) =>
          this.of(reader, branch, path).length === 0 ? [] : [lacking(branch, `${path}/${i}`)],
        )
      return writer.branches.flatMap((branch) => this.of(reader, branch, path))
    }
    if (reader.kind === 'union') {
      const fits = reader.branches.some((branch, i) => this.of(branch, writer, `${path}/${i}`).length === 0)
      return fits ? [] : [lacking(writer, path === '' ? '/' : path)]
    }
    if (reader.kind === 'primitive' && writer.kind === 'primitive')
      return promotable(reader.type, writer.type) ? [] : mismatch()
    if (reader.kind === 'array' && writer.kind === 'array') return this.of(reader.items, writer.items, `${path}/items`)
    if (reader.kind === 'map' && writer.kind === 'map') return this.of(reader.values, writer.values, `${path}/values`)
    if (reader.kind === 'fixed' && writer.kind === 'fixed') {
      const size: Incompatibility[] =
        reader.size === writer.size
          ? []
          : [
              {
                type: 'FIXED_SIZE_MISMATCH',
                path: `${path}/size`,
                detail: `expected: ${writer.size}, found: ${reader.size}`,
              },
            ]
      return [...names(reader, writer, path), ...size]
    }
    if (reader.kind === 'enum' && writer.kind === 'enum') {
      const missing = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol))
      const symbols: Incompatibility[] =
        missing.length === 0 || reader.default !== undefined
          ? []
          : [{type: 'MISSING_ENUM_SYMBOLS', path: `${path}/symbols`, detail: `[${missing.join(', ')}]`}]
      return [...names(reader, writer, path), ...symbols]
    }
    if (reader.kind === 'record' && writer.kind === 'record')
      return [...names(reader, writer, path), ...this.#fields(reader, writer, path)]
    return mismatch()
  }

  #fields(reader: AvroRecord, writer: AvroRecord, path: string): Incompatibility[] {
    return reader.fields.flatMap((field, i) => {
      const written =
        writer.fields.find(({name}) => name === field.name) ??
        writer.fields.find(({name}) => field.aliases.includes(name))
      if (written) return this.of(field.type, written.type, `${path}/fields/${i}/type`)
      if (field.hasDefault || (field.type.kind === 'enum' && field.type.default !== undefined)) return []
      return [{type: 'READER_FIELD_MISSING_DEFAULT_VALUE', path: `${path}/fields/${i}`, detail: field.name}]
    })
  }
}

const kindOf = (type: AvroType) => (type.kind === 'primitive' ? type.type : type.kind).toUpperCase()

const lacking = (writer: AvroType, path: string): Incompatibility => ({
  type: 'MISSING_UNION_BRANCH',
  path,
  detail: `reader union lacking writer type: ${kindOf(writer)}`,
})

/**
 * Compares names without their namespace, as Java does; they also match if the writer's full name is an alias of the
 * reader's.
 */
function names(reader: AvroNamed, writer: AvroNamed, path: string) {
  const same = reader.name === writer.name || reader.aliases.includes(writer.fullName)
  const found: Incompatibility[] = same
    ? []
    : [{type: 'NAME_MISMATCH', path: `${path}/name`, detail: `expected: ${writer.fullName}`}]
  return found
}

const wider: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
}
const promotable = (reader: string, writer: string) => reader === writer || (wider[reader]?.includes(writer) ?? false)

/** The directions that each level requires for a new schema and an old one. */
export const directionsOf: Readonly<Record<string, readonly ('backward' | 'forward')[]>> = {
  NONE: [],
  BACKWARD: ['backward'],
  BACKWARD_TRANSITIVE: ['backward'],
  FORWARD: ['forward'],
  FORWARD_TRANSITIVE: ['forward'],
  FULL: ['backward', 'forward'],
  FULL_TRANSITIVE: ['backward', 'forward'],
}

/** Whether the level considers all versions, not only the last one. */
export const isTransitive = (level: string): boolean => level.endsWith('_TRANSITIVE')

export interface Judged extends Incompatibility {
  /** `backward`: consumers with the new schema cannot read old records. `forward`: those with the old one cannot read new ones. */
  readonly direction: 'backward' | 'forward'
  /** Confluent's sentence. */
  readonly text: string
}

/** Why `next` may not follow `previous` at this level; empty if it may. */
export function levelProblems(next: AvroType, previous: AvroType, level: string): Judged[] {
  return (directionsOf[level] ?? []).flatMap((direction) => {
    const [reader, writer] = direction === 'backward' ? [next, previous] : [previous, next]
    return readingProblems(reader, writer).map((each) => ({...each, direction, text: sentence(each, direction)}))
  })
}

function sentence({type, path, detail}: Incompatibility, direction: 'backward' | 'forward'): string {
  const [reader, writer] = direction === 'backward' ? ['new', 'old'] : ['old', 'new']
  switch (type) {
    case 'READER_FIELD_MISSING_DEFAULT_VALUE':
      return `The field '${detail}' at path '${path}' in the ${reader} schema has no default value and is missing in the ${writer} schema`
    case 'NAME_MISMATCH':
      return `The name of the schema has changed (path '${path}')`
    case 'FIXED_SIZE_MISMATCH':
      return `The size of FIXED type field at path '${path}' in the ${reader} schema does not match with the ${writer} schema`
    case 'MISSING_ENUM_SYMBOLS':
      return `The ${reader} schema is missing enum symbols '${detail}' at path '${path}' in the ${writer} schema`
    case 'TYPE_MISMATCH':
      return `The type (path '${path}') of a field in the ${reader} schema does not match with the ${writer} schema`
    case 'MISSING_UNION_BRANCH':
      return `The ${reader} schema is missing a type inside a union field at path '${path}' in the ${writer} schema`
  }
}
