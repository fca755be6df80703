// Parses YAML as most files of topics and of profiles are written, into nodes with places. It is some thirty times as
// fast as the full parser, which took a quarter of the time of an apply of a thousand topics, and a tenth of that of a
// short command with a profile. It reads a small part of YAML: maps and lists by indentation or in brackets on one line,
// plain ASCII words, numbers, quoted texts without escapes, and comments. Anything else, right or wrong, is left to the
// full parser (provisioning/parse.ts, config/profile-yaml.ts), and so are all messages. Where both can read a file,
// they give the same nodes and places; test/text/plain-yaml.test.ts compares them on random files.
import type {ListNode, MapEntry, MapNode, Node, ScalarNode} from './node.ts'

/** The documents of a file; undefined if something in it needs the full parser. */
export function plainDocuments(text: string, file: string): readonly Node[] | undefined {
  // Tabs, carriage returns and marks of encodings have rules of their own.
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\0-\t\v-\x1f\x7f\ufeff]/.test(text)) return undefined
  try {
    return new PlainReader(text, file).documents()
  } catch (error) {
    if (error !== notPlain) throw error
    return undefined
  }
}

/** Thrown where the full parser is needed. It is not an Error, because nothing is wrong. */
const notPlain = Symbol('not plain')

function leave(): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught above, and never seen elsewhere
  throw notPlain
}

/** A line with content. */
interface Row {
  /** Counted from 1. */
  readonly line: number
  /** The blanks before the content, or before the content of a list item; -1 for the line between two documents. */
  readonly indent: number
  readonly text: string
}

const key = /([A-Za-z0-9_][A-Za-z0-9_.*/-]{0,254}(?::[A-Za-z0-9_.*/-]{1,255})?):(?: +|$)/y
const words = /[A-Za-z0-9_/][A-Za-z0-9_.*/-]*(?::[A-Za-z0-9_.*/-]+)*(?: [A-Za-z0-9_.*/-]+(?::[A-Za-z0-9_.*/-]+)*)*/y
/** The same outside brackets, where a comma ends nothing: `b1:9092,b2:9092`. */
const wordsWithCommas =
  /[A-Za-z0-9_/][A-Za-z0-9_.*,/-]*(?::[A-Za-z0-9_.*,/-]+)*(?: [A-Za-z0-9_.*,/-]+(?::[A-Za-z0-9_.*,/-]+)*)*/y
