// Decodes a copied record by its schemas, for commands that show a few records rather than streams.
import type {KeptRecord} from './records-around.ts'
import type {FieldDecoder} from '../../serdes/field-decoder.ts'
import type {RecordHeaders} from '../../serdes/framing.ts'
import {DecodeError} from '../../serdes/serde-error.ts'
import {TextBuffer} from '../../text/text-buffer.ts'

export interface FieldDecoders {
  /** Undefined: the field stays as it is. */
  readonly key?: FieldDecoder | undefined
  readonly value?: FieldDecoder | undefined
}

/**
 * `json`: the decoded field; `schema`: what it was decoded with, as JSON. Neither is set if the field has no schema
 * framing or is null.
 */
export type KeptField =
  | {readonly json: string; readonly schema: string; readonly error?: undefined}
  | {readonly error: string; readonly json?: undefined}
  | {readonly json?: undefined; readonly error?: undefined}

/** Throws errors that concern all records (no registry reachable); errors of this record are in its `error`. */
export async function decodeKept(
  {key, value, headers}: KeptRecord,
  decoders: FieldDecoders,
): Promise<{readonly key: KeptField; readonly value: KeptField}> {
  const named: RecordHeaders = {
    headerCount: headers.length,
    header: (name) => headers.findLast(([each]) => each === name)?.[1] ?? undefined,
  }
  return {key: await decoded(key, decoders.key, named), value: await decoded(value, decoders.value, named)}
}

async function decoded(
  bytes: Buffer | null,
  decoder: FieldDecoder | undefined,
  headers: RecordHeaders,
): Promise<KeptField> {
  if (bytes === null || decoder === undefined) return {}
  const to = new TextBuffer(1024)
  for (;;)
    try {
      to.length = 0
      const outcome = decoder.decode(bytes, 0, bytes.length, headers, to)
      if (outcome === 'as-is') return {}
      if (outcome === 'json') return {json: to.take().toString(), schema: decoder.schemaJson.toString()}
      await decoder.pending
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return {error: error.message}
    }
}
