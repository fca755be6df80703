// Rows for programs: csv, tsv, jsonl, names, templates. Loaded where one of them is wanted.
import type {Cell} from './columns.ts'
import {templateToken, type OutputPlan} from './output.ts'
import {unescaped} from './separators.ts'
import {visible} from './visible.ts'

/**
 * All rows as text, each line ended. `screen`: it goes to a terminal, which control characters in names must not steer, and
 * where a CR is noise.
 */
export function rowsText<Row>(plan: OutputPlan<Row>, rows: readonly Row[], screen: boolean): string {
  const {format, columns} = plan
  const names = plan.chosen ?? Object.keys(columns)
  const cell = (name: string, row: Row): Cell => columns[name]?.value(row) ?? null
  const text = (name: string, row: Row): string => {
    const written = plainText(cell(name, row))
    return screen ? visible(written) : written
  }
  switch (format) {
    case 'jsonl':
      return lines(rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name) => [name, cell(name, row)])))))
    case 'csv':
      return table(names, rows, text, {
        headers: plan.headers,
        separator: ',',
        end: screen ? '\n' : '\r\n',
        field: csvField,
      })
    case 'tsv':
      return table(names, rows, text, {headers: plan.headers, separator: '\t', end: '\n', field: tsvField})
    case 'name':
      return lines([...new Set(rows.map((row) => text(plan.nameColumn, row)))])
    default:
      return fromTemplate(format.slice('template='.length), rows, text)
  }
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

/** Digits only, `true` and `false`, nothing for null, lists with commas. */
const plainText = (value: Cell): string => (value === null ? '' : String(value))

interface Separated {
  readonly headers: boolean
  readonly separator: string
  readonly end: string
  field(text: string): string
}

function table<Row>(
  names: readonly string[],
  rows: readonly Row[],
  text: (name: string, row: Row) => string,
  {headers, separator, end, field}: Separated,
): string {
  const all = [
    ...(headers ? [names.map(field)] : []),
    ...rows.map((row) => names.map((name) => field(text(name, row)))),
  ]
  return all.map((fields) => fields.join(separator) + end).join('')
}

/** RFC 4180: quoted where it must be, quotes doubled. */
const csvField = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** No quotes in TSV: a tab, a line end and a backslash are written out. */
const tsvField = (text: string) => text.replaceAll(/[\\\t\n\r]/g, (character) => tsvEscapes[character] ?? character)
const tsvEscapes: Readonly<Record<string, string>> = {'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'}

function fromTemplate<Row>(template: string, rows: readonly Row[], text: (name: string, row: Row) => string): string {
  // Escapes first, so that a value with a backslash stays as it is.
  const parts = unescaped(template)
  return lines(
    rows.map((row) =>
      parts.replaceAll(templateToken, (token, field?: string) =>
        field === undefined ? token.charAt(0) : text(field, row),
      ),
    ),
  )
}
