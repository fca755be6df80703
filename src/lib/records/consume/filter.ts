import type {RecordCursor} from '../../wire/records.ts'
import type {Place} from '../formats/format.ts'

/** True: the record is wanted, and counts towards limits. */
export type Filter = (record: RecordCursor, place: Place) => boolean

export interface Patterns {
  /** The key equals these bytes. */
  sameKey?: Buffer | undefined
  key?: RegExp | undefined
  value?: RegExp | undefined
  /** A header of this name has a value that matches. */
  headers?: readonly (readonly [name: string, value: RegExp])[] | undefined
  /** Ignore case in the expressions. */
  ignoreCase?: boolean | undefined
  /** Select the records that do not match all expressions together; `sameKey` is not inverted. */
  invert?: boolean | undefined
}

/**
 * A filter for records that match all patterns. Bytes are read as UTF-8; null never matches. Undefined: there are no
 * patterns.
 */
export function matching(patterns: Patterns): Filter | undefined {
  const {sameKey, key, value, headers = [], ignoreCase = false, invert = false} = patterns
  const wanted = headers.map(([name, pattern]): [string, RegExp] => [name, stateless(pattern, ignoreCase)])
  const keys = key && stateless(key, ignoreCase)
  const values = value && stateless(value, ignoreCase)
  if (!sameKey && !keys && !values && wanted.length === 0) return undefined
  return (record) =>
    (!sameKey || (record.keyLength === sameKey.length && sameKey.equals(record.key ?? nothing))) &&
    ((!keys || matches(keys, record.key)) &&
      (!values || matches(values, record.value)) &&
      (wanted.length === 0 || hasHeaders(record, wanted))) !== invert
}

const nothing = Buffer.alloc(0)
const matches = (pattern: RegExp, bytes: Buffer | null) => bytes !== null && pattern.test(bytes.toString())

function hasHeaders(record: RecordCursor, wanted: readonly [string, RegExp][]): boolean {
  if (record.headerCount === 0) return false
  const headers = record.headers()
  return wanted.every(([name, pattern]) => headers.some(([each, value]) => each === name && matches(pattern, value)))
}

/** Without the flags g and y, which would make an expression continue after its last match, in the next record. */
const stateless = ({source, flags}: RegExp, ignoreCase: boolean) =>
  new RegExp(source, flags.replace(/[gyi]/g, '') + (ignoreCase || flags.includes('i') ? 'i' : ''))
