// Rows for programs: csv, tsv, jsonl, names, templates. Loaded where one of them is wanted.
import type {Cell} from './columns.ts'
import type {OutputPlan} from './output.ts'
import type {TemplatePart} from './template.ts'
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
      return lines(rows.map((row) => fromTemplate(plan.template, (field) => text(field, row))))
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
  let all = headers ? names.map(field).join(separator) + end : ''
  for (const row of rows) all += names.map((name) => field(text(name, row))).join(separator) + end
  return all
}

/** RFC 4180: quoted where it must be, quotes doubled. */
const csvField = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** No quotes in TSV: a tab, a line end and a backslash are written out. */
const tsvField = (text: string) =>
  // replaceAll with a function costs a hundred bytes a cell even where there is nothing to replace.
  /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => tsvEscapes[character] ?? character) : text
const tsvEscapes: Readonly<Record<string, string>> = {'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'}

const fromTemplate = (parts: readonly TemplatePart[], value: (field: string) => string): string =>
  parts.map((part) => ('text' in part ? part.text : value(part.field))).join('')
