// Reads lines without creating a string per line: `[partition][headers][key]value`, of which only the value is always
// present.
import {isAscii, isUtf8} from 'node:buffer'
import {UsageError} from '../../cluster/errors.ts'
import {headerReader, type HeaderFormat} from './header-reader.ts'
import {javaText} from '../formats/java-text.ts'
import {LineBasedReader} from './line-based-reader.ts'
import {LineSplitter} from './line-splitter.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {PlainLines} from '../../wire/line-kernel.ts'
import type {Header, OutgoingRecord, RecordReader, Slice} from './record-reader.ts'

export interface LineFormat {
  /** Separates key and value at its first occurrence; null: the whole line is the value. */
  keySeparator?: string | null
  /** `h1:v1,h2:v2<delimiter>` before the key, as kafka-console-producer's parse.headers; null: no headers. */
  headers?: HeaderFormat | null
  /** A key, value or header value that equals this becomes null; a header part that equals it means no headers. */
  nullMarker?: string | null
  /** The line begins with a partition number and this separator, before headers and key; null: it does not. */
  partitionSeparator?: string | null
  /** `any` (default): \n, \r\n and a lone \r end a line, as Java's readLine; `lf`: only \n, and a \r before it is data. */
  lineEnd?: 'any' | 'lf'
  /** A missing separator is not an error, as with ignore.error=true: it means no headers, no key or a null header value. */
  lenient?: boolean
  /** Invalid UTF-8 becomes U+FFFD, as in Apache's console producer. Otherwise bytes are kept. */
  replaceInvalidUtf8?: boolean
  /** An empty separator matches at once, as in Apache's reader. Otherwise it is a UsageError. */
  emptySeparators?: boolean
  /** The longest line, bytes; default 32 MiB. */
  maxLineBytes?: number
}

const noHeaders: readonly Header[] = []

/** Throws UsageError for an empty separator. */
export function lineReader(format: LineFormat = {}): RecordReader {
  return new LineReader(format)
}

class LineReader extends LineBasedReader {
  readonly record: OutgoingRecord
  readonly plain: PlainLines | undefined
  readonly #key: Slice = {bytes: Buffer.alloc(0), start: 0, end: 0}
  readonly #value: Slice = {bytes: Buffer.alloc(0), start: 0, end: 0}
  readonly #keySeparator: Buffer | null
  readonly #partitionSeparator: Buffer | null
  readonly #delimiter: Buffer | null
  readonly #nullMarker: Buffer | null
  readonly #headers: (bytes: Buffer, start: number, end: number, line: number) => readonly Header[]
  readonly #lenient: boolean
  readonly #replaceInvalidUtf8: boolean

