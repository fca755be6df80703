// Reads the fields of a map by name. Any field that no code has asked for is reported at the end, because a misspelt
// field must not be ignored.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {isNull, type ScalarNode, type MapEntry, type MapNode, type Node} from '../text/node.ts'
import type {Place} from '../text/place.ts'
import type {Reading} from './reader.ts'

/** Undefined if the node is not a map, which is reported as a problem. Null counts as an empty map. */
export function fieldsOf(node: Node, what: string, reading: Reading): Fields | undefined {
  if (node.kind === 'map') return new Fields(node, what, reading)
  if (isNull(node)) return new Fields({kind: 'map', place: node.place, entries: new Map()}, what, reading)
  reading.problem(node.place, `${what} must be a map, not ${kindOf(node)}`)
  return undefined
}

/** Describes a node for a message: `a list`, `the text 'x'`. */
export function kindOf(node: Node): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list'
  if (node.value === null) return 'nothing'
  return typeof node.value === 'string' ? `the string '${node.value}'` : node.text
}

/**
 * A missing field is undefined, and so is one of the wrong type, which is also reported as a problem at its place. A
 * null value counts as missing unless a method says otherwise.
 */
export class Fields {
  readonly node: MapNode
  readonly what: string
  readonly #reading: Reading
  readonly #asked = new Set<string>()

  constructor(node: MapNode, what: string, reading: Reading) {
    this.node = node
    this.what = what
    this.#reading = reading
  }

  get place(): Place {
    return this.node.place
  }

  has(name: string): boolean {
    return this.node.entries.has(name)
  }

  /** Not there, or null: `spec:` with nothing behind it. */
  lacks(name: string): boolean {
    const entry = this.node.entries.get(name)
    return entry === undefined || isNull(entry.value)
  }

  placeOf(name: string): Place {
    return this.node.entries.get(name)?.place ?? this.node.place
  }

  /** The node of a field, even if it is null. */
  field(name: string): Node | undefined {
    this.#asked.add(name)
    return this.node.entries.get(name)?.value
  }

  /** A text; numbers and booleans are returned as written. */
  text(name: string): string | undefined {
    return this.#value(name, (node) => scalarText(node), 'a string')
  }

  /** A boolean, also in quotes, as Java's YAML readers accept it. */
  bool(name: string): boolean | undefined {
    const truth = ({value}: ScalarNode) =>
      value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
    return this.#value(name, (node) => (node.kind === 'scalar' ? truth(node) : undefined), 'true or false')
  }

  /** A whole number that a double can hold, also in quotes. */
  whole(name: string, least = Number.MIN_SAFE_INTEGER): number | undefined {
    const range = least > Number.MIN_SAFE_INTEGER ? ` of at least ${least}` : ''
    return this.#value(
      name,
      (node) => {
        const number = wholeNumber(node)
        return number !== undefined && number >= least ? number : undefined
      },
      `a whole number${range}`,
    )
  }

  /** One of the given words. */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const found = words.find((each) => each === text)
    if (found === undefined) {
      const guess = nearest(text, words)
      this.problem(
        name,
        `${name} of ${this.what} is ${listed(words)}, not '${text}'${guess ? `; did you mean ${guess}?` : ''}`,
      )
    }
    return found
  }

  /** A list. With `single`, a single value counts as a list of one. */
  list(name: string, {single = false} = {}): readonly Node[] | undefined {
    return this.#value(
      name,
      (node) => (node.kind === 'list' ? node.items : single && node.kind === 'scalar' ? [node] : undefined),
      'a list',
    )
  }

  /** Texts with their places. */
  texts(name: string, options?: {readonly single?: boolean}): {value: string; place: Place}[] | undefined {
    return this.list(name, options)?.flatMap((node) => {
      const value = scalarText(node)
      if (value !== undefined) return [{value, place: node.place}]
      this.#reading.problem(
        node.place,
        `${name} of ${this.what} must be a list of strings, but it contains ${kindOf(node)}`,
      )
      return []
    })
  }

  /** The entries of a map by name; their values may be null. */
  map(name: string): ReadonlyMap<string, MapEntry> | undefined {
    return this.#value(name, (node) => (node.kind === 'map' ? node.entries : undefined), 'a map')
  }

  /** The fields of a nested map; undefined if it is null or missing. */
  fields(name: string, what = `${name} of ${this.what}`): Fields | undefined {
    const node = this.field(name)
    return node === undefined || isNull(node) ? undefined : fieldsOf(node, what, this.#reading)
  }

  problem(name: string, text: string): void {
    this.#reading.problem(this.node.entries.get(name)?.value.place ?? this.node.place, text)
  }

  problemAt(place: Place, text: string): void {
    this.#reading.problem(place, text)
  }

  /**
   * Reports every field that no code has asked for. `unsupported`: fields that the format has but that are not read,
   * with the reason.
   */
  done(unsupported: Readonly<Record<string, string>> = {}): void {
    for (const [name, {place}] of this.node.entries) {
      if (this.#asked.has(name)) continue
      const reason = Object.hasOwn(unsupported, name) ? unsupported[name] : undefined
      if (reason !== undefined) {
        this.#reading.problem(place, `${name} of ${this.what}: ${reason}`)
        continue
      }
      const guess = nearest(
        name,
        [...this.#asked].filter((each) => !this.node.entries.has(each)),
      )
      this.#reading.problem(
        place,
        `${this.what} has no field '${name}'${guess ? `; did you mean ${guess}?` : `; it has ${listed([...this.#asked], 'and')}`}`,
      )
    }
  }

  #value<T>(name: string, read: (node: Node) => T | undefined, wanted: string): T | undefined {
    const node = this.field(name)
    if (node === undefined || isNull(node)) return undefined
    const value = read(node)
    if (value === undefined) this.problem(name, `${name} of ${this.what} must be ${wanted}, not ${kindOf(node)}`)
    return value
  }
}

/** Undefined for maps, lists and null. */
export function scalarText(node: Node): string | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  return typeof node.value === 'string'
    ? node.value
    : typeof node.value === 'boolean'
      ? String(node.value)
      : exactText(node.value, node.text)
}

/**
 * The exact number without an exponent or needless fraction: YAML takes `1e9` and `0x10` as numbers, but Java accepts
 * neither.
 */
function exactText(value: number | bigint, text: string): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? text : String(value)
}

function wholeNumber(node: Node): number | undefined {
  const text = scalarText(node)
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : undefined
}

/** Returns the result of `work`; a UsageError that it throws becomes a problem at this place. */
export function orProblem<T>(reading: Reading, place: Place, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    reading.problem(place, error.message)
    return undefined
  }
}
