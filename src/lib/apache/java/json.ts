// JSON as Jackson reads it for Apache's tools: what follows the first value is ignored, 1 and 1.0 are different, and messages
// show a value as compact JSON.
import {JavaError} from './errors.ts'
import {doubleText} from './text-forms.ts'

/** `missing`: a text of blanks alone. */
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

/** Json.tryParseFull. JavaError (JsonParseException, in our words) if it is no JSON, or empty. */
export function parseJson(text: string): JsonNode {
  if (text === '') throw parseException("The input string shouldn't be empty")
  return new Reader(text).first()
}

/** Json.parseFull: undefined if it is no JSON. */
export function tryParseJson(text: string): JsonNode | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JavaError) return undefined
    throw error
  }
}

const parseException = (message: string) => new JavaError('com.fasterxml.jackson.core.JsonParseException', message)

/** The fields of an object. JsonMappingException as JavaError if it is none. */
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

/** ObjectMapper.writeValueAsString of what JSON can say; keys in their order. */
export function writeJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${quoted(name)}:${writeJson(each)}`)
    .join(',')}}`
}

const short: Readonly<Record<string, string>> = {'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

/** As Jackson quotes a text: \u001F in capitals, and nothing else that need not be escaped. */
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
    return this.#at === this.#text.length ? {kind: 'missing'} : this.#value()
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #fail(): JavaError {
    const rest = this.#text.slice(this.#at, this.#at + 20)
    return parseException(rest === '' ? 'Unexpected end-of-input' : `Unexpected character at ${this.#at}: ${rest}`)
  }

  #take(expression: RegExp): string | undefined {
    const sticky = new RegExp(expression.source, 'y')
    sticky.lastIndex = this.#at
    const [found] = sticky.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }

  #value(): JsonNode {
    this.#blanks()
    const first = this.#text[this.#at]
    if (first === '{') return this.#object()
    if (first === '[') return this.#array()
    if (first === '"') return {kind: 'string', value: this.#string()}
    const word = this.#take(/(?:true|false|null)(?![\w$])/)
    if (word !== undefined) return {kind: 'word', value: word === 'null' ? null : word === 'true'}
    const number = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/)
    if (number === undefined) throw this.#fail()
    return /^-?\d+$/.test(number) ? {kind: 'integer', value: BigInt(number)} : {kind: 'float', value: Number(number)}
  }

  #object(): JsonNode {
    const fields = new Map<string, JsonNode>()
    this.#at++
    this.#blanks()
    if (this.#text[this.#at] === '}') {
      this.#at++
      return {kind: 'object', fields}
    }
    for (;;) {
      this.#blanks()
      if (this.#text[this.#at] !== '"') throw this.#fail()
      const name = this.#string()
      this.#blanks()
      if (this.#take(/:/) === undefined) throw this.#fail()
      fields.set(name, this.#value())
      this.#blanks()
      const next = this.#take(/[,}]/)
      if (next === '}') return {kind: 'object', fields}
      if (next === undefined) throw this.#fail()
    }
  }

  #array(): JsonNode {
    const items: JsonNode[] = []
    this.#at++
    this.#blanks()
    if (this.#text[this.#at] === ']') {
      this.#at++
      return {kind: 'array', items}
    }
    for (;;) {
      items.push(this.#value())
      this.#blanks()
      const next = this.#take(/[,\]]/)
      if (next === ']') return {kind: 'array', items}
      if (next === undefined) throw this.#fail()
    }
  }

  #string(): string {
    // oxlint-disable-next-line no-control-regex -- JSON has none of them in a text
    const text = this.#take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/)
    if (text === undefined) throw this.#fail()
    return JSON.parse(text) as string
  }
}
