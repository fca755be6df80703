// Recognizes which of the three formats a text is in, and what it refers to.
import {primitives} from './avro-schema.ts'

export type SchemaType = 'AVRO' | 'PROTOBUF' | 'JSON'

/** Recognizes the type by the file's name, or else by its content; undefined if neither helps. */
export function typeOfSchema(file: string, text: string): SchemaType | undefined {
  if (/\.avsc$/i.test(file)) return 'AVRO'
  if (/\.proto$/i.test(file)) return 'PROTOBUF'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return /^\s*(?:\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*(?:syntax|edition|package|import|message|enum|option)\b/.test(text)
      ? 'PROTOBUF'
      : undefined
  }
  if (typeof value === 'boolean') return 'JSON'
  if (Array.isArray(value) || typeof value === 'string') return 'AVRO'
  if (typeof value !== 'object' || value === null) return undefined
  const {type, $schema: schema} = value as {type?: unknown; $schema?: unknown}
  if (schema !== undefined) return 'JSON'
  if (['record', 'error', 'enum', 'fixed', 'map'].includes(String(type))) return 'AVRO'
  if (['object', 'integer', 'number'].includes(String(type))) return 'JSON'
  if (type === 'array') return 'items' in value && !isAvroItems(value.items) ? 'JSON' : 'AVRO'
  if ((primitives as readonly unknown[]).includes(type) && type !== 'null' && type !== 'boolean' && type !== 'string') return 'AVRO' // prettier-ignore
  return ['properties', '$ref', 'allOf', 'anyOf', 'oneOf', '$defs', 'definitions'].some((name) => name in value)
    ? 'JSON'
    : undefined
}

const isAvroItems = (items: unknown): boolean => typeof items === 'string' || Array.isArray(items)

/**
 * The names by which a schema refers to others: full names of Avro's types, paths of Protobuf's imports, addresses of
 * `$ref`. Names that every registry knows (google/protobuf, google/type, confluent) are left out. Each once, in order.
 */
export function namesReferredTo(type: SchemaType, text: string): string[] {
  if (type === 'PROTOBUF') {
    const plain = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    const imports = [...plain.matchAll(/\bimport\s+(?:public\s+|weak\s+)?"([^"]+)"\s*;/g)].map(([, path = '']) => path)
    return unique(imports.filter((path) => !/^(?:google\/(?:protobuf|type)|confluent)\//.test(path)))
  }
  const value: unknown = JSON.parse(text)
  if (type === 'JSON') return unique(refsOf(value).filter((ref) => ref !== ''))
  const names: AvroNames = {defined: new Set(), used: []}
  walkAvro(value, '', names)
  return unique(names.used.filter((name) => !names.defined.has(name)))
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

/** Without the part after `#`, which is inside the other schema. */
function refsOf(value: unknown, id?: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => refsOf(each, id))
  if (typeof value !== 'object' || value === null) return []
  const own = (value as {$id?: unknown}).$id
  const base = typeof own === 'string' ? own.replace(/#.*$/, '') : id
  return Object.entries(value).flatMap(([name, each]) => {
    if (name === '$ref' && typeof each === 'string') {
      const ref = each.replace(/#.*$/s, '')
      return ref === base ? [] : [ref]
    }
    // Examples and constants only look like schemas.
    return name === 'enum' || name === 'const' || name === 'examples' || name === 'default' ? [] : refsOf(each, base)
  })
}

interface AvroNames {
  readonly defined: Set<string>
  readonly used: string[]
}

function walkAvro(schema: unknown, namespace: string, names: AvroNames): void {
  if (typeof schema === 'string') {
    if (!(primitives as readonly string[]).includes(schema)) names.used.push(qualified(schema, namespace))
    return
  }
  if (Array.isArray(schema)) return schema.forEach((branch) => walkAvro(branch, namespace, names))
  if (typeof schema !== 'object' || schema === null) return
  const {type, name, namespace: own, fields, items, values} = schema as Record<string, unknown>
  let inside = namespace
  const isNamed = ['record', 'error', 'enum', 'fixed'].includes(String(type))
  if (isNamed && typeof name === 'string') {
    const full = qualified(name, typeof own === 'string' ? own : namespace)
    names.defined.add(full)
    inside = full.slice(0, Math.max(0, full.lastIndexOf('.')))
  }
  if (Array.isArray(fields))
    for (const field of fields) walkAvro((field as {type?: unknown} | null)?.type, inside, names)
  if (items !== undefined) walkAvro(items, inside, names)
  if (values !== undefined) walkAvro(values, inside, names)
  if (!isNamed && type !== 'array' && type !== 'map') walkAvro(type, inside, names)
}

const qualified = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`

/** The full name of the type that an Avro file defines at its top; undefined if that is not a named type. */
export function definedName(text: string): string | undefined {
  try {
    const {name, namespace} = JSON.parse(text) as {name?: unknown; namespace?: unknown}
    return typeof name === 'string' ? qualified(name, typeof namespace === 'string' ? namespace : '') : undefined
  } catch {
    return undefined
  }
}
