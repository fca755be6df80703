// Reads CSV (RFC 4180) as a document with places: a list of maps whose keys are the headings in the first row.
import type {MapEntry, Node} from '../text/node.ts'
import type {PlacedText} from './placed-text.ts'
import type {Place} from '../text/place.ts'

/**
 * The only key of the map that marks a document as CSV. It contains a NUL, so that no YAML document has it by accident.
 */
const marker = '\u0000csv'

/** The rows of a document that was read from CSV; undefined for any other document. */
export const csvRows = (document: Node): readonly Node[] | undefined => {
  const rows = document.kind === 'map' ? document.entries.get(marker)?.value : undefined
  return rows?.kind === 'list' ? rows.items : undefined
}

/** A file without rows has no documents. */
export function parseCsv(text: string, file: string): {documents: Node[]; problems: PlacedText[]} {
  const problems: PlacedText[] = []
  const [headings, ...rows] = cellsOf(text.replace(/^\uFEFF/, ''), file, problems)
  if (!headings || problems.length > 0) return {documents: [], problems}
  const items = rows.map((cells): Node => {
    const [first] = cells
    const place = first?.place ?? {file, line: 1, column: 1}
    if (cells.length > headings.length)
      problems.push({place, text: `this row has ${cells.length} cells, but there are ${headings.length} columns`})
    const entries = new Map<string, MapEntry>()
    for (const [at, {value, place: where}] of cells.entries()) {
      const heading = headings[at]?.value.trim()
      // An empty cell counts as a missing field.
      const content = value.trim()
      if (heading !== undefined && heading !== '' && content !== '')
        entries.set(heading, {place: where, value: {kind: 'scalar', place: where, value: content, text: content}})
    }
    return {kind: 'map', place, entries}
  })
  const twice = headings.find(({value}, at) => headings.findIndex((each) => each.value.trim() === value.trim()) !== at)
  if (twice) problems.push({place: twice.place, text: `the column '${twice.value.trim()}' appears twice`})
  const place: Place = {file, line: 1, column: 1}
  const list: Node = {kind: 'list', place, items}
  return {
    documents: problems.length > 0 ? [] : [{kind: 'map', place, entries: new Map([[marker, {place, value: list}]])}],
    problems,
  }
}

interface Cell {
  readonly value: string
  readonly place: Place
}

function cellsOf(text: string, file: string, problems: PlacedText[]): Cell[][] {
  const rows: Cell[][] = []
  let row: Cell[] = []
  let [at, line, start] = [0, 1, 0]
  const endRow = () => {
    // An empty line is not a row.
    if (row.length > 1 || (row[0]?.value ?? '') !== '') rows.push(row)
    row = []
  }
  while (at < text.length) {
    const place: Place = {file, line, column: at - start + 1}
    let value = ''
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close === undefined) {
        problems.push({place, text: 'a quotation mark is not closed'})
        return rows
      }
      value = text.slice(at + 1, close).replaceAll('""', '"')
      line += value.split('\n').length - 1
      at = close + 1
    } else {
      const stop = /[,\r\n]/g
      stop.lastIndex = at
      const end = stop.exec(text)?.index ?? text.length
      value = text.slice(at, end)
      at = end
    }
    row.push({value, place})
    if (text[at] === ',') {
      at++
      // The last cell of a row may be empty.
      if (at >= text.length || text[at] === '\n' || text[at] === '\r')
        row.push({value: '', place: {file, line, column: at - start + 1}})
      else continue
    }
    if (at < text.length && !/[\r\n]/.test(text[at] ?? '')) {
      problems.push({
        place: {file, line, column: at - start + 1},
        text: 'there is text after the closing quotation mark',
      })
      return rows
    }
    if (text.startsWith('\r\n', at)) at++
    at++
    line++
    start = at
    endRow()
  }
  endRow()
  return rows
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at)) {
    if (text[at + 1] !== '"') return at
    at += 2
  }
  return undefined
}
