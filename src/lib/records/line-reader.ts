// Lines to records, without a string per line.
import type {RecordReader} from './outgoing.ts'

export interface LineFormat {
  /** Splits key from value at its first occurrence; null: the line is the value. */
  keySeparator?: string | null
  /** `h1:v1,h2:v2<delimiter>` in front of the key, as kafka-console-producer's parse.headers; null: no headers. */
  headers?: HeaderFormat | null
  /** A key, value or header value that equals this becomes null; a header part that equals it means no headers. */
  nullMarker?: string | null
  /** The line begins with a partition number and this separator (before headers and key). */
  partitionSeparator?: string | null
  /** `any`: \n, \r\n and a lone \r end a line, as Java's readLine; `lf`: \n only, a \r in front of it is data. */
  lineEnd?: 'any' | 'lf'
  /** Missing separators are forgiven as ignore.error=true does: no headers, no key, header value null. */
  lenient?: boolean
  /** Invalid UTF-8 becomes U+FFFD, as Apache's console producer has it; otherwise bytes are kept. */
  replaceInvalidUtf8?: boolean
  /** A longer line is an error instead of a growing buffer; bytes, default 32 MiB. */
  maxLineBytes?: number
}
export interface HeaderFormat {
  /** Ends the headers; default a tab. */
  delimiter?: string
  /** Between headers; default a comma. A RegExp splits as Java's String.split does. */
  separator?: string | RegExp
  /** Between name and value; default a colon. */
  keySeparator?: string
}

export function lineReader(_format: LineFormat = {}): RecordReader {
  throw new Error('being written')
}
