// The columns of a command, declared once for tables, csv, tsv, jsonl, templates and the published schema.
import type {Role} from './colour.ts'
import type {Column} from './table.ts'

/** A value for programs: numbers stay numbers, and null stands for no value. */
export type Cell = string | number | boolean | null | readonly (string | number)[]

/** The name of a column is its key in Columns: camelCase as in JSON. It never changes, because scripts use it. */
export interface ReportColumn<Row> {
  /** The heading in tables, if it is not the name in capitals: `logEndOffset` becomes LOG-END-OFFSET. */
  readonly heading?: string | undefined
  /** The value for programs, and for people if there is no `text`. */
  value(row: Row): Cell | undefined
  /** The text for people, used in tables only. */
  text?(row: Row): string | number | null | undefined
  /** Numbers are aligned right. */
  readonly align?: 'left' | 'right' | undefined
  /** How the cell is coloured. */
  role?(row: Row): Role | undefined
  /** Tables show the column only if some row has a value. */
  readonly filled?: boolean | undefined
  /** Tables show the column only with --verbose, or if --columns names it. */
  readonly wide?: boolean | undefined
}

export type Columns<Row> = Readonly<Record<string, ReportColumn<Row>>>

/** The type of one line of `--output jsonl`; the published schema of rows is made from it. */
export type RowOf<C> = {
  readonly [Name in keyof C]: C[Name] extends {value(row: never): infer Value}
    ? Exclude<Value, undefined> | (undefined extends Value ? null : never)
    : never
}

/** `logEndOffset` → `LOG-END-OFFSET`. */
export const headingOf = (name: string, {heading}: Pick<ReportColumn<never>, 'heading'>): string =>
  heading ?? name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toUpperCase()

export interface TableChoice {
  /** Also show the columns that are marked `wide`. */
  readonly wide?: boolean | undefined
  /** Columns to leave out, because a heading above the table has their values. */
  readonly without?: readonly string[] | undefined
}

/** The columns that a table of these rows shows. */
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
