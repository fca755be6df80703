// Reads the header part of a line: `h1:v1,h2:v2`.
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {Header} from './record-reader.ts'

export interface HeaderFormat {
  /** The text that ends the headers; default a tab. */
  delimiter?: string
  /** The text between headers; default a comma. A RegExp splits as Java's String.split does. */
  separator?: string | RegExp
  /** The text between name and value; default a colon. */
  keySeparator?: string
}

type Reader = (bytes: Buffer, start: number, end: number, line: number) => Header[]

/**
 * Splits as Apache's LineMessageReader: empty pieces at the end are dropped, elsewhere they count as lacking their key
 * separator. `lenient`: a missing key separator means a null value; otherwise it throws MalformedInput.
 */
export function headerReader(format: HeaderFormat, nullMarker: Buffer | null, lenient: boolean): Reader {
  const {separator = ',', keySeparator = ':'} = format
  const between = Buffer.from(keySeparator)
  const isNull = (bytes: Buffer) => nullMarker?.equals(bytes) ?? false
  return (bytes, start, end, line) =>
    pieces(bytes.subarray(start, end), separator).map((pair): Header => {
      const at = pair.indexOf(between)
      if (at < 0) {
        if (lenient) return [pair, null]
        const text = pair.toString()
        const sentence = `no header key separator ${JSON.stringify(keySeparator)} in the header ${excerpt(text)}: write name${keySeparator}value`
        throw new MalformedInput(line, 'no header key', text, sentence)
      }
      const name = pair.subarray(0, at)
      const value = pair.subarray(at + between.length)
      if (isNull(name)) {
        const marker = excerpt(name.toString())
        throw new MalformedInput(line, 'null header key', name.toString(), `a header's name cannot be null (${marker})`)
      }
      return [name, isNull(value) ? null : value]
    })
}

function pieces(bytes: Buffer, separator: string | RegExp): Buffer[] {
  const found = typeof separator === 'string' ? cut(bytes, Buffer.from(separator)) : cutByPattern(bytes, separator)
  let length = found.length
  while (length > 1 && found[length - 1]?.length === 0) length--
  return found.slice(0, length)
}

function cut(bytes: Buffer, separator: Buffer): Buffer[] {
  if (separator.length === 0) return [bytes]
  const found: Buffer[] = []
  let start = 0
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, start)) {
    found.push(bytes.subarray(start, at))
    start = at + separator.length
  }
  found.push(bytes.subarray(start))
  return found
}

const cutByPattern = (bytes: Buffer, pattern: RegExp) =>
  bytes
    .toString()
    .split(pattern)
    .map((piece) => Buffer.from(piece ?? ''))