  constructor(format: LineFormat) {
    const {headers = null, lineEnd = 'any', maxLineBytes, lenient = false, replaceInvalidUtf8 = false} = format
    super(new LineSplitter(lineEnd, maxLineBytes))
    const separator = format.emptySeparators ? bytesOf : nonEmpty
    this.#keySeparator = separator('key separator', format.keySeparator)
    this.#partitionSeparator = separator('partition separator', format.partitionSeparator)
    this.#delimiter = headers ? separator('headers delimiter', headers.delimiter ?? '\t') : null
    this.#nullMarker = typeof format.nullMarker === 'string' ? Buffer.from(format.nullMarker) : null
    this.#headers = headerReader(headers ?? {}, this.#nullMarker, lenient)
    this.#lenient = lenient
    this.#replaceInvalidUtf8 = replaceInvalidUtf8
    if (!headers && this.#partitionSeparator === null)
      this.plain = {
        anyLineEnd: lineEnd === 'any',
        utf8: replaceInvalidUtf8,
        maxLineBytes: this.lines.maxBytes,
        keySeparator: this.#keySeparator,
        nullMarker: this.#nullMarker,
      }
    this.record = {key: null, value: this.#value, headers: noHeaders, timestamp: null, partition: null}
  }

  next(): boolean {
    const lines = this.lines
    if (!lines.next()) return false
    let {bytes, start, end} = lines
    if (this.#replaceInvalidUtf8) {
      const whole = bytes.subarray(start, end)
      if (!isAscii(whole) && !isUtf8(whole)) {
        bytes = Buffer.from(javaText(whole))
        start = 0
        end = bytes.length
      }
    }
    if (this.#partitionSeparator) start = this.#partition(bytes, start, end, this.#partitionSeparator)
    const headersStart = start
    const {length = 0} = this.#delimiter ?? {}
    if (this.#delimiter) start = this.#afterHeaders(bytes, start, end, this.#delimiter)
    const headersEnd = start - length
    if (this.#keySeparator) start = this.#keyIn(bytes, start, end, this.#keySeparator)
    // Headers come last, as in Apache's reader: if key and headers are both wrong, the error is about the key.
    if (this.#delimiter) this.record.headers = this.#headersIn(bytes, headersStart, headersEnd)
    this.record.value = this.#slice(this.#value, bytes, start, end)
    return true
  }

  // Each of these reads its part of the line and returns where the rest begins.

  #partition(bytes: Buffer, start: number, end: number, separator: Buffer): number {
    const at = find(bytes, separator, start, end)
    const text = bytes.toString('latin1', start, at)
    if (at < 0 || !/^\d{1,9}$/.test(text))
      throw this.#malformed('no partition', `it must begin with a partition number and ${shown(separator)}`, bytes, end)
    this.record.partition = Number(text)
    return at + separator.length
  }

  #afterHeaders(bytes: Buffer, start: number, end: number, delimiter: Buffer): number {
    const at = find(bytes, delimiter, start, end)
    if (at < 0) {
      if (this.#lenient) return start
      const advice = `no headers delimiter ${shown(delimiter)} in it: write headers, ${shown(delimiter)} and the rest`
      throw this.#malformed('no headers', advice, bytes, end)
    }
    return at + delimiter.length
  }

  /** `end` is before `start` if the delimiter is missing, which `lenient` allows. */
  #headersIn(bytes: Buffer, start: number, end: number): readonly Header[] {
    if (end < start || this.#isNull(bytes, start, end)) return noHeaders
    return this.#headers(bytes, start, end, this.line)
  }

  #keyIn(bytes: Buffer, start: number, end: number, separator: Buffer): number {
    const at = find(bytes, separator, start, end)
    if (at < 0) {
      this.record.key = null
      if (this.#lenient) return start
      const advice = `no key separator ${shown(separator)} in it: write key, ${shown(separator)} and value, or choose another separator`
      throw this.#malformed('no key', advice, bytes, end)
    }
    this.record.key = this.#slice(this.#key, bytes, start, at)
    return at + separator.length
  }

  #slice(slice: Slice, bytes: Buffer, start: number, end: number): Slice | null {
    if (this.#nullMarker !== null && this.#isNull(bytes, start, end)) return null
    slice.bytes = bytes
    slice.start = start
    slice.end = end
    return slice
  }

  #isNull(bytes: Buffer, start: number, end: number): boolean {
    const marker = this.#nullMarker
    return marker !== null && end - start === marker.length && marker.compare(bytes, start, end) === 0
  }

  #malformed(problem: MalformedInput['problem'], advice: string, bytes: Buffer, end: number) {
    const {start} = this.lines
    const text = bytes === this.lines.bytes ? bytes.toString('utf8', start, end) : bytes.toString()
    return new MalformedInput(this.line, problem, text, `${advice} (${excerpt(text)})`)
  }
}

const bytesOf = (_: string, text: string | null | undefined) => (typeof text === 'string' ? Buffer.from(text) : null)

function nonEmpty(name: string, text: string | null | undefined): Buffer | null {
  if (text === '') throw new UsageError(`the ${name} must not be empty`)
  return bytesOf(name, text)
}

const shown = (separator: Buffer) => JSON.stringify(separator.toString())

/** Like Buffer.indexOf, but only up to `end`: indexOf would search the rest of the chunk for every line. */
export function find(bytes: Buffer, wanted: Buffer, start: number, end: number): number {
  const first = wanted[0]
  const {length} = wanted
  if (length === 0) return start
  const last = end - length
  for (let at = start; at <= last; at++) {
    if (bytes[at] !== first) continue
    let same = 1
    while (same < length && bytes[at + same] === wanted[same]) same++
    if (same === length) return at
  }
  return -1
}
