// Turns the fields of a table, at one version, into a reader and a writer, once per message and version on first use.
import type {Reader, Writer} from './buffers.ts'
import {CorruptData} from './corrupt-data.ts'
import type {Field, Fields, Kind} from './schema.ts'

export interface Codec {
  /** The least number of bytes of a value, which limits the memory that a corrupt count can make us allocate. */
  readonly least: number
  read(r: Reader): any
  write(w: Writer, value: any): void
}

/** A request has a value that its version cannot carry; names the field and the versions that can. */
export class UnsupportedField extends Error {
  override readonly name = 'UnsupportedField'
  /** The first version that has the field. */
  readonly since: number

  constructor(what: string, {since = 0, until}: Pick<Field, 'since' | 'until'>, version: number) {
    const needed = until === undefined ? `version ${since} or later` : `versions ${since} to ${until}`
    super(`'${what}' needs ${needed} of this request, but version ${version} is spoken`)
    this.since = since
  }
}

const scalars: Partial<Record<Kind, Codec>> = {
  bool: {least: 1, read: (r) => r.bool(), write: (w, value) => w.bool(value)},
  int8: {least: 1, read: (r) => r.int8(), write: (w, value) => w.int8(value)},
  int16: {least: 2, read: (r) => r.int16(), write: (w, value) => w.int16(value)},
  uint16: {least: 2, read: (r) => r.uint16(), write: (w, value) => w.uint16(value)},
  int32: {least: 4, read: (r) => r.int32(), write: (w, value) => w.int32(value)},
  int64: {least: 8, read: (r) => r.int64(), write: (w, value) => w.int64(value)},
  float64: {least: 8, read: (r) => r.float64(), write: (w, value) => w.float64(value)},
  uuid: {least: 16, read: (r) => r.uuid(), write: (w, value) => w.uuid(value)},
}

export const inVersion = ({since = 0, until = Infinity}: Field, version: number) => version >= since && version <= until

/**
 * `lenient`: drops a value that this version cannot carry when writing. It is meant for responses, as brokers do; in a
 * request it is an error, because the broker would do something else than was asked.
 */
export function structCodec(fields: Fields, version: number, flexible: boolean, lenient = false): Codec {
  const codecOf = (field: Field) => fieldCodec(field, version, flexible, lenient)
  const all = Object.entries(fields).map(([name, field]) => {
    const refusesNull = !lenient && !mayBeNull(field, version)
    return {name, field, refusesNull, ...codecOf(field)}
  })
  const absent = all.filter(({field}) => !inVersion(field, version))
  const present = all.filter(({field}) => inVersion(field, version))
  const inline = present.filter(({field}) => field.tag === undefined)
  const tagged = present.filter(({field}) => field.tag !== undefined)
  // Counted loops over two lists: most messages are read once in a process, and unoptimized code spends more time on
  // iterators and destructuring than on reading.
  const names = inline.map(({name}) => name)
  const reads = inline.map(({read}) => read)
  const notInline = [...tagged, ...absent]
  return {
    least: inline.reduce((sum, {least}) => sum + least, flexible ? 1 : 0),
    read(r) {
      const result: Record<string, unknown> = {}
      let at = ''
      try {
        for (let i = 0; i < names.length; i++) {
          at = names[i]!
          result[at] = reads[i]!(r)
        }
        if (notInline.length > 0) for (const {name, field} of notInline) result[name] = defaultOf(field)
        at = 'tags'
        for (let count = flexible ? r.unsignedVarint() : 0; count > 0; count--) {
          at = 'tags'
          const tag = r.unsignedVarint()
          const size = r.unsignedVarint()
          const known = tagged.find(({field}) => field.tag === tag)
          at = known?.name ?? `tag ${tag}`
          const end = r.position + size
          if (!known)
            r.advance(size) // a tag of a newer broker
          else result[known.name] = known.read(r)
          if (r.position !== end) throw new CorruptData(`${r.position - end + size} bytes in a tag of ${size}`)
        }
        return result
      } catch (error) {
        throw error instanceof CorruptData ? error.inside(at) : error
      }
    },
    write(w, value) {
      if (!lenient && absent.length > 0) refuseUnsupported(absent, value, version)
      for (let i = 0; i < inline.length; i++) {
        const {name, field, refusesNull, write} = inline[i]!
        const own = value[name]
        if (own === null && refusesNull) throw nullRefused(name, field, version)
        write(w, own === undefined ? defaultOf(field) : own)
      }
      if (flexible && tagged.length === 0) w.unsignedVarint(0)
      else if (flexible) {
        const set = tagged.filter(({name, field}) => !isDefault(field, value[name]))
        w.unsignedVarint(set.length)
        for (const {name, field, refusesNull, write} of set) {
          if (value[name] === null && refusesNull) throw nullRefused(name, field, version)
          w.unsignedVarint(field.tag!)
          w.sized((inner) => write(inner, value[name]))
        }
      }
    },
  }
}

interface Named {
  readonly name: string
  readonly field: Field
}

function refuseUnsupported(absent: readonly Named[], value: any, version: number) {
  for (const {name, field} of absent)
    if (!field.ignorable && !isDefault(field, value[name])) throw new UnsupportedField(name, field, version)
}

function nullRefused(name: string, {nullableSince}: Field, version: number): Error {
  if (nullableSince === undefined) return new TypeError(`'${name}' cannot be null`)
  return new UnsupportedField(`${name}: null`, {since: nullableSince}, version)
}

const mayBeNull = ({nullableSince = Infinity}: Field, version: number) => version >= nullableSince

