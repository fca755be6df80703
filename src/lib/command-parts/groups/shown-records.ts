// Records as `groups peek` shows them: as text, in base64, or decoded by their schemas.
import {isUtf8} from 'node:buffer'
import {decodeKept, type FieldDecoders, type KeptField} from '../../records/consume/decode-kept.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import type {UsedSchema} from '../../records/formats/json-format.ts'
import type {KeptRecord} from '../../records/consume/records-around.ts'

/** JSON if the bytes were decoded, text if they are valid UTF-8, otherwise base64. */
export interface ShownBytes {
  readonly text: string | null
  readonly encoding: 'utf8' | 'base64' | 'json' | null
  /** With --decode: the schema that it was decoded with. */
  readonly schema?: UsedSchema
  /** With --decode: why it could not be decoded. */
  readonly decodeError?: string
}

export interface ShownRecord {
  readonly offset: number
  /** Ms since the epoch; null if the record has none. */
  readonly timestamp: number | null
  readonly key: ShownBytes
  readonly value: ShownBytes
  readonly headers: readonly {readonly key: string; readonly value: ShownBytes}[]
}

/** A key or value that does not match its schema. */
export class NotDecoded extends ExpectedError {
  override readonly name = 'NotDecoded'
}

/** Throws errors that concern all records. */
export async function shownRecord(record: KeptRecord, decoders: FieldDecoders | undefined): Promise<ShownRecord> {
  const {offset, timestamp, key, value, headers} = record
  const decoded = decoders && (await decodeKept(record, decoders))
  return {
    offset,
    timestamp: timestamp < 0 ? null : timestamp,
    key: shownBytes(key, decoded?.key),
    value: shownBytes(value, decoded?.value),
    headers: headers.map(([name, bytes]) => ({key: name, value: shownBytes(bytes)})),
  }
}

function shownBytes(bytes: Buffer | null, decoded: KeptField = {}): ShownBytes {
  if (bytes === null) return {text: null, encoding: null}
  if (decoded.json !== undefined)
    return {text: decoded.json, encoding: 'json', schema: JSON.parse(decoded.schema) as UsedSchema}
  const decodeError = decoded.error === undefined ? {} : {decodeError: decoded.error}
  return isUtf8(bytes)
    ? {text: bytes.toString(), encoding: 'utf8', ...decodeError}
    : {text: bytes.toString('base64'), encoding: 'base64', ...decodeError}
}
