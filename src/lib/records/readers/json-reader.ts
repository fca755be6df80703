// Reads JSON lines in the formats of `consume --output json`, `kcat -J` and `kaf consume --output json`.
import {isUtf8} from 'node:buffer'
import {sliceAt} from '../../text/json-slice.ts'
import {isoTime, wrongUnit} from '../../text/time.ts'
import {LineBasedReader} from './line-based-reader.ts'
import {LineSplitter} from './line-splitter.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {DecodedWith, Header, OutgoingRecord, RecordReader, Slice, SourcePlace} from './record-reader.ts'
import {usedSchema} from './used-schema.ts'

export interface JsonReaderSettings {
  /** Keep the timestamp of each line; default true. */
  timestamps?: boolean
  /** Keep the partition of each line; default false. */
  partitions?: boolean
  /** Require `topic`, `partition` and `offset` of the record that each line was made from; default false. */
  sources?: boolean
  /** Use `keySchema` and `valueSchema`, with the field as JSON; default false: they are ignored. */
  decoded?: {readonly key: boolean; readonly value: boolean}
  /** The longest line, bytes; default 32 MiB. */
  maxLineBytes?: number
}

/**
 * Reads `key`, `value`, `keyEncoding`, `valueEncoding` (`base64`), `headers`, `timestamp` and `partition`, and ignores
 * other members. A key or value that is a string is text, and null is none; an object, array, number, true or false is
 * sent as its JSON, exactly as it is written in the line. It also reads kcat's `payload`, `ts` and headers in pairs
 * (`["name","value"]`), and kaf's `payload`, times in RFC 3339 and headers `{"Key":…,"Value":…}` in base64. Skips empty
 * lines and transaction markers (`control`), because brokers write their own.
 */
export function jsonReader(settings: JsonReaderSettings = {}): RecordReader {
  return new JsonReader(settings)
}

class JsonReader extends LineBasedReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  readonly #timestamps: boolean
  readonly #partitions: boolean
  readonly #sources: boolean
  readonly #decoded: {readonly key: boolean; readonly value: boolean}
  source: SourcePlace | undefined
  decodedWith: DecodedWith | undefined

  constructor(settings: JsonReaderSettings) {
    const {timestamps = true, partitions = false, sources = false, decoded, maxLineBytes} = settings
    super(new LineSplitter('lf', maxLineBytes))
    this.#decoded = decoded ?? {key: false, value: false}
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
      text = this.#line()
      object = text.trim() === '' ? undefined : this.#parsed(text)
    } while (object === undefined || 'control' in object)

    const {record} = this
    const valueName = 'value' in object ? 'value' : 'payload'
    if (!(valueName in object))
      throw this.#wrong(
        'it has no "value" (kcat and kaf: "payload"); for a tombstone, write "value": null; to send lines unchanged, read them as text',
        text,
      )
    const used = {
      key: this.#decoded.key ? usedSchema(object['keySchema']) : undefined,
      value: this.#decoded.value && valueName === 'value' ? usedSchema(object['valueSchema']) : undefined,
    }
    this.decodedWith = used.key || used.value ? used : undefined
    record.key = slice(used.key ? jsonOf(text, 'key') : this.#bytes(object, 'key', text, true))
    record.value = slice(used.value ? jsonOf(text, 'value') : this.#bytes(object, valueName, text, true))
    record.headers = this.#headers(object, text)
    record.timestamp = this.#timestamps ? this.#timestamp(object, text) : null
    record.partition = this.#partitions ? this.#integer(object, 'partition', 0, text) : null
    if (this.#sources) this.source = this.#source(object, text)
    return true
  }

  #line(): string {
    const {bytes, start, end} = this.lines
    const text = bytes.toString('utf8', start, end)
    if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
      throw new MalformedInput(
        this.line,
        'not JSON',
        text,
        `it is not UTF-8, which JSON must be: some of its bytes would be lost (${excerpt(text)})`,
      )
    return text.startsWith('\ufeff') ? text.slice(1) : text
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

  /** `asJson`: anything other than a string or null stands for its JSON, as it is written in the line. */
  #bytes(object: Record<string, unknown>, name: string, line: string, asJson = false): Buffer | null {
    const value = object[name] ?? null
    const encoding = object[`${name}Encoding`] ?? 'utf8'
    if (value === null) return null
    if (typeof value !== 'string') {
      if (!asJson) throw this.#wrong(`"${name}" is neither a string nor null`, line)
      if (encoding !== 'utf8') throw this.#wrong(`"${name}" is not a string, as "${name}Encoding" says`, line)
      return Buffer.from(sliceAt(line, [name]) ?? '')
    }
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
    const headers = object['headers'] ?? []
    if (!Array.isArray(headers)) throw this.#wrong('"headers" is not an array such as [{"key":"h","value":"v"}]', line)
    if (typeof headers[0] === 'string') return this.#headersInPairs(headers, line)
    return headers.map((header: unknown): Header => {
      if (typeof header !== 'object' || header === null)
        throw this.#wrong('a header is not an object such as {"key":"h","value":"v"}', line)
      const pair = 'Key' in header ? ofKaf(header) : (header as Record<string, unknown>)
      const name = this.#bytes(pair, 'key', line)
      if (name === null) throw this.#wrong('a header has no "key"', line)
      return [name, this.#bytes(pair, 'value', line)]
    })
  }

  /** Headers as kcat writes them: `["name","value","name",null]`. */
  #headersInPairs(parts: readonly unknown[], line: string): Header[] {
    if (parts.length % 2 !== 0) throw this.#wrong('"headers" has a name without a value at its end', line)
    return Array.from({length: parts.length / 2}, (_, at): Header => {
      const pair = {key: parts[2 * at], value: parts[2 * at + 1]}
      const name = this.#bytes(pair, 'key', line)
      if (name === null) throw this.#wrong('a header has null for its name', line)
      return [name, this.#bytes(pair, 'value', line)]
    })
  }

  /** A number that looks like another unit is an error, unless the line says that it is the timestamp of a record. */
  #timestamp(object: Record<string, unknown>, line: string): number | null {
    const name = 'timestamp' in object || !('ts' in object) ? 'timestamp' : 'ts'
    const value = object[name]
    if (typeof value === 'string') {
      const time = isoTime(value)
      if (value === noTimeInGo) return null
      if (time === undefined || time < 0)
        throw this.#wrong(`"${name}" is neither a number nor a time in ISO 8601`, line)
      return time
    }
    const ofRecord = 'timestampType' in object || 'tstype' in object
    const wrong = ofRecord || typeof value !== 'number' ? undefined : wrongUnit(sliceAt(line, [name]) ?? '')
    if (wrong !== undefined) throw this.#wrong(`"${name}" ${wrong}`, line)
    return this.#integer(object, name, -1, line)
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

/** The JSON as it is written in the line; null if the schema's value is null. */
const jsonOf = (line: string, name: string): Buffer | null => Buffer.from(sliceAt(line, [name]) ?? 'null')

/** A header as kaf writes it: Go's byte slices in base64. */
const ofKaf = ({Key: key, Value: value}: Record<string, unknown>): Record<string, unknown> => ({
  key,
  keyEncoding: 'base64',
  value,
  valueEncoding: 'base64',
})

/** The zero value of Go's time. */
const noTimeInGo = '0001-01-01T00:00:00Z'

const slice = (bytes: Buffer | null): Slice | null => bytes && {bytes, start: 0, end: bytes.length}
