// Reads JSON lines as `consume --output json` writes them.
import {LineBasedReader} from './line-based-reader.ts'
import {LineSplitter} from './line-splitter.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {Header, OutgoingRecord, RecordReader, Slice, SourcePlace} from './record-reader.ts'

export interface JsonReaderSettings {
  /** Keep the timestamp of each line; default true. */
  timestamps?: boolean
  /** Keep the partition of each line; default false. */
  partitions?: boolean
  /** Demand `topic`, `partition` and `offset` of the record that each line was made of; default false. */
  sources?: boolean
  /** Longest line; default 32 MiB. */
  maxLineBytes?: number
}

/**
 * Reads `key`, `value` (a string, or null), `keyEncoding`, `valueEncoding` (`base64`), `headers`, `timestamp` and
 * `partition`, and ignores other members. Skips empty lines and transaction markers (`control`): brokers write their own.
 */
export function jsonReader(settings: JsonReaderSettings = {}): RecordReader {
  return new JsonReader(settings)
}

class JsonReader extends LineBasedReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  readonly #timestamps: boolean
  readonly #partitions: boolean
  readonly #sources: boolean
  source: SourcePlace | undefined

  constructor({timestamps = true, partitions = false, sources = false, maxLineBytes}: JsonReaderSettings) {
    super(new LineSplitter('lf', maxLineBytes))
    this.#timestamps = timestamps
    this.#partitions = partitions
    this.#sources = sources
  }

  next(): boolean {
    const lines = this.lines
    let text = ''
    let object: Record<string, unknown> | undefined
    do {
      if (!lines.next()) return false
      text = lines.bytes.toString('utf8', lines.start, lines.end)
      object = text.trim() === '' ? undefined : this.#parsed(text)
    } while (object === undefined || 'control' in object)

    const {record} = this
    if (!('value' in object)) throw this.#wrong('it has no "value"; a tombstone is written "value": null', text)
    record.key = slice(this.#bytes(object, 'key', text))
    record.value = slice(this.#bytes(object, 'value', text))
    record.headers = this.#headers(object, text)
    record.timestamp = this.#timestamps ? this.#integer(object, 'timestamp', -1, text) : null
    record.partition = this.#partitions ? this.#integer(object, 'partition', 0, text) : null
    if (this.#sources) this.source = this.#source(object, text)
    return true
  }

  #parsed(text: string): Record<string, unknown> {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      const sentence = `it is not JSON (${(error as Error).message}): write one object per line`
      throw new MalformedInput(this.line, 'not JSON', text, `${sentence} (${excerpt(text)})`)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.#wrong('it is not a JSON object such as {"key":"k","value":"v"}', text)
    return value as Record<string, unknown>
  }

  #bytes(object: Record<string, unknown>, name: string, line: string): Buffer | null {
    const value = object[name] ?? null
    const encoding = object[`${name}Encoding`] ?? 'utf8'
    if (value === null) return null
    if (typeof value !== 'string') throw this.#wrong(`"${name}" is neither a string nor null`, line)
    if (encoding === 'utf8') {
      if (!value.isWellFormed())
        throw this.#wrong(`"${name}" contains half of a surrogate pair, which UTF-8 cannot encode`, line)
      return Buffer.from(value)
    }
    if (encoding !== 'base64') throw this.#wrong(`"${name}Encoding" is neither "base64" nor "utf8"`, line)
    if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
      throw this.#wrong(`"${name}" is not base64, as "${name}Encoding" says`, line)
    return Buffer.from(value, 'base64')
  }

  #headers(object: Record<string, unknown>, line: string): Header[] {
    const headers = object.headers ?? []
    if (!Array.isArray(headers)) throw this.#wrong('"headers" is not an array such as [{"key":"h","value":"v"}]', line)
    return headers.map((header: unknown): Header => {
      if (typeof header !== 'object' || header === null)
        throw this.#wrong('a header is not an object such as {"key":"h","value":"v"}', line)
      const pair = header as Record<string, unknown>
      const name = this.#bytes(pair, 'key', line)
      if (name === null) throw this.#wrong('a header has no "key"', line)
      return [name, this.#bytes(pair, 'value', line)]
    })
  }

  #source(object: Record<string, unknown>, line: string): SourcePlace {
    const {topic} = object
    const partition = this.#integer(object, 'partition', 0, line)
    const offset = this.#integer(object, 'offset', 0, line)
    if (typeof topic !== 'string' || partition === null || offset === null)
      throw this.#wrong(
        'it lacks the "topic", "partition" and "offset" that it is made of, as consume prints them',
        line,
      )
    return {topic, partition, offset}
  }

  #integer(object: Record<string, unknown>, name: string, least: number, line: string): number | null {
    const value = object[name] ?? null
    if (value === null) return null
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
      throw this.#wrong(`"${name}" is not a whole number from ${least} on`, line)
    return value
  }

  #wrong(sentence: string, text: string) {
    return new MalformedInput(this.line, 'not a record', text, `${sentence} (${excerpt(text)})`)
  }
}

const slice = (bytes: Buffer | null): Slice | null => bytes && {bytes, start: 0, end: bytes.length}
