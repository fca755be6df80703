// Encodes the keys, or the values, of all records: JSON text to bytes, with the frame that names the schema.
import {parseExactJson} from '../text/exact-json.ts'
import {TextBuffer} from '../text/text-buffer.ts'
import type {AvroEncodeOptions, WriteBinary} from './avro/encode.ts'
import type {SchemaText} from './payload.ts'
import type {RegisteredSchema} from './schema-source.ts'
import {EncodeError, SchemaInvalid} from './serde-error.ts'
import type {PrimitiveSerde} from './serde-names.ts'

export interface EncoderSettings extends AvroEncodeOptions {
  readonly schema: SchemaText | RegisteredSchema
  /** The full name of a Protobuf message; default: the first in the schema. */
  readonly message?: string | undefined
  /** False: the schema is named elsewhere (in a header), and the payload has no prefix. */
  readonly framed?: boolean | undefined
}

/** Encodes a value given as JSON text, or as bare text if that is not JSON. Throws `EncodeError`. */
export type FieldEncoder = (text: string) => Buffer

/** Encodes with the registry's id in front, if the schema has one. Throws `SchemaInvalid`. */
export async function fieldEncoder({schema, framed = true, ...how}: EncoderSettings): Promise<FieldEncoder> {
  if (schema.rules && schema.rules.length > 0)
    throw new SchemaInvalid(
      `the schema has rules (${schema.rules.join(', ')}) that change what is in a record: kafkit cannot apply them`,
    )
  const id = framed ? (schema as Partial<RegisteredSchema>).id : undefined
  const write = await writer(schema, {...how, framed: id !== undefined})
  return encoder(write, (to) => {
    if (id === undefined) return
    to.byte(0)
    to.int32(id)
  })
}

/** The encoder of a serde without a schema. */
export async function plainEncoder(serde: PrimitiveSerde | 'msgpack' | 'cbor'): Promise<FieldEncoder> {
  if (serde === 'msgpack' || serde === 'cbor') {
    const {jsonToMsgpack, jsonToCbor} = await import('./self-describing-bytes.ts')
    return encoder(serde === 'cbor' ? jsonToCbor : jsonToMsgpack)
  }
  const {primitiveBytes} = await import('./primitives.ts')
  return (text) => primitiveBytes(serde, valueOf(text))
}

type Write = (value: unknown, to: TextBuffer, text: string) => void

function encoder(write: Write, begin: (to: TextBuffer) => void = () => undefined): FieldEncoder {
  const to = new TextBuffer(4096)
  return (text) => {
    to.length = 0
    begin(to)
    try {
      write(valueOf(text), to, text)
    } catch (error) {
      if (error instanceof RangeError) throw new EncodeError('it is nested too deeply', {cause: error})
      throw error
    }
    return Buffer.from(to.buffer.subarray(0, to.length))
  }
}

async function writer(
  schema: SchemaText,
  {message, framed, ...how}: Omit<EncoderSettings, 'schema' | 'framed'> & {readonly framed: boolean},
): Promise<Write> {
  switch (schema.type) {
    case 'AVRO': {
      const [{jsonToAvro}, {parseAvroSchema}, {leavesFirst}] = await Promise.all([
        import('./avro/encode.ts'),
        import('./avro/schema.ts'),
        import('./payload.ts'),
      ])
      const others = new Set(leavesFirst(schema.references).map(({text}) => text))
      const write: WriteBinary = jsonToAvro(parseAvroSchema(schema.text, [...others]), how)
      return write
    }
    case 'PROTOBUF': {
      const {protobufEncoder} = await import('./protobuf/payload.ts')
      return (await protobufEncoder(schema, {message, framed, reads: 'kafkit'})).write
    }
    case 'JSON': {
      const {jsonValidator} = await import('./json/validate.ts')
      const problemOf = await jsonValidator(schema)
      return (value, to, given) => {
        // Unchanged, with all digits and blanks; bare text becomes a string.
        const text = isJson(given) ? given : JSON.stringify(value)
        const problem = problemOf(JSON.parse(text))
        if (problem !== undefined) throw new EncodeError(problem)
        to.text(text)
      }
    }
    default:
      throw new SchemaInvalid(`a schema of type ${String(schema.type)}: kafkit knows AVRO, PROTOBUF and JSON`)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function valueOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    // Bare text stands for itself, so that keys need no quotation marks; text that begins like JSON must be JSON.
    if (!/^\s*[[{"]/.test(text)) return text
    throw new EncodeError(`it is not JSON: ${(error as Error).message}`, {cause: error})
  }
}
