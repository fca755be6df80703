// Parses YAML, and JSON as part of it, into nodes with places. It is the only YAML reader for desired state, and is
// loaded only when there is a file to read.
import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node as Yaml,
  type Pair,
} from 'yaml'
import type {MapEntry, Node, ScalarNode} from '../text/node.ts'
import type {PlacedText} from './placed-text.ts'
import {placeText, type Place} from '../text/place.ts'

export interface Parsed {
  /** The documents of the stream; empty documents are left out. */
  readonly documents: readonly Node[]
  /** If there is any problem, nothing of the file may be used. */
  readonly problems: readonly PlacedText[]
  /**
   * For each document, quoted texts that contain a template. They are valid YAML and would be taken for values, so they
   * are problems wherever the whole document is read.
   */
  readonly templates?: readonly (readonly PlacedText[])[] | undefined
}

export interface ParseOptions {
  /** Replaces the variables in a value; throws an Error that says what is wrong with it. */
  readonly expand?: ((text: string) => string) | undefined
}

/** The most aliases that are followed: with aliases, a file of a few lines can expand to billions of nodes. */
const mostAliases = 10_000

export function parseDocuments(text: string, file: string, {expand}: ParseOptions = {}): Parsed {
  const lines = new LineCounter()
  const problems: PlacedText[] = []
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(offset)
    return {file, line: Math.max(1, line), column: Math.max(1, col)}
  }
  const stream = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    intAsBigInt: true,
    logLevel: 'silent',
  })
  const parsed = Array.isArray(stream) ? (stream as Document.Parsed[]) : []
  let aliases = 0
  let hints: PlacedText[] = []

  for (const {errors} of parsed) {
    // Only the first error is reported, since later ones usually follow from it.
    const [first] = errors
    if (first)
      problems.push({
        place: placeAt(first.pos[0]),
        text: `this is not YAML: ${firstLine(first.message)}${templateHint(text)}`,
      })
  }
  if (problems.length > 0) return {documents: [], problems}
  const read = parsed.flatMap((document) => {
    if (document.contents === null) return []
    hints = []
    return [{node: nodeOf(document.contents, document), hints}]
  })
  return {
    documents: problems.length === 0 ? read.map(({node}) => node) : [],
    problems,
    templates: read.map((each) => each.hints),
  }

  function nodeOf(yaml: Yaml | null, document: Document.Parsed, parents: readonly Yaml[] = [], at?: Place): Node {
    const place = yaml?.range ? placeAt(yaml.range[0]) : (at ?? placeAt(0))
    const nothing: ScalarNode = {kind: 'scalar', place, value: null, text: ''}
    if (yaml === null) return nothing
    if (isAlias(yaml)) {
      if (++aliases > mostAliases) {
        if (aliases === mostAliases + 1) problems.push({place, text: 'aliases make this file too large'})
        return nothing
      }
      const target = yaml.resolve(document)
      if (!target || parents.includes(target)) {
        problems.push({
          place,
          text: `*${yaml.source} refers to ${target ? 'a value that contains it' : 'nothing: there is no & of this name before it'}`,
        })
        return nothing
      }
      return nodeOf(target, document, parents)
    }
    if (isMap(yaml)) return mapOf(yaml.items as Pair<Yaml, Yaml | null>[], document, [...parents, yaml], place)
    if (isSeq(yaml))
      return {
        kind: 'list',
        place,
        items: yaml.items.map((item) => nodeOf(item as Yaml, document, [...parents, yaml], place)),
      }
    return isScalar(yaml) ? scalarOf(yaml.value, yaml, place) : nothing
  }

  function mapOf(
    pairs: readonly Pair<Yaml, Yaml | null>[],
    document: Document.Parsed,
    parents: readonly Yaml[],
    place: Place,
  ): Node {
    const entries = new Map<string, MapEntry>()
    const merged: Node[] = []
    for (const {key, value} of pairs) {
      const keyPlace = key.range ? placeAt(key.range[0]) : place
      if (!isScalar(key)) {
        problems.push({place: keyPlace, text: `a key must be a string${templateHint(text)}`})
        continue
      }
      const name = key.source ?? String(key.value)
      const node = nodeOf(value, document, parents, keyPlace)
      if (name === '<<' && key.type === 'PLAIN') merged.push(...(node.kind === 'list' ? node.items : [node]))
      else {
        const before = entries.get(name)
        if (before)
          problems.push({place: keyPlace, text: `'${name}' occurs twice: first in ${placeText(before.place)}`})
        else entries.set(name, {place: keyPlace, value: node})
      }
    }
    for (const node of merged) {
      if (node.kind !== 'map')
        problems.push({place: node.place, text: 'the value of << must be a map or a list of maps'})
      else for (const [name, entry] of node.entries) if (!entries.has(name)) entries.set(name, entry)
    }
    return {kind: 'map', place, entries}
  }

  function scalarOf(value: unknown, {source, type}: {source?: string; type?: string}, place: Place): ScalarNode {
    const written = source ?? (value == null ? '' : `${value as string | number | bigint | boolean}`)
    if (typeof value === 'string') {
      const hint = templateHint(value)
      if (hint !== '') hints.push({place, text: `'${firstLine(value)}' is not a value${hint}`})
      const expanded = expandIn(value, place)
      const plain = type === 'PLAIN' && expanded !== value
      return {kind: 'scalar', place, value: plain ? plainValue(expanded) : expanded, text: expanded}
    }
    // A double can hold it, and a number is easier to work with.
    const small = typeof value === 'bigint' && Number.isSafeInteger(Number(value))
    if (small) return {kind: 'scalar', place, value: Number(value), text: written}
    if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
      return {kind: 'scalar', place, value, text: written}
    return {kind: 'scalar', place, value: null, text: written}
  }

  function expandIn(value: string, place: Place): string {
    if (!expand) return value
    try {
      return expand(value)
    } catch (error) {
      problems.push({place, text: (error as Error).message})
      return value
    }
  }
}

/** The value that YAML gives a plain (unquoted) text, as far as settings need it. */
function plainValue(text: string): string | number | bigint | boolean {
  if (/^[+-]?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text

/** A hint to render the template first; '' if there is none. */
export function templateHint(text: string): string {
  if (/\{%.*%\}/.test(text)) return '. There is a template in it ({% … %}): render it first, and give kafkit the result'
  if (/\{\{.*\}\}/.test(text))
    return '. There is a template in it ({{ … }}): render it first, as in helm template … | kafkit plan -f -'
  return ''
}
