// The stored form of schemas, in which equal schemas are recognized, as in Confluent's registry apart from Java's order
// of properties.
import type {Content} from './store.ts'

/** Without blanks between tokens. Protobuf is unchanged, including comments. */
export function canonical(content: Content): Content {
  return content.schemaType === 'PROTOBUF' ? content : {...content, schema: withoutBlanks(content.schema)}
}

/** As with `normalize`: also independent of the order of properties, references, and imports in a Protobuf file. */
export function normalized(content: Content): Content {
  const references = content.references.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const schema = content.schemaType === 'PROTOBUF' ? plainProto(content.schema) : sortedJson(content.schema)
  return {...content, references, schema}
}

const withoutBlanks = (json: string): string =>
  json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, quoted: string | undefined) => quoted ?? '')

/** Numbers keep their digits, because a default may be a long. */
function sortedJson(json: string): string {
  const kept = json.replaceAll(/("(?:[^"\\]|\\.)*")|-?\d[\d.eE+-]*/g, (all, quoted: string | undefined) => quoted ?? `"\\u0000${all}"`) // prettier-ignore
  return JSON.stringify(ordered(JSON.parse(kept))).replaceAll(/"\\u0000([^"]*)"/g, '$1')
}

/** Properties of objects sorted by name, lists unchanged. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, ordered(each)]),
  )
}

const tokens = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+|[\w.]+|[^\s\w]/g

/** Without comments, with one blank between words and one line per statement, and with sorted imports. */
function plainProto(text: string): string {
  const words = (text.match(tokens) ?? []).filter((each) => !/^(?:\s|\/[/*])/.test(each))
  const lines = words.join(' ').split(/(?<=[;{}]) /)
  const imports = lines.filter((line) => line.startsWith('import ')).toSorted()
  return lines.map((line) => (line.startsWith('import ') ? imports.shift() : line)).join('\n')
}
