// Compares two schemas by fields and their attributes, not by lines of text.
import {parseAvro, typeText, type AvroType} from './avro-schema.ts'
import {protobufParts, type Parts} from './protobuf-parts.ts'
import type {SchemaType} from './schema-type.ts'

export interface Difference {
  readonly change: 'added' | 'removed' | 'changed'
  /** `customer.address.city`; `[]` stands for the items of an array, `{}` for the values of a map. */
  readonly path: string
  /** What differs: `type`, `default`, `doc`, `symbols`, `number`; `field` for the whole field. */
  readonly what: string
  readonly old: string | null
  readonly new: string | null
}

export interface SchemaToCompare {
  readonly type: SchemaType
  readonly text: string
  /** The texts of its references, leaves first. */
  readonly references: readonly string[]
}

/**
 * The differences in the order of the new schema, removed fields last. Throws AvroSchemaError and the like for a text
 * that is not a schema.
 */
export function differences(old: SchemaToCompare, fresh: SchemaToCompare): Difference[] {
  if (old.type !== fresh.type) return [{change: 'changed', path: '', what: 'format', old: old.type, new: fresh.type}]
  const [before, after] = [partsOf(old), partsOf(fresh)]
  const found: Difference[] = []
  for (const [path, attributes] of after) {
    const its = before.get(path)
    if (!its) {
      found.push({change: 'added', path, what: 'field', old: null, new: attributes.get('type') ?? ''})
      continue
    }
    for (const name of new Set([...its.keys(), ...attributes.keys()])) {
      const [a, b] = [its.get(name) ?? null, attributes.get(name) ?? null]
      if (a !== b) found.push({change: 'changed', path, what: name, old: a, new: b})
    }
  }
  for (const [path, attributes] of before)
    if (!after.has(path))
      found.push({change: 'removed', path, what: 'field', old: attributes.get('type') ?? '', new: null})
  return found
}

function partsOf({type, text, references}: SchemaToCompare): Parts {
  const parts: Parts = new Map()
  if (type === 'AVRO') avroParts(parseAvro(text, references), '', parts, [])
  else if (type === 'JSON') jsonParts(JSON.parse(text), '', parts)
  else return protobufParts(text)
  return parts
}

function attributesAt(path: string, parts: Parts): Map<string, string> {
  const known = parts.get(path) ?? new Map<string, string>()
  parts.set(path, known)
  return known
}

function avroParts(type: AvroType, path: string, parts: Parts, above: readonly AvroType[]): void {
  const attributes = attributesAt(path, parts)
  if (!attributes.has('type')) attributes.set('type', typeText(type))
  // A record that contains itself is described once.
  if (above.includes(type)) return
  const inside = [...above, type]
  switch (type.kind) {
    case 'array':
      return avroParts(type.items, `${path}[]`, parts, inside)
    case 'map':
      return avroParts(type.values, `${path}{}`, parts, inside)
    case 'union':
      // For an optional field, only the other branch is of interest.
      for (const branch of type.branches) if (branch.kind !== 'primitive') avroParts(branch, path, parts, inside)
      return
    case 'enum':
      attributes.set('symbols', type.symbols.join(', '))
      if (type.default !== undefined) attributes.set('default symbol', type.default)
      return
    case 'record': {
      if (type.doc !== undefined) attributes.set('doc of the record', type.doc)
      if (type.aliases.length > 0) attributes.set('aliases of the record', type.aliases.join(', '))
      for (const field of type.fields) {
        const its = path === '' ? field.name : `${path}.${field.name}`
        const at = attributesAt(its, parts)
        if (field.hasDefault) at.set('default', JSON.stringify(field.default))
        if (field.doc !== undefined) at.set('doc', field.doc)
        if (field.aliases.length > 0) at.set('aliases', field.aliases.join(', '))
        avroParts(field.type, its, parts, inside)
      }
      return
    }
    default:
  }
}

/** Names the properties of a JSON Schema by the properties that they describe, and everything else by its own name. */
function jsonParts(value: unknown, path: string, parts: Parts): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    attributesAt(path, parts).set('type', JSON.stringify(value))
    return
  }
  const attributes = attributesAt(path, parts)
  for (const [name, each] of Object.entries(value)) {
    if (name === 'properties' && typeof each === 'object' && each !== null)
      for (const [property, its] of Object.entries(each))
        jsonParts(its, path === '' ? property : `${path}.${property}`, parts)
    else if (name === 'items' && typeof each === 'object' && !Array.isArray(each)) jsonParts(each, `${path}[]`, parts)
    else if ((name === '$defs' || name === 'definitions') && typeof each === 'object' && each !== null)
      for (const [definition, its] of Object.entries(each)) jsonParts(its, `${path}#${definition}`, parts)
    else attributes.set(name, typeof each === 'string' ? each : JSON.stringify(each))
  }
}
