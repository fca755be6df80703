// Rows for programs: csv, tsv, jsonl, names and templates. Loaded only if one of these formats is requested.
import type {Cell} from './columns.ts'
import type {OutputPlan} from './output.ts'
import type {TemplatePart} from './template.ts'
import {visible} from './visible.ts'

/**
 * All rows as text, each ending with a newline. `screen`: the text goes to a terminal, so control characters in names are
 * made visible and csv lines do not end in CR.
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
      return lines(rows.map((row) => fromTemplate(plan.template, (field) => text(field, row))))
  }
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

/** Plain digits, `true` and `false`, an empty string for null, lists separated by commas. */
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
  let all = headers ? names.map(field).join(separator) + end : ''
  for (const row of rows) all += names.map((name) => field(text(name, row))).join(separator) + end
  return all
}

/** RFC 4180: quoted only where necessary, with quotes doubled. */
const csvField = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** TSV has no quotes: tabs, line ends and backslashes are escaped. */
const tsvField = (text: string) =>
  // replaceAll with a function allocates a hundred bytes per cell even if there is nothing to replace.
  /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => tsvEscapes[character] ?? character) : text
const tsvEscapes: Readonly<Record<string, string>> = {'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'}

const fromTemplate = (parts: readonly TemplatePart[], value: (field: string) => string): string =>
  parts.map((part) => ('text' in part ? part.text : value(part.field))).join('')
