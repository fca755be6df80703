// JSON as Jackson's readTree reads it, with the numbers as they stand in the text.

/** A number's text: `1` and `1.0` are different things to Apache's tools. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | {readonly [name: string]: Json}

/** The first value of the text; Jackson ignores what follows it. Undefined if it is not JSON. */
export function readTree(text: string): Json | undefined {
  try {
    return JSON.parse(firstValue(text), withNumbers) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const withNumbers = (_key: string, value: unknown, context?: {readonly source?: string}): unknown =>
  typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value

/** The text up to the end of the object or array that it begins with. */
function firstValue(text: string): string {
  if (!/^[ \t\r\n]*[[{]/.test(text)) return text
  let depth = 0
  for (const {0: token, index} of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token.startsWith('"')) continue
    depth += token === '{' || token === '[' ? 1 : -1
    if (depth === 0) return text.slice(0, index + 1)
  }
  return text
}

/** JsonValue.asJsonObject().get(name). */
export const isJsonObject = (value: Json | undefined): value is {readonly [name: string]: Json} =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)

export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A whole number of at most so many bits, as Jackson's IntNode and LongNode; undefined for anything else. */
export function jsonInteger(value: Json | undefined, bits: 32 | 64): bigint | undefined {
  if (!(value instanceof JsonNumber) || !/^-?\d+$/.test(value.text)) return undefined
  const number = BigInt(value.text)
  return BigInt.asIntN(bits, number) === number ? number : undefined
}

/** JsonNode.toString, for messages. */
export function jsonText(value: Json | undefined): string {
  if (value === undefined) return ''
  if (value instanceof JsonNumber) return value.text
  if (isJsonArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${jsonText(each)}`)
    .join(',')}}`
}
