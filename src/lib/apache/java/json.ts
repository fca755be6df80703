// JSON as Jackson reads it for Apache's tools: text after the first value is ignored, 1 and 1.0 differ, and messages
// show a value as compact JSON.
import {JavaError} from './errors.ts'
import {charText, endOfJson, locationText, noString, noTokenHere, noValue, wrongJson} from './json-errors.ts'
import {doubleText} from './text-forms.ts'

/** `missing`: the text has nothing but blanks. */
export type JsonNode =
  | {readonly kind: 'object'; readonly fields: ReadonlyMap<string, JsonNode>}
  | {readonly kind: 'array'; readonly items: readonly JsonNode[]}
  | {readonly kind: 'string'; readonly value: string}
  | {readonly kind: 'integer'; readonly value: bigint}
  | {readonly kind: 'float'; readonly value: number}
  | {readonly kind: 'word'; readonly value: boolean | null}
  | {readonly kind: 'missing'}

const mappingException = (message: string) =>
  new JavaError('com.fasterxml.jackson.databind.JsonMappingException', message)

/** Json.tryParseFull. Throws JavaError (JsonParseException) if the text is not JSON, or empty. */
export function parseJson(text: string): JsonNode {
  if (text === '')
    throw new JavaError('com.fasterxml.jackson.core.JsonParseException', "The input string shouldn't be empty")
  return new Reader(text).first()
}

/** Json.parseFull: undefined if the text is not JSON. */
export function tryParseJson(text: string): JsonNode | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JavaError) return undefined
    throw error
  }
}

/** The fields of an object. Throws JsonMappingException as JavaError if the node is not an object. */
export function fieldsOf(node: JsonNode): ReadonlyMap<string, JsonNode> {
  if (node.kind !== 'object') throw mappingException(`Expected JSON object, received ${jsonText(node)}`)
  return node.fields
}
export function itemsOf(node: JsonNode): readonly JsonNode[] {
  if (node.kind !== 'array') throw mappingException(`Expected JSON array, received ${jsonText(node)}`)
  return node.items
}
/** JsonObject.apply. */
export function fieldOf(fields: ReadonlyMap<string, JsonNode>, name: string): JsonNode {
  const found = fields.get(name)
  if (!found) throw mappingException(`No such field exists: \`${name}\``)
  return found
}
const expected = (type: string, node: JsonNode) =>
  mappingException(`Expected \`${type}\` value, received ${jsonText(node)}`)
export function stringOf(node: JsonNode): string {
  if (node.kind !== 'string') throw expected('String', node)
  return node.value
}
export function intOf(node: JsonNode): number {
  if (node.kind !== 'integer' || BigInt.asIntN(32, node.value) !== node.value) throw expected('Integer', node)
  return Number(node.value)
}
export function longOf(node: JsonNode): bigint {
  if (node.kind !== 'integer' || BigInt.asIntN(64, node.value) !== node.value) throw expected('Long', node)
  return node.value
}
export function listOf<T>(node: JsonNode, item: (node: JsonNode) => T): T[] {
  if (node.kind !== 'array') throw expected('JSON array', node)
  return node.items.map(item)
}

