// Reads CSV with a header line: the value is one column, or a JSON object of several columns.
import {isUtf8} from 'node:buffer'
import {UsageError} from '../../cluster/errors.ts'
import {isoTime, wrongUnit} from '../../text/time.ts'
import type {TimeZone} from '../../text/time-zone.ts'
import {CsvRows, noQuote} from './csv-cells.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {Header, OutgoingRecord, RecordReader, Slice} from './record-reader.ts'

export interface CsvFormat {
  /** One ASCII character; default a comma. */
  delimiter?: string | undefined
  /** One ASCII character around cells; default "; null: quotation marks are text. */
  quote?: string | null | undefined
  /** As LineFormat; default `any`. */
  lineEnd?: 'any' | 'lf' | undefined
  /**
   * `json`: unquoted cells that are numbers, true, false or null in JSON become these in the object. Default `text`.
   */
  types?: 'text' | 'json' | undefined
  keyColumn?: string | undefined
  /**
   * With one column, its cells are the values. With several columns or none, the values are JSON objects of these, or
   * of all columns without another use.
   */
  valueColumns?: readonly string[] | undefined
  /** Each of these becomes a header with the column's name. */
  headerColumns?: readonly string[] | undefined
  /** Milliseconds since 1970, or ISO 8601. */
  timestampColumn?: string | undefined
  /** The time zone of times without one; default UTC. */
  timeZone?: TimeZone | undefined
  partitionColumn?: string | undefined
  /** A cell that equals this becomes null. */
  nullMarker?: string | undefined
  /** The longest row, bytes; default 32 MiB. */
  maxRowBytes?: number | undefined
}

/**
 * Throws UsageError for an invalid delimiter and, while reading, for a header line that lacks the columns asked for.
 */
export function csvReader(format: CsvFormat = {}): RecordReader {
  return new CsvReader(format)
}

class CsvReader implements RecordReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  readonly #format: CsvFormat
  readonly #rows: CsvRows
  readonly #nullMarker: Buffer | undefined
  #columns: Columns | undefined

  constructor(format: CsvFormat) {
    const quote = format.quote === null ? noQuote : oneByte('quotation mark', format.quote ?? '"')
    const delimiter = oneByte('delimiter', format.delimiter ?? ',')
    if (delimiter === quote) throw new UsageError('the CSV delimiter must not be the quotation mark')
    this.#format = format
    const maxBytes = format.maxRowBytes ?? 32 * 1024 * 1024
    this.#rows = new CsvRows({delimiter, quote, anyLineEnd: format.lineEnd !== 'lf', maxBytes})
    this.#nullMarker = format.nullMarker === undefined ? undefined : Buffer.from(format.nullMarker)
  }

  get line(): number {
    return this.#rows.line
  }

  get text(): string {
    return this.#rows.text
  }

  get offset(): number {
    return this.#rows.offset
  }

  get consumed(): number {
    return this.#rows.consumed
  }

  push(chunk: Buffer): void {
    this.#rows.push(chunk)
  }

  end(): void {
    this.#rows.finish()
  }

  next(): boolean {
    if (!this.#columns) {
      if (!this.#headerLine()) return false
      this.#checkDelimiter()
      this.#columns = columnsOf(this.#rows.cells, this.#format)
    }
    if (!this.#rows.next()) return false
    const {cells} = this.#rows
    const columns = this.#columns
    if (cells.length !== columns.names.length)
      throw this.#malformed(`${cells.length} cells, but the header line names ${columns.names.length} columns`)
    const {record} = this
    record.key = this.#slice(columns.key)
    record.value = columns.single === undefined ? this.#object(columns.values) : this.#slice(columns.single)
    record.headers = columns.headers.map((at): Header => [columns.bytes[at] as Buffer, this.#cell(at)])
    record.timestamp = columns.timestamp === undefined ? null : this.#timestamp(columns.timestamp)
    record.partition = columns.partition === undefined ? null : this.#partition(columns.partition)
    return true
  }

  /** A mistake in the header line is a UsageError, because unlike a malformed row it cannot be left out. */
  #headerLine(): boolean {
    try {
      return this.#rows.next()
    } catch (error) {
      throw error instanceof MalformedInput ? new UsageError(error.message, {cause: error}) : error
    }
  }

  /** A single column with separators in its name most likely means several columns. */
  #checkDelimiter() {
    const [only, second] = this.#rows.cells
    if (this.#format.delimiter !== undefined || !only || second) return
    const found = otherDelimiters.find(([, character]) => only.includes(character))
    if (!found) return
    const [name, delimiter] = found
    throw new UnlikelyDelimiter(
      `the header line names one column, ${excerpt(only.toString())}: are its cells separated by ${name}?`,
      delimiter,
    )
  }

  /** Null if the cell is the null marker. */
  #cell(at: number): Buffer | null {
    const cell = this.#rows.cells[at] as Buffer
    return this.#nullMarker?.equals(cell) ? null : cell
  }

  #slice(at: number | undefined): Slice | null {
    const bytes = at === undefined ? null : this.#cell(at)
    return bytes && {bytes, start: 0, end: bytes.length}
  }

  #object(columns: readonly number[]): Slice {
    let text = '{'
    for (const at of columns) {
      const cell = this.#cell(at)
      if (cell && !isUtf8(cell)) throw this.#malformed(`column ${this.#name(at)} is not UTF-8, which JSON needs`)
      text += `${text.length > 1 ? ',' : ''}${this.#columns?.keys[at]}:${cell === null ? 'null' : this.#json(cell.toString(), at)}`
    }
    const bytes = Buffer.from(`${text}}`)
    return {bytes, start: 0, end: bytes.length}
  }

  /** Numbers keep all their digits. */
  #json(cell: string, at: number): string {
    const isValue = this.#format.types === 'json' && this.#rows.quoted[at] === false && jsonValue.test(cell)
    return isValue ? cell : JSON.stringify(cell)
  }

  #timestamp(at: number): number | null {
    const text = this.#cell(at)?.toString()
    if (text === undefined || text === '') return null
    const wrong = wrongUnit(text)
    if (wrong !== undefined) throw this.#malformed(`column ${this.#name(at)}: ${excerpt(text)} ${wrong}`)
    const time = /^\d{1,15}$/.test(text) ? Number(text) : isoTime(text, this.#format.timeZone)
    if (time === undefined)
      throw this.#malformed(
        `column ${this.#name(at)}: ${excerpt(text)} is neither milliseconds since 1970 nor ISO 8601`,
      )
    return time
  }

  #partition(at: number): number | null {
    const text = this.#cell(at)?.toString()
    if (text === undefined || text === '') return null
    if (!/^\d{1,9}$/.test(text))
      throw this.#malformed(`column ${this.#name(at)}: ${excerpt(text)} is not a partition number`)
    return Number(text)
  }

  #name(at: number) {
    return excerpt(this.#columns?.names[at] ?? '')
  }

  #malformed(sentence: string) {
    return new MalformedInput(this.line, 'not CSV', this.text, sentence)
  }
}

