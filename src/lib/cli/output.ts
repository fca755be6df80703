// --output and what belongs to it: checked before anything is asked of a cluster, printed when all is known.
import {custom, boolean} from '@oclif/core/flags'
import {UsageError} from '../cluster/errors.ts'
import {headingOf, tableColumn, tableColumns, type Cell, type Columns} from './columns.ts'
import {words} from './flags.ts'
import type {Column} from './table.ts'
import {parseTemplate, type TemplatePart} from './template.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'

export const outputFormats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'name'] as const
export type OutputFormat = (typeof outputFormats)[number] | `template=${string}`

const helpGroup = 'OUTPUT'

/** Of every command that prints a result; `printer` of KitCommand reads them. */
export const reportFlags = {
  output: custom<OutputFormat>({
    char: 'o',
    default: 'table',
    helpValue: 'FORMAT',
    summary: `${outputFormats.join(', ')} or template=TEXT (see kafkit help output)`,
    helpGroup,
    parse: async (text) => parseOutput(text),
  })(),
  columns: words({helpValue: 'NAME,…', summary: 'only these columns, in this order', helpGroup}),
  sort: words({helpValue: 'NAME,…', summary: 'sort by these columns; -NAME turns the order round', helpGroup}),
  'no-headers': boolean({summary: 'no line of column names above tables, csv and tsv', helpGroup}),
}

export interface ReportFlagValues {
  readonly output: OutputFormat
  readonly columns?: readonly string[] | undefined
  readonly sort?: readonly string[] | undefined
  readonly 'no-headers': boolean
}

function parseOutput(text: string): OutputFormat {
  if (text.startsWith('template=')) return text as OutputFormat
  const found = outputFormats.find((format) => format === text)
  if (found) return found
  if (text === 'template') throw new UsageError("say the template: --output 'template={name}'")
  const guess = nearest(text, outputFormats)
  const hint = guess ? `; did you mean ${guess}?` : ''
  throw new UsageError(`'${text}' is none of ${outputFormats.join(', ')}, template=TEXT${hint}`)
}

/** What a command has to say, once for all formats. */
export interface Report<Output, Row> {
  /** The document of json and yaml. */
  readonly value: Output
  /** Everything else is made of these. */
  readonly rows: readonly Row[]
  /** Prints for people where one table is not the best: not asked if --columns or --sort want a table. */
  readonly people?: (() => void | Promise<void>) | undefined
  /** Tables have the columns that are for --verbose too. */
  readonly wide?: boolean | undefined
}

/** The flags, checked against the columns. */
export interface OutputPlan<Row> {
  readonly format: OutputFormat
  readonly headers: boolean
  /** Of --columns, else undefined. */
  readonly chosen: readonly string[] | undefined
  readonly columns: Columns<Row>
  /** Distinct values of this column are what `name` prints. */
  readonly nameColumn: string
  /** Of `template=TEXT`, else empty. */
  readonly template: readonly TemplatePart[]
  readonly sort: readonly {readonly name: string; readonly descending: boolean}[]
}

/** UsageError for a column that is not there, or where a whole document has no columns to choose. */
export function planOutput<Row>(flags: ReportFlagValues, columns: Columns<Row>, nameColumn: string): OutputPlan<Row> {
  const {output: format} = flags
  for (const flag of ['columns', 'sort'] as const) {
    if (flags[flag] && (format === 'json' || format === 'yaml'))
      throw new UsageError(
        `--${flag} is of no use with ${format}, which is the whole document; rows are jsonl, csv, tsv`,
      )
  }
  const sort = (flags.sort ?? []).map((text) => {
    const descending = text.startsWith('-')
    return {name: columnNamed('sort', descending ? text.slice(1) : text, columns), descending}
  })
  const chosen = flags.columns?.map((text) => columnNamed('columns', text, columns))
  // A mistake in it must be told before anything is done.
  const template = format.startsWith('template=') ? format.slice('template='.length) : undefined
  const parts = template === undefined ? [] : parseTemplate(template, Object.keys(columns))
  return {format, headers: !flags['no-headers'], chosen, columns, nameColumn, template: parts, sort}
}

/** By its name or its heading, in any case: what a table shows may be typed. */
function columnNamed<Row>(flag: string, text: string, columns: Columns<Row>): string {
  const wanted = text.trim().toLowerCase()
  const names = Object.keys(columns)
  const found = Object.entries(columns).find(
    ([name, column]) => name.toLowerCase() === wanted || headingOf(name, column).toLowerCase() === wanted,
  )
  if (found) return found[0]
  throw new UsageError(`--${flag}: there is no column '${text}'; there are ${listed(names, 'and')}`)
}

/** The columns of a table of these rows. */
export const plannedColumns = <Row>(
  {chosen, columns}: OutputPlan<Row>,
  rows: readonly Row[],
  wide = false,
): Column<Row>[] =>
  chosen
    ? chosen.flatMap((name) => (columns[name] ? [tableColumn(name, columns[name])] : []))
    : tableColumns(columns, rows, {wide})

/** In the order of --sort; as they came where it says nothing. Null stands last in both directions. */
export function sorted<Row>({columns, sort}: OutputPlan<Row>, rows: readonly Row[]): readonly Row[] {
  if (sort.length === 0) return rows
  return rows.toSorted((a, b) => {
    for (const {name, descending} of sort) {
      const [x, y] = [a, b].map((row) => columns[name]?.value(row) ?? null)
      const order = compare(x ?? null, y ?? null, descending)
      if (order !== 0) return order
    }
    return 0
  })
}

function compare(a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const both = typeof a === 'number' && typeof b === 'number'
  const [x, y] = both ? [a, b] : [String(a), String(b)]
  const order = x < y ? -1 : x > y ? 1 : 0
  return descending ? -order : order
}
