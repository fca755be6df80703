// What a command prints in rows, declared once: tables, csv, tsv, jsonl, templates and the published schema follow.
import type {Role} from './colour.ts'
import type {Column} from './table.ts'

/** What a program reads: a number stays a number, nothing is null. */
export type Cell = string | number | boolean | null | readonly (string | number)[]

/** Under a name (camelCase, as in the JSON document) that stays as it is: scripts say it. */
export interface ReportColumn<Row> {
  /** Above the table, instead of the name in capitals: `logEndOffset` gives LOG-END-OFFSET. */
  readonly heading?: string | undefined
  /** For programs, and for people where there is no `text`. */
  value(row: Row): Cell | undefined
  /** For people, in tables only. */
  text?(row: Row): string | number | null | undefined
  /** Numbers belong right. */
  readonly align?: 'left' | 'right' | undefined
  /** How the cell is coloured. */
  role?(row: Row): Role | undefined
  /** In tables only where a row has something to say. */
  readonly filled?: boolean | undefined
  /** In tables only with --verbose, or where --columns names it. */
  readonly wide?: boolean | undefined
}

export type Columns<Row> = Readonly<Record<string, ReportColumn<Row>>>

/** One line of `--output jsonl`, from the columns; the published schema of rows is made of it. */
export type RowOf<C> = {
  readonly [Name in keyof C]: C[Name] extends {value(row: never): infer Value}
    ? Exclude<Value, undefined> | (undefined extends Value ? null : never)
    : never
}

/** `logEndOffset` → `LOG-END-OFFSET`. */
export const headingOf = (name: string, {heading}: Pick<ReportColumn<never>, 'heading'>): string =>
  heading ?? name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toUpperCase()

export interface TableChoice {
  /** Also the columns that are for --verbose. */
  readonly wide?: boolean | undefined
  /** What stands above the table already. */
  readonly without?: readonly string[] | undefined
}

/** Those that a table of these rows shows. */
export function tableColumns<Row>(
  columns: Columns<Row>,
  rows: readonly Row[],
  {wide = false, without = []}: TableChoice = {},
): Column<Row>[] {
  return Object.entries(columns)
    .filter(([name, column]) => {
      if (without.includes(name) || (column.wide && !wide)) return false
      return !column.filled || rows.some((row) => textOf(column, row) !== null)
    })
    .map(([name, column]) => tableColumn(name, column))
}

export const tableColumn = <Row>(name: string, column: ReportColumn<Row>): Column<Row> => ({
  heading: headingOf(name, column),
  value: (row) => textOf(column, row),
  align: column.align,
  role: (row) => column.role?.(row),
})

function textOf<Row>(column: ReportColumn<Row>, row: Row): string | number | null {
  if (column.text) return column.text(row) ?? null
  const value = column.value(row) ?? null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object') return value?.join(',') || null
  return value === '' ? null : value
}
