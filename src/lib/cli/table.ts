// Rows for people: a ruled table on a terminal, aligned columns in a pipe. Only this file imports cli-table3.
import type {Colours, Role} from './colour.ts'
import {markedColours, pipeText, visibleInLine} from './visible.ts'

export interface Column<Row> {
  readonly heading: string
  /** Null and undefined are printed as `-`. */
  value(row: Row): string | number | null | undefined
  /** Numbers are aligned right. */
  readonly align?: 'left' | 'right' | undefined
  /** How the cell is coloured. */
  readonly role?: ((row: Row) => Role | undefined) | undefined
}

export interface TableLayout {
  /** Draw rules and wrap cells instead of printing plain lines. */
  readonly terminal: boolean
  /** Width of the terminal, in columns. */
  readonly width: number
  readonly colours: Colours
  /** Print the line of headings and the rule below it; true unless given. */
  readonly headers?: boolean | undefined
}

/** The whole table; each line ends with a newline. */
export async function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {terminal, width, colours, headers = true}: TableLayout,
): Promise<string> {
  const cellOf = (value: string | number | null | undefined) =>
    typeof value === 'string' ? visibleInLine(value) : String(value ?? '-')
  const cellsOf = (row: Row) => columns.map((column) => cellOf(column.value(row)))
  const ruled = terminal && headers && rows.length <= mostRuledRows
  // The cells of a hundred thousand rows take more memory than the rows, so they are computed twice instead of kept.
  const cells = rows.length <= mostKeptRows ? rows.map(cellsOf) : undefined
  const widths = columns.map((column) => (headers ? column.heading.length : 0))
  for (let r = 0; r < rows.length; r++) {
    const texts = cells?.[r] ?? cellsOf(rows[r] as Row)
    for (let i = 0; i < texts.length; i++) widths[i] = Math.max(widths[i] ?? 0, widest(texts[i] ?? ''))
  }
  if (ruled && cells) {
    // A number or a state that is broken into two lines is easily misread, so names and texts are narrowed first.
    const least = columns.map(({align}, i) =>
      align === 'right' ? Math.max(narrowest, ...cells.map((each) => widest(each[i] ?? ''))) : narrowest,
    )
    const floors = columns.map(({heading}, i) =>
      Math.max(longestPart(heading), Math.min(least[i] ?? 0, widths[i] ?? 0)),
    )
    const fewest = floors.reduce((sum, each) => sum + each + gap, -gap)
    if (fewest > width && columns.length >= fewestToList) return listOf(columns, rows, cells, colours)
    return ruledTable(columns, rows, cells, fitted(widths, floors, width), colours)
  }
  const plain = plainTable(columns, rows, (row, r) => cells?.[r] ?? cellsOf(row), {widths, colours})
  if (!headers) return plain.slice(plain.indexOf('\n') + 1)
  if (!terminal) return plain
  // cli-table3 takes a third of a millisecond per row, and a long table looks the same without it unless cells must
  // be wrapped.
  return plain.replace('\n', `\n${ruleOf(widths, colours)}\n`)
}

const mostRuledRows = 200
const mostKeptRows = 10_000
const gap = 2
/** A table with fewer columns is wrapped even if words have to be broken. */
const fewestToList = 4

/** The longest part of a heading, which may be broken after a blank or a hyphen. */
const longestPart = (heading: string) => Math.max(...heading.split(/(?<=[ -])/).map((part) => part.trimEnd().length))

/**
 * For a screen too narrow for the columns: one row after the other, with a line for each cell, as in psql's expanded
 * form.
 */
function listOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  colours: Colours,
): string {
  const width = Math.max(...columns.map(({heading}) => heading.length))
  return cells
    .map((texts, r) =>
      texts
        .map((text, i) => {
          const heading = columns[i]?.heading ?? ''
          return `${colours.heading(heading)}${' '.repeat(width - heading.length + gap)}${painted(columns[i], rows[r], text, colours)}\n`
        })
        .join(''),
    )
    .join('\n')
}

const ruleOf = (widths: readonly number[], colours: Colours) =>
  colours.faint(
    '─'.repeat(
      Math.max(
        1,
        widths.reduce((sum, each) => sum + each + 2, -2),
      ),
    ),
  )

/** Two blanks between columns and none at the end of a line, for awk, cut and diff. */
function plainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cellsOf: (row: Row, at: number) => readonly string[],
  {widths, colours}: {readonly widths: readonly number[]; readonly colours: Colours},
): string {
  const last = columns.length - 1
  const rights = columns.map(({align}) => align === 'right')
  const placed = (text: string, paintedText: string, i: number) => {
    if (i === last && !rights[i]) return paintedText
    const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(text)))
    return rights[i] ? space + paintedText : paintedText + space
  }
  let all = `${columns.map(({heading}, i) => placed(heading, colours.heading(heading), i)).join('  ')}\n`
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] as Row
    const texts = cellsOf(row, r)
    for (let i = 0; i <= last; i++) {
      const text = texts[i] ?? ''
      if (i > 0) all += '  '
      all += placed(text, painted(columns[i], row, text, colours), i)
    }
    all += '\n'
  }
  return all
}

