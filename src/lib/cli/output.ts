// --output, --columns, --sort and --no-headers: checked before any request is sent, and applied to the result.
import {custom, boolean} from '@oclif/core/flags'
import {UsageError} from '../cluster/errors.ts'
import {headingOf, tableColumn, tableColumns, type Cell, type Columns} from './columns.ts'
import type {FlagValues} from './flag-values.ts'
import {words} from './flags.ts'
import type {Column} from './table.ts'
import {parseTemplate, type TemplatePart} from './template.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'

export const outputFormats = ['table', 'json', 'jsonl', 'yaml', 'csv', 'tsv', 'name'] as const
/** Formats that only some commands have. */
export type ExtraFormat = 'markdown'
export type OutputFormat = (typeof outputFormats)[number] | `template=${string}`

const helpGroup = 'OUTPUT'

/** The flags of every command that prints a result; KitCommand.printer reads them. */
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
  sort: words({helpValue: 'NAME,…', summary: 'sort by these columns; -NAME sorts in descending order', helpGroup}),
  'no-headers': boolean({summary: 'leave out the line of column names in tables, csv and tsv', helpGroup}),
}

/** The flag --output of a command that has further formats. */
export const outputWith = (...more: readonly ExtraFormat[]) =>
  custom<OutputFormat | ExtraFormat>({
    char: 'o',
    default: 'table',
    helpValue: 'FORMAT',
    summary: `${[...outputFormats, ...more].join(', ')} or template=TEXT (see kafkit help output)`,
    helpGroup,
    parse: async (text) => more.find((each) => each === text) ?? parseOutput(text, more),
  })()

export type ReportFlagValues = Readonly<
  Pick<FlagValues<typeof reportFlags>, 'output' | 'no-headers'> &
    Partial<Pick<FlagValues<typeof reportFlags>, 'columns' | 'sort'>>
>

function parseOutput(text: string, more: readonly string[] = []): OutputFormat {
  if (text.startsWith('template=')) return text as OutputFormat
  const found = outputFormats.find((format) => format === text)
  if (found) return found
  if (text === 'template') throw new UsageError("the template is missing: write --output 'template={name}'")
  const all = [...outputFormats, ...more]
  const guess = nearest(text, all)
  const hint = guess ? `; did you mean ${guess}?` : ''
  throw new UsageError(`'${text}' is not one of ${all.join(', ')}, template=TEXT${hint}`)
}

/** The result of a command, from which all formats are made. */
export interface Report<Output, Row> {
  /** The document of json and yaml. */
  readonly value: Output
  /** The rows of all other formats. */
  readonly rows: readonly Row[]
  /**
   * Prints the result for people if a table is not the best form. Not used with --columns or --sort, which request a
   * table.
   */
  readonly people?: (() => void | Promise<void>) | undefined
  /** Tables also have the columns that are marked `wide`. */
  readonly wide?: boolean | undefined
}

/** The output flags, checked against the command's columns. */
export interface OutputPlan<Row> {
  readonly format: OutputFormat
  readonly headers: boolean
  /** The names in --columns; undefined without that flag. */
  readonly chosen: readonly string[] | undefined
  readonly columns: Columns<Row>
  /** The column whose distinct values `--output name` prints. */
  readonly nameColumn: string
  /** The parts of `template=TEXT`; empty for other formats. */
  readonly template: readonly TemplatePart[]
  readonly sort: readonly {readonly name: string; readonly descending: boolean}[]
}

/**
 * Throws UsageError for an unknown column, and for --columns or --sort with json and yaml, which print a whole
 * document.
 */
export function planOutput<Row>(flags: ReportFlagValues, columns: Columns<Row>, nameColumn: string): OutputPlan<Row> {
  const {output: format} = flags
  for (const flag of ['columns', 'sort'] as const) {
    if (flags[flag] && (format === 'json' || format === 'yaml'))
      throw new UsageError(
        `--${flag} cannot be used with ${format}, which prints the whole document; jsonl, csv and tsv print rows`,
      )
  }
  const sort = (flags.sort ?? []).map((text) => {
    const descending = text.startsWith('-')
    return {name: columnNamed('sort', descending ? text.slice(1) : text, columns), descending}
  })
  const chosen = flags.columns?.map((text) => columnNamed('columns', text, columns))
  // Parsed here so that a mistake is reported before any request is sent.
  const template = format.startsWith('template=') ? format.slice('template='.length) : undefined
  const parts = template === undefined ? [] : parseTemplate(template, Object.keys(columns))
  return {format, headers: !flags['no-headers'], chosen, columns, nameColumn, template: parts, sort}
}

/** Finds a column by its name or its heading, ignoring case, so that headings of a table can be typed. */
function columnNamed<Row>(flag: string, text: string, columns: Columns<Row>): string {
  const wanted = text.trim().toLowerCase()
  const names = Object.keys(columns)
  const found = Object.entries(columns).find(
    ([name, column]) => name.toLowerCase() === wanted || headingOf(name, column).toLowerCase() === wanted,
  )
  if (found) return found[0]
  throw new UsageError(`--${flag}: there is no column '${text}'; the columns are ${listed(names, 'and')}`)
}

/** The columns that a table of these rows shows. */
export const plannedColumns = <Row>(
  {chosen, columns}: OutputPlan<Row>,
  rows: readonly Row[],
  wide = false,
): Column<Row>[] =>
  chosen
    ? chosen.flatMap((name) => (columns[name] ? [tableColumn(name, columns[name])] : []))
    : tableColumns(columns, rows, {wide})

/** The rows in the order of --sort; without it, in their present order. Null comes last in both directions. */
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