function fieldCodec(field: Field, version: number, flexible: boolean, lenient: boolean): Codec {
  const nulls = mayBeNull(field, version)
  switch (field.kind) {
    case 'struct': {
      const struct = structCodec(field.fields!, version, flexible, lenient)
      return nulls ? nullableStruct(struct) : struct
    }
    case 'array': {
      const item = fieldCodec(field.items!, version, flexible, lenient)
      const length = lengths(flexible, false)
      return field.repeating
        ? rereadingWhole(arrayCodec(item, length, nulls, rereading(item)))
        : arrayCodec(item, length, nulls, item.read)
    }
    case 'string':
      return stringCodec(lengths(flexible, true), nulls)
    case 'bytes':
    case 'records':
      return bytesCodec(lengths(flexible, false), nulls)
    default:
      return scalars[field.kind]!
  }
}

/**
 * A length, or -1 for null: before flexible versions two bytes for strings and four for others, since then a varint of
 * length + 1.
 */
function lengths(flexible: boolean, short: boolean): Codec {
  if (flexible)
    return {least: 1, read: (r) => r.unsignedVarint() - 1, write: (w, length) => w.unsignedVarint(length + 1)}
  return short ? scalars.int16! : scalars.int32!
}

/** If null is not allowed, -1 means empty; a length below -1 is an error. */
function lengthIn(r: Reader, length: Codec): number {
  const n: number = length.read(r)
  if (n < -1) throw new CorruptData(`a length of ${n} before byte ${r.position}`)
  return n
}

const stringCodec = (length: Codec, nulls: boolean): Codec => ({
  least: length.least,
  read(r) {
    const n = lengthIn(r, length)
    return n < 0 ? (nulls ? null : '') : r.string(n)
  },
  write(w, value: string | null) {
    const n = value === null ? (nulls ? -1 : 0) : Buffer.byteLength(value)
    length.write(w, n)
    if (value !== null) w.string(value, n)
  },
})

const bytesCodec = (length: Codec, nulls: boolean): Codec => ({
  least: length.least,
  read(r) {
    const n = lengthIn(r, length)
    return n < 0 ? (nulls ? null : Buffer.alloc(0)) : r.bytes(n)
  },
  write(w, value: Buffer | null) {
    length.write(w, value === null ? (nulls ? -1 : 0) : value.length)
    if (value !== null) w.bytes(value)
  },
})

/** `readItem` gets the index of the item in the array. */
function arrayCodec(
  item: Codec,
  length: Codec,
  nulls: boolean,
  readItem: (r: Reader, place: number) => unknown,
): Codec {
  const least = Math.max(item.least, 1) // even if an item has no bytes
  return {
    least: length.least,
    read(r) {
      const n = lengthIn(r, length)
      if (n < 0) return nulls ? null : []
      if (n * least > r.remaining) throw new CorruptData(`${n} items announced, ${r.remaining} bytes are left`)
      const result: unknown[] = []
      for (let i = 0; i < n; i++) result[i] = readItem(r, i)
      return result
    },
    write(w, value: unknown[] | null) {
      length.write(w, value === null ? (nulls ? -1 : 0) : value.length)
      for (const each of value ?? []) item.write(w, each)
    },
  }
}

/** Something that was read: from where to where, and what it means. */
interface Known {
  readonly start: number
  readonly end: number
  readonly value: unknown
}

/** What is known of the message that a reader reads; it is forgotten with the next message. */
function knownOfMessage(): (r: Reader) => Known[] {
  let of: WeakRef<Reader> | undefined
  let known: Known[] = []
  return (r) => {
    if (of?.deref() !== r) {
      of = new WeakRef(r)
      known = []
    }
    return known
  }
}

/** The number of different arrays that are remembered: those with the defaults, and those with what is usually set. */
const mostRemembered = 4

/** Reads arrays that repeat within a message: one with the same bytes as one of the last is decoded once. */
function rereadingWhole(array: Codec): Codec {
  const knownOf = knownOfMessage()
  return {
    ...array,
    read(r) {
      const known = knownOf(r)
      for (const before of known) if (r.skipRepeated(before.start, before.end)) return before.value
      const start = r.position
      const value: unknown = array.read(r)
      if (known.length === mostRemembered) known.pop()
      known.unshift({start, end: r.position, value})
      return value
    },
  }
}

/** Reads arrays that repeat within a message: an item with the same bytes at the same index is decoded once. */
function rereading(item: Codec): (r: Reader, place: number) => unknown {
  const knownOf = knownOfMessage()
  let known: Known[] = []
  return (r, place) => {
    if (place === 0) known = knownOf(r)
    const before = known[place]
    if (before && r.skipRepeated(before.start, before.end)) return before.value
    const start = r.position
    const value: unknown = item.read(r)
    known[place] = {start, end: r.position, value}
    return value
  }
}

const nullableStruct = (struct: Codec): Codec => ({
  least: 1,
  read: (r) => (r.int8() < 0 ? null : struct.read(r)),
  write(w, value) {
    w.int8(value === null ? -1 : 1)
    if (value !== null) struct.write(w, value)
  },
})

export function defaultOf(field: Field): unknown {
  if (field.default !== undefined) return field.default
  if (field.kind === 'array') return []
  return Object.fromEntries(Object.entries(field.fields!).map(([name, inner]) => [name, defaultOf(inner)]))
}

function isDefault(field: Field, value: unknown): boolean {
  if (value === undefined || value === field.default) return true
  if (value === null || field.default !== undefined) return false
  if (Array.isArray(value)) return value.length === 0
  const values = value as Record<string, unknown>
  return Object.entries(field.fields!).every(([name, inner]) => isDefault(inner, values[name]))
}