async function ruledTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  colours: Colours,
): Promise<string> {
  const {default: Table} = await import('cli-table3')
  // cli-table3 counts colour escapes as characters when it wraps, so it gets cells that are already wrapped and
  // coloured. They have no marks, because cli-table3 ends a colour again if it finds no end that it knows.
  const lines = (text: string, i: number, paint: (line: string) => string, breaks?: readonly string[]) =>
    wrapped(text, widths[i] ?? 0, breaks)
      .map((line) => pipeText(paint(line)))
      .join('\n')
  const table = new Table({
    head: columns.map(({heading}, i) => lines(heading, i, colours.heading, headingBreaks)),
    colAligns: columns.map(({align}) => align ?? 'left'),
    // Includes the padding of two.
    colWidths: widths.map((width) => width + 2),
    // A rule below the headings only: more would be noise in a long list.
    chars: {...noRules, mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': ''},
    // cli-table3 adds no colours, because the cells have theirs already.
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 2},
  })
  for (const [r, texts] of cells.entries()) {
    table.push(texts.map((text, i) => lines(text, i, (line) => painted(columns[i], rows[r], line, colours))))
  }
  // The headings may have been wrapped into several lines.
  const height = Math.max(...columns.map(({heading}, i) => wrapped(heading, widths[i] ?? 0, headingBreaks).length))
  // The cells have been made visible, so all escapes in the table are kafkit's.
  const all = markedColours(table.toString()).split('\n')
  const [headings, body] = [all.slice(0, height), all.slice(height)]
  const rule = ruleOf(widths, colours)
  return [...headings, rule, ...body].map((line) => `${line.trimEnd()}\n`).join('')
}
const headingBreaks = [' ', '-']
const noRules = {
  top: '',
  'top-left': '',
  'top-mid': '',
  'top-right': '',
  bottom: '',
  'bottom-left': '',
  'bottom-mid': '',
  'bottom-right': '',
  left: '',
  right: '',
  middle: '',
}

/** Lines of at most this width, broken after a blank, comma or semicolon (`breaks`) if there is one in the second half. */
function wrapped(text: string, width: number, breaks: readonly string[] = [' ', ',', ';']): string[] {
  if (displayWidth(text) <= width) return [text]
  const result: string[] = []
  let line = ''
  for (const character of text) {
    if (displayWidth(line + character) > width && line !== '') {
      const at = Math.max(...breaks.map((each) => line.lastIndexOf(each))) + 1
      const end = at > line.length / 2 ? at : line.length
      result.push(line.slice(0, end).trimEnd())
      line = line.slice(end)
    }
    line += character
  }
  return [...result, line]
}

/** Narrows the widest columns until the table fits, none below its `least`; below that only if nothing else helps. */
function fitted(widths: readonly number[], least: readonly number[], width: number): number[] {
  const result = [...widths]
  const gaps = 2 * (widths.length - 1)
  for (const floor of [least, widths.map(() => narrowest), widths.map(() => leastOfAll)]) {
    for (;;) {
      const excess = result.reduce((sum, each) => sum + each, gaps) - width
      if (excess <= 0) return result
      const wide = [...result.keys()].filter((i) => (result[i] ?? 0) > (floor[i] ?? 0))
      const largest = Math.max(...wide.map((i) => result[i] ?? 0))
      const at = wide.find((i) => result[i] === largest)
      if (at === undefined) break
      const next = Math.max(0, ...wide.filter((i) => (result[i] ?? 0) < largest).map((i) => result[i] ?? 0))
      result[at] = Math.max(floor[at] ?? 0, Math.min(largest - 1, Math.max(next, largest - excess)))
    }
  }
  return result
}
const narrowest = 8
const leastOfAll = 5

function painted<Row>(column: Column<Row> | undefined, row: Row | undefined, text: string, colours: Colours): string {
  const role = row === undefined ? undefined : column?.role?.(row)
  return role ? colours[role](text) : text
}

const widest = (text: string) =>
  text.includes('\n') ? Math.max(...text.split('\n').map(displayWidth)) : displayWidth(text)

/** The width in columns of a terminal: East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  // ASCII only, by far the most frequent case.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (/\p{Mark}|\u200d/u.test(character)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1
  }
  return width
}
