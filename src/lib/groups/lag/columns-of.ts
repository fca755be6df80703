// Many similar rows, kept by columns: a hundred thousand objects would take ten times as much memory.

/** The values of one field; one that is the same everywhere is kept once. */
export type Column<V> = readonly V[] | {readonly all: V}

export function columnOf<Row, V>(rows: readonly Row[], value: (row: Row) => V): Column<V> {
  const [first] = rows
  if (first === undefined) return []
  const all = value(first)
  for (const row of rows) if (value(row) !== all) return rows.map(value)
  return {all}
}

/** The value of the row at this index, which must be one of the rows. */
export const valueAt = <V>(column: Column<V>, index: number): V => ('all' in column ? column.all : (column[index] as V))
