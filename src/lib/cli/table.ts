// Rows for people: a ruled table on a terminal, aligned columns in a pipe. The only importer of cli-table3.
import type {Colours, Role} from './colour.ts'
import {visibleInLine} from './visible.ts'

export interface Column<Row> {
  readonly heading: string
  /** Null and undefined print as `-`. */
  value(row: Row): string | number | null | undefined
  /** Numbers belong right. */
  readonly align?: 'left' | 'right' | undefined
  /** How the cell is coloured. */
  readonly role?: ((row: Row) => Role | undefined) | undefined
}

export interface TableLayout {
  /** Rules and wrapping for a screen instead of plain lines. */
  readonly terminal: boolean
  /** Of the terminal, characters. */
  readonly width: number
  readonly colours: Colours
  /** The line of headings, and the rule below it; true unless said otherwise. */
  readonly headers?: boolean
}

/** The text with a newline at its end. */
export async function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {terminal, width, colours, headers = true}: TableLayout,
): Promise<string> {
  const cells = rows.map((row) => columns.map((column) => visibleInLine(String(column.value(row) ?? '-'))))
  const widths = columns.map((column, i) =>
    Math.max(headers ? column.heading.length : 0, ...cells.map((row) => widest(row[i] ?? ''))),
  )
  const plain = plainTable(columns, rows, cells, widths, colours)
  if (!headers) return plain.slice(plain.indexOf('\n') + 1)
  if (!terminal) return plain
  // cli-table3 takes a third of a millisecond a row; what needs no wrapping looks the same without it.
  if (rows.length > mostRuledRows) return plain.replace('\n', `\n${ruleOf(widths, colours)}\n`)
  return ruledTable(columns, rows, cells, fitted(widths, width), colours)
}

const mostRuledRows = 200

const ruleOf = (widths: readonly number[], colours: Colours) =>
  colours.faint(
    '─'.repeat(
      Math.max(
        1,
        widths.reduce((sum, each) => sum + each + 2, -2),
      ),
    ),
  )

/** Two blanks between columns, none at the end of a line: good for awk, cut and diff. */
function plainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  colours: Colours,
): string {
  const line = (texts: readonly string[], paint: (text: string, i: number) => string) =>
    texts
      .map((text, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(text)))
        if (columns[i]?.align === 'right') return space + paint(text, i)
        return paint(text, i) + (i === texts.length - 1 ? '' : space)
      })
      .join('  ') + '\n'
  const headings = line(
    columns.map(({heading}) => heading),
    colours.heading,
  )
  return (
    headings + cells.map((texts, r) => line(texts, (text, i) => painted(columns[i], rows[r], text, colours))).join('')
  )
}

async function ruledTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  colours: Colours,
): Promise<string> {
  const {default: Table} = await import('cli-table3')
  // cli-table3 counts the escapes of colours when it wraps, so text comes to it in lines, coloured one by one.
  const lines = (text: string, i: number, paint: (line: string) => string) =>
    wrapped(text, widths[i] ?? 0)
      .map(paint)
      .join('\n')
  const table = new Table({
    head: columns.map(({heading}, i) => lines(heading, i, colours.heading)),
    colAligns: columns.map(({align}) => align ?? 'left'),
    // Two more than the text: its padding.
    colWidths: widths.map((width) => width + 2),
    // One rule below the headings is enough; more is noise in a long list.
    chars: {...noRules, mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': ''},
    // cli-table3's own colours, which we have set.
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 2},
  })
  for (const [r, texts] of cells.entries()) {
    table.push(texts.map((text, i) => lines(text, i, (line) => painted(columns[i], rows[r], line, colours))))
  }
  // Headings may have been wrapped too.
  const height = Math.max(...columns.map(({heading}, i) => wrapped(heading, widths[i] ?? 0).length))
  const all = table.toString().split('\n')
  const [headings, body] = [all.slice(0, height), all.slice(height)]
  const rule = ruleOf(widths, colours)
  return [...headings, rule, ...body].map((line) => `${line.trimEnd()}\n`).join('')
}
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

/** Lines of at most this width, cut behind a blank or a comma where one is in the second half. */
function wrapped(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text]
  const result: string[] = []
  let line = ''
  for (const character of text) {
    if (displayWidth(line + character) > width && line !== '') {
      const at = Math.max(line.lastIndexOf(' '), line.lastIndexOf(','), line.lastIndexOf(';')) + 1
      const end = at > line.length / 2 ? at : line.length
      result.push(line.slice(0, end).trimEnd())
      line = line.slice(end)
    }
    line += character
  }
  return [...result, line]
}

/** Takes from the widest columns until the table fits; nothing narrower than `narrowest`. */
function fitted(widths: readonly number[], width: number): number[] {
  const result = [...widths]
  const gaps = 2 * (widths.length - 1)
  for (;;) {
    const excess = result.reduce((sum, each) => sum + each, gaps) - width
    const largest = Math.max(...result)
    if (excess <= 0 || largest <= narrowest) return result
    const at = result.indexOf(largest)
    const next = Math.max(narrowest, ...result.filter((_, i) => i !== at && (result[i] ?? 0) < largest))
    result[at] = Math.max(next, largest - excess, narrowest)
    if (result[at] === largest) result[at] = largest - 1
  }
}
const narrowest = 8

function painted<Row>(column: Column<Row> | undefined, row: Row | undefined, text: string, colours: Colours): string {
  const role = row === undefined ? undefined : column?.role?.(row)
  return role ? colours[role](text) : text
}

const widest = (text: string) => Math.max(...text.split('\n').map(displayWidth))

/** Columns of a terminal: East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  // The usual case by far.
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
