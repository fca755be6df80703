// Prints a message as JSON, as Apache's generated *JsonConverter classes do: all fields of the version in their order,
// tagged ones only if they differ from their default. It is written while it is read, without an object for the
// message.
import {inVersion} from '../wire/codec.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {zeroUuid, type Field, type Fields} from '../wire/schema.ts'
import type {StoredReader} from './stored-reader.ts'
import type {StoredMessage} from './tables/stored.ts'

export type ToJson = (reader: StoredReader) => string

export interface JsonSettings {
  /** How fractional numbers are written; default: as JavaScript does. */
  readonly double?: (value: number) => string
  /** How 64-bit integers are written; default: as a number. */
  readonly long?: (digits: string) => string
  /** How bytes are written; default, or if it returns undefined: in base64. */
  readonly bytes?: (field: string, value: Buffer) => string | undefined
}

/** Makes the reader for a version of a message once. */
export class MessageJson {
  readonly #settings: JsonSettings
  readonly #known = new Map<Fields, Map<number, ToJson>>()

  constructor(settings: JsonSettings = {}) {
    this.#settings = settings
  }

  /** The reader throws CorruptData with Java's messages. */
  of({fields, flexible}: StoredMessage, version: number): ToJson {
    const versions = this.#known.get(fields) ?? new Map<number, ToJson>()
    this.#known.set(fields, versions)
    const made = versions.get(version) ?? structJson(fields, version, version >= flexible, this.#settings)
    versions.set(version, made)
    return made
  }
}

interface Part {
  readonly name: string
  readonly read: ToJson
}

function structJson(fields: Fields, version: number, flexible: boolean, settings: JsonSettings): ToJson {
  const place = {version, flexible, settings}
  const all = Object.entries(fields)
  const parts: (Part | undefined)[] = all.map(([name, field]) =>
    field.tag === undefined && inVersion(field, version) ? {name, read: fieldJson(name, field, place)} : undefined,
  )
  const tags = new Map(
    all.flatMap(([name, field], at) =>
      field.tag === undefined ? [] : ([[field.tag, {name, field, at, read: taggedJson(name, field, place)}]] as const),
    ),
  )
  const standards = new Map([...tags.values()].map(({name, field}) => [name, defaultJson(field)]))

  return (reader) => {
    const texts: (string | undefined)[] = parts.map((part) => part && `"${part.name}":${part.read(reader)}`)
    if (flexible) {
      for (let left = reader.unsignedVarint(); left > 0; left--) {
        const tag = reader.unsignedVarint()
        const size = reader.unsignedVarint()
        const found = tags.get(tag)
        if (!found) {
          reader.bytes(size) // a tag of a newer release
          continue
        }
        if (!inVersion(found.field, version)) throw new CorruptData(`Tag ${tag} is not valid for version ${version}`)
        const text = found.read(reader)
        texts[found.at] = text === standards.get(found.name) ? undefined : `"${found.name}":${text}`
      }
    }
    return `{${texts.filter((text) => text !== undefined).join(',')}}`
  }
}

interface Place {
  readonly version: number
  readonly flexible: boolean
  readonly settings: JsonSettings
}

const isNullable = ({nullableSince = Infinity}: Field, version: number) => version >= nullableSince

function fieldJson(name: string, field: Field, place: Place): ToJson {
  const {version, flexible, settings} = place
  const nullable = isNullable(field, version)
  const refused = () => new CorruptData(`non-nullable field ${name} was serialized as null`)
  const length = (reader: StoredReader, short: boolean) =>
    flexible ? reader.unsignedVarint() - 1 : short ? reader.int16() : reader.int32()
  switch (field.kind) {
    case 'bool':
      return (reader) => String(reader.int8() !== 0)
    case 'int8':
    case 'int16':
    case 'uint16':
    case 'int32': {
      const {kind} = field
      return (reader) => String(reader[kind]())
    }
    case 'int64':
      return settings.long ? (reader) => settings.long?.(reader.int64()) ?? '' : (reader) => reader.int64()
    case 'float64': {
      const {double = String} = settings
      return (reader) => {
        const value = reader.float64()
        return Number.isFinite(value) ? double(value) : `"${value}"`
      }
    }
    case 'uuid':
      return (reader) => `"${reader.uuid()}"`
    case 'string':
      return (reader) => {
        const size = length(reader, true)
        if (size < 0) {
          if (nullable) return 'null'
          throw refused()
        }
        if (size > 0x7fff) throw new CorruptData(`string field ${name} had invalid length ${size}`)
        return jsonText(reader.bytes(size).toString())
      }
    case 'bytes':
    case 'records':
      return (reader) => {
        const size = length(reader, false)
        if (size >= 0) {
          const bytes = reader.bytes(size)
          return settings.bytes?.(name, bytes) ?? `"${bytes.toString('base64')}"`
        }
        if (nullable) return 'null'
        throw refused()
      }
    case 'array': {
      const items = field.items ?? {kind: 'int8'}
      const item = fieldJson(`${name} element`, items, place)
      return (reader) => {
        const size = length(reader, false)
        if (size < 0) {
          if (nullable) return 'null'
          throw refused()
        }
        const {remaining} = reader
        if (size > remaining) {
          throw new CorruptData(
            `Tried to allocate a collection of size ${size}, but there are only ${remaining} bytes remaining.`,
          )
        }
        const texts: string[] = []
        for (let i = 0; i < size; i++) texts.push(item(reader))
        return `[${texts.join(',')}]`
      }
    }
    case 'struct': {
      const inner = structJson(field.fields ?? {}, version, flexible, settings)
      return nullable ? (reader) => (reader.int8() < 0 ? 'null' : inner(reader)) : inner
    }
  }
}

/** A tagged nullable struct begins with a varint, not with a byte. */
function taggedJson(name: string, field: Field, place: Place): ToJson {
  if (field.kind !== 'struct' || !isNullable(field, place.version)) return fieldJson(name, field, place)
  const inner = structJson(field.fields ?? {}, place.version, place.flexible, place.settings)
  return (reader) => (reader.unsignedVarint() <= 0 ? 'null' : inner(reader))
}

/** The output of `fieldJson` for the default. */
function defaultJson(field: Field): string {
  const value: unknown = field.default ?? (field.kind === 'array' && field.nullableSince === undefined ? [] : null)
  return field.kind === 'uuid' ? `"${zeroUuid}"` : JSON.stringify(value)
}

/** The JSON text as Jackson writes it: control characters with upper-case hex digits. */
export const jsonText = (text: string): string =>
  JSON.stringify(text).replaceAll(/\\u00[0-9a-f]{2}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`)
