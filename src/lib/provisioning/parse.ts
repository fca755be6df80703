// YAML (and JSON, which is YAML) → nodes with places. The only reader of YAML for desired state; loaded where there is a file.
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
import type {MapEntry, Node, ScalarNode} from './node.ts'
import {placeText, type Place, type Said} from './place.ts'

export interface Parsed {
  /** One for each document of a stream; those without content are left out. */
  readonly documents: readonly Node[]
  /** Also if only one is there: nothing of the file may be used then. */
  readonly problems: readonly Said[]
  /**
   * For each document, texts in quotes with a template in them: they are YAML, and would be taken for values. A problem wherever
   * all of the document is read.
   */
  readonly templates?: readonly (readonly Said[])[] | undefined
}

export interface ParseOptions {
  /** Replaces variables in a value; what is wrong with it is raised as an Error. */
  readonly expand?: ((text: string) => string) | undefined
}

/** So many aliases are followed: with them a file of a few lines can make billions of nodes. */
const mostAliases = 10_000

export function parseDocuments(text: string, file: string, {expand}: ParseOptions = {}): Parsed {
  const lines = new LineCounter()
  const problems: Said[] = []
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
  let hints: Said[] = []

  for (const {errors} of parsed) {
    // What follows a broken place is a consequence of it.
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
          text: `*${yaml.source} stands for ${target ? 'what it is a part of' : 'nothing: no & of this name comes before it'}`,
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
        problems.push({place: keyPlace, text: `a key must be a text${templateHint(text)}`})
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
      if (node.kind !== 'map') problems.push({place: node.place, text: '<< takes a map, or a list of maps'})
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
    // Doubles hold it: a number is easier to work with.
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

/** What YAML would make of a plain text, as far as settings need it. */
function plainValue(text: string): string | number | bigint | boolean {
  if (/^[+-]?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text

/** Templates are for other programs. */
export function templateHint(text: string): string {
  if (/\{%.*%\}/.test(text)) return '. There is a template in it ({% … %}): render it first, and give kafkit the result'
  if (/\{\{.*\}\}/.test(text))
    return '. There is a template in it ({{ … }}): render it first, as in helm template … | kafkit plan -f -'
  return ''
}
