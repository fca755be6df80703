import type {RecordCursor} from '../../wire/records.ts'
import type {Place} from '../formats/format.ts'

/** True: the record is wanted, and counts towards a limit on records. */
export type Filter = (record: RecordCursor, place: Place) => boolean

export interface Patterns {
  /** The key equals these bytes. */
  sameKey?: Buffer | undefined
  key?: RegExp | undefined
  value?: RegExp | undefined
  /** A header of this name has a value that matches. */
  headers?: readonly (readonly [name: string, value: RegExp])[] | undefined
}

/** A filter for records that match all patterns. Bytes are read as UTF-8; null never matches. Undefined: no pattern was given. */
export function matching({sameKey, key, value, headers = []}: Patterns): Filter | undefined {
  const wanted = headers.map(([name, pattern]): [string, RegExp] => [name, stateless(pattern)])
  const keys = key && stateless(key)
  const values = value && stateless(value)
  if (!sameKey && !keys && !values && wanted.length === 0) return undefined
  return (record) =>
    (!sameKey || (record.keyLength === sameKey.length && sameKey.equals(record.key ?? nothing))) &&
    (!keys || matches(keys, record.key)) &&
    (!values || matches(values, record.value)) &&
    (wanted.length === 0 || hasHeaders(record, wanted))
}

const nothing = Buffer.alloc(0)
const matches = (pattern: RegExp, bytes: Buffer | null) => bytes !== null && pattern.test(bytes.toString())

function hasHeaders(record: RecordCursor, wanted: readonly [string, RegExp][]): boolean {
  if (record.headerCount === 0) return false
  const headers = record.headers()
  return wanted.every(([name, pattern]) => headers.some(([each, value]) => each === name && matches(pattern, value)))
}

/** Without the flags g and y, with which an expression continues behind its last match, in the next record. */
const stateless = (pattern: RegExp) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