const number = /(?:0|-?[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?(?=[ ,\]}]|$)/y
/** A double-quoted text without backslashes and without the characters of variables and templates. */
const doubleQuoted = /"([ !#%-Z^-z|~]*)"/y
const singleQuoted = /'([ -#%&(-Z^-z|~]*)'/y
const restOfLine = / *(?:(?<= )#.*)?$/y
const comma = / *, */y
const blanks = / */y
const item = /- +(?! )/y

/**
 * Whether YAML reads it as a text, not as null, a boolean or any notation of a number: `7d`, `64MiB`, `compact`,
 * `10.0.0.1:9092`.
 */
const isText = (text: string) =>
  /^(?:[A-Za-z_/]|[1-9][0-9]*[A-Za-z]+$|[0-9]+\.[0-9]+\.[0-9]+\.)/.test(text) &&
  !/^(?:null|Null|NULL|true|True|TRUE|false|False|FALSE)$/.test(text)

class PlainReader {
  readonly #file: string
  readonly #rows: Row[] = []
  #at = 0
  /** The position in the text of the current row. */
  #column = 0
  /** How many brackets are open. */
  #brackets = 0

  constructor(text: string, file: string) {
    this.#file = file
    for (const [index, line] of text.split('\n').entries()) {
      const indent = line.search(/[^ ]/)
      if (indent >= 0 && line[indent] !== '#')
        this.#rows.push({line: index + 1, indent: line === '---' ? -1 : indent, text: line})
    }
  }

  documents(): Node[] {
    const nodes: Node[] = []
    if (this.#row().indent === -1) this.#at++
    for (;;) {
      if (this.#row().indent !== 0) leave()
      nodes.push(this.#block(0))
      if (this.#at === this.#rows.length) return nodes
      if (this.#rows[this.#at++]?.indent !== -1) leave()
    }
  }

  #row(): Row {
    return this.#rows[this.#at] ?? leave()
  }

  /** Parses the node that begins with the current row, which has this indent. */
  #block(indent: number): Node {
    return this.#sees(item, indent) ? this.#list(indent) : this.#map(indent)
  }

  #map(indent: number): MapNode {
    const place = this.#place(this.#row(), indent)
    const entries = new Map<string, MapEntry>()
    while (this.#rows[this.#at]?.indent === indent) {
      const row = this.#row()
      this.#column = indent
      const name = this.#take(key)
      if (entries.has(name)) leave()
      entries.set(name, {place: this.#place(row, indent), value: this.#valueOf(row, indent)})
    }
    return {kind: 'map', place, entries}
  }

  #valueOf(row: Row, indent: number): Node {
    if (!this.#sees(restOfLine, this.#column)) return this.#lastOf(row)
    this.#at++
    const next = this.#row()
    if (next.indent > indent) return this.#block(next.indent)
    // A list may have the same indent as the key that it belongs to.
    return next.indent === indent && this.#sees(item, indent) ? this.#list(indent) : leave()
  }

  #list(indent: number): ListNode {
    const place = this.#place(this.#row(), indent)
    const items: Node[] = []
    while (this.#rows[this.#at]?.indent === indent && this.#sees(item, indent)) {
      const row = this.#row()
      this.#column = indent
      const inner = indent + this.#take(item).length
      if (this.#sees(key, inner)) {
        this.#rows[this.#at] = {...row, indent: inner}
        items.push(this.#map(inner))
      } else items.push(this.#lastOf(row))
    }
    return {kind: 'list', place, items}
  }

  /** Parses a node that ends with the row it is in. */
  #lastOf(row: Row): Node {
    const node = this.#inline(row)
    this.#take(restOfLine)
    // The value is in the next row: deeper, and its indent is not that of an open map or list.
    this.#at++
    return node
  }

  #inline(row: Row): Node {
    const opening = row.text[this.#column]
    if (opening === '{') return this.#flowMap(row)
    if (opening === '[') return this.#flowList(row)
    return this.#scalar(row, opening)
  }

  #flowMap(row: Row): MapNode {
    const place = this.#place(row, this.#column)
    const entries = new Map<string, MapEntry>()
    this.#inBrackets('}', () => {
      const at = this.#place(row, this.#column)
      const name = this.#take(key)
      if (entries.has(name)) leave()
      entries.set(name, {place: at, value: this.#inline(row)})
    })
    return {kind: 'map', place, entries}
  }

  #flowList(row: Row): ListNode {
    const place = this.#place(row, this.#column)
    const items: Node[] = []
    this.#inBrackets(']', () => {
      items.push(this.#inline(row))
    })
    return {kind: 'list', place, items}
  }

  /** Reads from the opening bracket past the closing one and calls `one` for each part between commas. */
  #inBrackets(closing: string, one: () => void): void {
    this.#column++
    this.#brackets++
    this.#take(blanks)
    const {text} = this.#row()
    if (text[this.#column] !== closing)
      do one()
      while (this.#skips(comma))
    this.#take(blanks)
    if (text[this.#column++] !== closing) leave()
    this.#brackets--
  }

  #scalar(row: Row, opening: string | undefined): ScalarNode {
    const place = this.#place(row, this.#column)
    if (opening === '"' || opening === "'") {
      const text = this.#take(opening === '"' ? doubleQuoted : singleQuoted)
      return {kind: 'scalar', place, value: text, text}
    }
    if (this.#sees(number, this.#column)) {
      const text = this.#take(number)
      return {kind: 'scalar', place, value: Number(text), text}
    }
    const text = this.#take(this.#brackets === 0 ? wordsWithCommas : words)
    if (isText(text)) return {kind: 'scalar', place, value: text, text}
    return text === 'true' || text === 'false' ? {kind: 'scalar', place, value: text === 'true', text} : leave()
  }

  #place({line}: Row, column: number) {
    return {file: this.#file, line, column: column + 1}
  }

  #sees(what: RegExp, column: number): boolean {
    what.lastIndex = column
    return what.test(this.#row().text)
  }

  #skips(what: RegExp): boolean {
    if (!this.#sees(what, this.#column)) return false
    this.#column = what.lastIndex
    return true
  }

  /** Matches at the current position; returns the first group, or the whole match. */
  #take(what: RegExp): string {
    what.lastIndex = this.#column
    const found = what.exec(this.#row().text)
    if (!found) leave()
    this.#column = what.lastIndex
    return found[1] ?? found[0]
  }
}
