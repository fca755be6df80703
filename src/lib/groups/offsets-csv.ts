import {UsageError} from '../cluster/errors.ts'
import {plural} from '../text/plural.ts'

/** One line of Apache's reset file (`--from-file`, `--export`); `group` is missing in the form for a single group. */
export interface OffsetRow {
  readonly group?: string | undefined
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/**
 * Reads lines of `topic,partition,offset` or `group,topic,partition,offset`; all must have the form of the first
 * line. Throws a UsageError that begins with `source` and the line number: for a missing field, a malformed number,
 * or a repeated partition.
 */
export function parseOffsetsCsv(text: string, source = 'offsets'): OffsetRow[] {
  const lines = csvLines(text.replace(/^\uFEFF/, ''))
  while (lines.at(-1)?.text === '') lines.pop()
  if (lines.length === 0) throw new UsageError(`${source} is empty; expected lines of topic,partition,offset`)

  const rows: OffsetRow[] = []
  const firstSeen = new Map<string, number>()
  let columns: number | undefined
  for (const {text: line, number} of lines) {
    const bad = (problem: string) => new UsageError(`${source}, line ${number}: ${problem}`)
    if (line.trim() === '') throw bad('the line is empty')
    const fields = splitFields(line)
    if (!fields) throw bad('a quote is not closed, or text follows a closing quote')
    columns ??= fields.length
    if (columns !== 3 && columns !== 4)
      throw bad(`expected topic,partition,offset or group,topic,partition,offset, not ${count(columns)}`)
    if (fields.length !== columns) throw bad(`expected ${count(columns)} as in line 1, not ${fields.length}`)
    const row = asRow(fields, bad)
    const place = JSON.stringify([row.group, row.topic, row.partition])
    const before = firstSeen.get(place)
    if (before !== undefined) throw bad(`${row.topic}-${row.partition} already has an offset in line ${before}`)
    firstSeen.set(place, number)
    rows.push(row)
  }
  return rows
}

/**
 * The text that parseOffsetsCsv and Apache's `--from-file` read, quoted as by Apache's `--export`; with four columns
 * if the first row has a group.
 */
export function formatOffsetsCsv(rows: readonly OffsetRow[]): string {
  const withGroup = rows[0]?.group !== undefined
  return rows
    .map(({group = '', topic, partition, offset}) => {
      const fields = [quoted(topic), String(partition), String(offset)]
      return `${(withGroup ? [quoted(group), ...fields] : fields).join(',')}\n`
    })
    .join('')
}

const count = (fields: number) => `${fields} ${plural(fields, 'field')}`

function asRow(fields: readonly string[], bad: (problem: string) => UsageError): OffsetRow {
  const [topic = '', partition = '', offset = ''] = fields.slice(-3)
  const [group] = fields.length === 4 ? fields : []
  if (group === '') throw bad('the group is empty')
  if (topic === '') throw bad('the topic is empty')
  if (!/^\d{1,9}$/.test(partition.trim())) throw bad(`'${partition}' is not a partition number`)
  if (!/^-?\d+$/.test(offset.trim()) || !Number.isSafeInteger(Number(offset))) throw bad(`'${offset}' is not an offset`)
  return {group, topic, partition: Number(partition), offset: Number(offset)}
}

interface CsvLine {
  readonly text: string
  /** The number of its first line in the file, from 1 on. */
  readonly number: number
}

/** The lines of a CSV: a line feed between double quotes belongs to the name of a group. */
function csvLines(text: string): CsvLine[] {
  const lines: CsvLine[] = []
  let open: CsvLine | undefined
  for (const [at, line] of text.split('\n').entries()) {
    const whole: CsvLine = open ? {text: `${open.text}\n${line}`, number: open.number} : {text: line, number: at + 1}
    // A doubled quote counts twice, so an odd number of quotes means that one is open.
    const isOpen = (whole.text.match(/"/g)?.length ?? 0) % 2 === 1
    if (isOpen) open = whole
    else {
      lines.push({...whole, text: whole.text.replace(/\r$/, '')})
      open = undefined
    }
  }
  // A quote that is never closed is a mistake in the line where it was opened.
  if (open) lines.push({...open, text: open.text.replace(/\r?\n[^]*$/, '')})
  return lines
}

/** The fields between commas, with or without double quotes; undefined if quotes are not paired. */
function splitFields(line: string): string[] | undefined {
  const fields: string[] = []
  const field = /\s*"((?:[^"]|"")*)"\s*(?:,|$)|([^",]*)(?:,|$)/y
  do {
    const match = field.exec(line)
    if (!match) return undefined
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
  } while (field.lastIndex < line.length)
  if (line.endsWith(',')) fields.push('')
  return fields
}

/** Quotes what Jackson's CSV writer quotes: text longer than 24 characters, or with a character that sorts before '-'. */
function quoted(text: string): string {
  const needsQuotes = text.length > 24 || /[^\u002d-\uffff]/.test(text)
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text
}