/** JsonNode.toString. */
export function jsonText(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${[...node.fields].map(([name, value]) => `${quoted(name)}:${jsonText(value)}`).join(',')}}`
    case 'array':
      return `[${node.items.map(jsonText).join(',')}]`
    case 'string':
      return quoted(node.value)
    case 'float':
      return doubleText(node.value)
    case 'integer':
    case 'word':
      return String(node.value)
    case 'missing':
      return ''
  }
}

/** ObjectMapper.writeValueAsString, for values that JSON has; keys keep their order. */
export function writeJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${quoted(name)}:${writeJson(each)}`)
    .join(',')}}`
}

const short: Readonly<Record<string, string>> = {'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

/** Quotes a text as Jackson does: \u001F with capitals, and nothing is escaped that need not be. */
export const quoted = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what has to be escaped
  `"${text.replaceAll(/["\\\u0000-\u001f]/g, (char) => {
    if (char === '"' || char === '\\') return `\\${char}`
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return short[char] === undefined ? `\\u${code}` : `\\${short[char]}`
  })}"`

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  first(): JsonNode {
    this.#blanks()
    const char = this.#text[this.#at]
    if (char === undefined) return {kind: 'missing'}
    if (char === '}' || char === ']')
      throw wrongJson(`Unexpected close marker '${char}': no open ${char === '}' ? 'Object' : 'Array'} to close`, this.#text, this.#at) // prettier-ignore
    const value = this.#value()
    const next = this.#text[this.#at]
    if ((value.kind === 'integer' || value.kind === 'float') && next !== undefined && !/\s/.test(next))
      throw wrongJson(`Unexpected character (${charText(next)}): Expected space separating root-level values`, this.#text, this.#at) // prettier-ignore
    return value
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #take(expression: RegExp): string | undefined {
    const sticky = new RegExp(expression.source, 'y')
    sticky.lastIndex = this.#at
    const [found] = sticky.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }

  #value(): JsonNode {
    const first = this.#text[this.#at]
    if (first === '{') return this.#object()
    if (first === '[') return this.#array()
    if (first === '"') return {kind: 'string', value: this.#string('value')}
    const word = this.#take(/(?:true|false|null)(?![\w$])/)
    if (word !== undefined) return {kind: 'word', value: word === 'null' ? null : word === 'true'}
    const number = this.#take(/-?(?:0(?!\d)|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![.eE])/)
    if (number === undefined) throw noValue(this.#text, this.#at) ?? endOfJson('', this.#text)
    return /^-?\d+$/.test(number) ? {kind: 'integer', value: BigInt(number)} : {kind: 'float', value: Number(number)}
  }

  #object(): JsonNode {
    const fields = new Map<string, JsonNode>()
    const start = this.#at++
    if (this.#isClosed('Object', start)) return {kind: 'object', fields}
    for (;;) {
      if (this.#text[this.#at] !== '"')
        throw this.#otherwise('was expecting double-quote to start field name', 'Object')
      const name = this.#string('name')
      this.#blanks()
      if (this.#take(/:/) === undefined)
        throw this.#otherwise('was expecting a colon to separate field name and value', 'Object')
      this.#blanks()
      if (this.#at === this.#text.length) throw between('Object', this.#text)
      fields.set(name, this.#value())
      if (this.#isClosed('Object', start)) return {kind: 'object', fields}
      this.#comma('Object')
    }
  }

  #array(): JsonNode {
    const items: JsonNode[] = []
    const start = this.#at++
    if (this.#isClosed('Array', start)) return {kind: 'array', items}
    for (;;) {
      items.push(this.#value())
      if (this.#isClosed('Array', start)) return {kind: 'array', items}
      this.#comma('Array')
    }
  }

  /** Reads the end of the container that began at `start`, if it comes next. */
  #isClosed(kind: Container, start: number): boolean {
    this.#blanks()
    const end = kind === 'Object' ? '}' : ']'
    const found = this.#text[this.#at]
    if (found === end) {
      this.#at++
      return true
    }
    const from = locationText(this.#text, start)
    if (found === undefined)
      throw endOfJson(`: expected close marker for ${kind} (start marker at ${from})`, this.#text)
    if (found === '}' || found === ']')
      throw wrongJson(`Unexpected close marker '${found}': expected '${end}' (for ${kind} starting at ${from})`, this.#text, this.#at) // prettier-ignore
    return false
  }

  #comma(kind: Container): void {
    if (this.#take(/,/) === undefined) throw this.#otherwise(`was expecting comma to separate ${kind} entries`, kind)
    this.#blanks()
    if (this.#at === this.#text.length) throw between(kind, this.#text)
  }

  #otherwise(why: string, kind: Container): JavaError {
    const char = this.#text[this.#at]
    if (char === undefined) return between(kind, this.#text)
    return (
      noTokenHere(this.#text, this.#at) ??
      wrongJson(`Unexpected character (${charText(char)}): ${why}`, this.#text, this.#at)
    )
  }

  #string(kind: 'name' | 'value'): string {
    // oxlint-disable-next-line no-control-regex -- JSON has none of them in a text
    const text = this.#take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/)
    if (text === undefined) throw noString(this.#text, this.#at, kind)
    return JSON.parse(text) as string
  }
}

type Container = 'Object' | 'Array'
const between = (kind: Container, text: string) => endOfJson(` within/between ${kind} entries`, text)
