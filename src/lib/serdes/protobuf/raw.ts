// Protobuf without a schema: fields by number, shown as what their bytes look like.
import {isUtf8} from 'node:buffer'
import {doubleText, floatText} from '../../text/number-text.ts'
import {ByteReader, deepest} from '../byte-reader.ts'
import type {PrimitiveDecoder} from '../primitives.ts'
import {DecodeError} from '../serde-error.ts'
import {wireFields, type WireField} from './wire.ts'

/**
 * `{"1":42,"2":"text","3":{"1":7}}`. The wire does not tell a field's type: a varint is shown unsigned; 4 and 8 bytes
 * as an integer and as a float; bytes as text if they are text, as a message if they can be one, otherwise in base64. A
 * repeated field is an array.
 */
export const rawProtobufToJson: PrimitiveDecoder = (bytes, start, length, to) =>
  to.text(rawMessage(bytes, start, start + length, 0))

function rawMessage(bytes: Buffer, start: number, end: number, depth: number): string {
  const byNumber = new Map<number, string[]>()
  for (const field of wireFields(bytes, start, end)) {
    const texts = byNumber.get(field.number) ?? []
    byNumber.set(field.number, texts)
    texts.push(rawField(bytes, field, depth))
  }
  return `{${[...byNumber].map(([number, texts]) => `"${number}":${listed(texts)}`).join(',')}}`
}

const listed = (texts: readonly string[]) => (texts.length === 1 ? (texts[0] as string) : `[${texts.join(',')}]`)

/** JSON of one field whose type is not known. */
export function rawField(bytes: Buffer, {type, start, end}: WireField, depth = 0): string {
  if (depth > deepest) throw new DecodeError(`messages more than ${deepest} deep inside of each other`)
  switch (type) {
    case 0:
      return String(new ByteReader().open(bytes, start, end).varint())
    case 1:
      return `{"fixed64":${bytes.readBigUInt64LE(start)},"double":${doubleText(bytes.readDoubleLE(start))}}`
    case 5:
      return `{"fixed32":${bytes.readUInt32LE(start)},"float":${floatText(bytes.readFloatLE(start))}}`
    case 3:
      return rawMessage(bytes, start, end, depth + 1)
    case 2:
      return rawBytes(bytes, start, end, depth)
  }
}

function rawBytes(bytes: Buffer, start: number, end: number, depth: number): string {
  const part = bytes.subarray(start, end)
  const text = isUtf8(part) ? part.toString() : undefined
  // Control characters are rare in text, but common in messages.
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (text !== undefined && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) return JSON.stringify(text)
  try {
    return rawMessage(bytes, start, end, depth + 1)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return text === undefined ? `"${part.toString('base64')}"` : JSON.stringify(text)
  }
}
