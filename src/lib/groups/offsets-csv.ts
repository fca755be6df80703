/** One line of Apache's reset file (`--from-file`, `--export`); `group` is left out in the form for a single group. */
export interface OffsetRow {
  readonly group?: string | undefined
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** Reads `topic,partition,offset` or `group,topic,partition,offset` lines (the first decides which). UsageError with the line number. */
export function parseOffsetsCsv(_text: string): OffsetRow[] {
  throw new Error('being written')
}

/** Writes what parseOffsetsCsv and Apache's `--from-file` read: four columns if the first row has a group. */
export function formatOffsetsCsv(_rows: readonly OffsetRow[]): string {
  throw new Error('being written')
}