/** The header line suggests that another character separates the cells. */
export class UnlikelyDelimiter extends UsageError {
  /** The most likely delimiter. */
  readonly delimiter: string

  constructor(sentence: string, delimiter: string) {
    super(sentence)
    this.delimiter = delimiter
  }
}

const otherDelimiters = [
  ['semicolons', ';'],
  ['tabs', '\t'],
  ['vertical bars', '|'],
] as const

/** RFC 8259. */
const jsonValue = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

function oneByte(name: string, character: string): number {
  const [byte = lf, ...more] = Buffer.from(character)
  if (more.length > 0 || byte === lf || byte === cr)
    throw new UsageError(`the CSV ${name} must be one ASCII character, not ${excerpt(character)}`)
  return byte
}
const lf = 10
const cr = 13

interface Columns {
  readonly names: readonly string[]
  readonly bytes: readonly Buffer[]
  /** The names as JSON strings. */
  readonly keys: readonly string[]
  readonly key: number | undefined
  /** The value column, if there is only one. */
  readonly single: number | undefined
  readonly values: readonly number[]
  readonly headers: readonly number[]
  readonly timestamp: number | undefined
  readonly partition: number | undefined
}

function columnsOf(cells: readonly Buffer[], format: CsvFormat): Columns {
  // A byte order mark does not belong to the first name.
  const names = cells.map((cell, at) => cell.toString().replace(at === 0 ? /^\uFEFF/ : /(?!)/, ''))
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UsageError(`the header line names the column ${excerpt(twice)} twice`)
  const find = (name: string | undefined) => {
    if (name === undefined) return undefined
    const at = names.indexOf(name)
    if (at < 0) throw new UsageError(`there is no column ${excerpt(name)}; there are ${names.map(excerpt).join(', ')}`)
    return at
  }
  const findAll = (wanted: readonly string[] = []) => wanted.map((name) => find(name) as number)
  const [key, timestamp, partition] = [format.keyColumn, format.timestampColumn, format.partitionColumn].map(find)
  const headers = findAll(format.headerColumns)
  const values = findAll(format.valueColumns)
  const used = new Set([key, timestamp, partition, ...headers])
  return {
    names,
    bytes: names.map((name) => Buffer.from(name)),
    keys: names.map((name) => JSON.stringify(name)),
    key,
    timestamp,
    partition,
    headers,
    single: values.length === 1 ? values[0] : undefined,
    values: values.length > 0 ? values : names.map((_, at) => at).filter((at) => !used.has(at)),
  }
}
