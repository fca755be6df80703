// A decoder for the payloads of one schema.
import type {TextBuffer} from '../text/text-buffer.ts'
import type {AvroJsonOptions} from './avro/decode.ts'
import type {ByteReader} from './byte-reader.ts'
import type {Frame} from './framing.ts'
import type {ReferencedSchema, SchemaType} from './schema-source.ts'
import {DecodeError} from './serde-error.ts'

export interface PayloadDecoder {
  /**
   * Writes the payload as JSON. All its bytes must be used; otherwise throws `DecodeError`. Returns the full name of
   * the message if the schema has several.
   */
  decode(from: ByteReader, to: TextBuffer, frame: Frame): string | undefined
}

/** How decoded values are written. */
export interface DecodedForm extends AvroJsonOptions {
  /** For Protobuf: write the default values of missing fields. */
  readonly protoDefaults: boolean
  readonly protoNames: 'json' | 'original'
  /** As Java's JsonFormat: 1.0E10, 64-bit integers as strings, and without fields that the schema does not have. */
  readonly protoJava?: boolean | undefined
  /** For JSON Schema: validate the payload. */
  readonly validate: boolean
}

/** A schema from a registry or a file. */
export interface SchemaText {
  readonly type: SchemaType
  readonly text: string
  readonly references: readonly ReferencedSchema[]
  readonly rules?: readonly string[] | undefined
}

/** Everything that a schema refers to, each once and after what it refers to itself. */
export function leavesFirst(references: readonly ReferencedSchema[]): ReferencedSchema[] {
  const found = new Map<string, ReferencedSchema>()
  const add = (each: ReferencedSchema) => {
    const place = `${each.name} ${each.subject} ${each.version}`
    if (found.has(place)) return
    for (const deeper of each.references) add(deeper)
    found.set(place, each)
  }
  for (const each of references) add(each)
  return [...found.values()]
}

/** Bytes after the value mean that it was written with another schema. */
export function usedUp(from: ByteReader): void {
  if (from.left === 0) return
  const windowed = from.left === 8 ? ' (windowed keys of Kafka Streams and ksqlDB end with 8 more)' : ''
  throw new DecodeError(
    `${from.left} ${from.left === 1 ? 'byte is' : 'bytes are'} left after the value: it was written with another schema${windowed}`,
  )
}
