// Payloads that are already JSON.
import {isUtf8} from 'node:buffer'
import type {TextBuffer} from '../../text/text-buffer.ts'
import type {ByteReader} from '../byte-reader.ts'
import {DecodeError} from '../serde-error.ts'

/** Reads to the end. Line ends between tokens are dropped, because a record is one line. */
export function copyJson(from: ByteReader, to: TextBuffer): void {
  const problem = jsonProblem(from)
  if (problem !== undefined) throw new DecodeError(problem)
  const {bytes, end} = from
  let {at} = from
  for (let next = at; next <= end; next++)
    if (next === end || bytes[next] === 10 || bytes[next] === 13) {
      to.bytes(bytes, at, next)
      at = next + 1
    }
  from.at = end
}

export const isJsonText = (from: ByteReader): boolean => jsonProblem(from) === undefined

function jsonProblem({bytes, at, end}: ByteReader): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at)
  try {
    JSON.parse(text.toString())
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`
  }
  return isUtf8(text) ? undefined : 'it is not UTF-8'
}
