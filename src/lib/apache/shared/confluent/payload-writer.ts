// Makes payloads of lines as Confluent's readers and serializers do: with Java's JsonDecoder, Java's JsonFormat, or
// Jackson.
import {jsonToAvro} from '../../../serdes/avro/encode.ts'
import {latin1Bytes} from '../../../serdes/avro/json-values.ts'
import {parseAvroSchema, type AvroType} from '../../../serdes/avro/schema.ts'
import {jacksonText} from '../../../serdes/json/jackson-text.ts'
import {leavesFirst, type SchemaText} from '../../../serdes/payload.ts'
import {EncodeError, SchemaInvalid} from '../../../serdes/serde-error.ts'
import {parseExactJson} from '../../../text/exact-json.ts'
import {TextBuffer} from '../../../text/text-buffer.ts'
import type {SchemaFormat} from './class-names.ts'

export interface PayloadWriting {
  /** Protobuf: full name of the message; the first one unless given. */
  readonly message: string | undefined
  /** JSON Schema: whether a value that violates its schema is an error. */
  readonly validate: boolean
}

export interface PayloadWriter {
  /** Full name of the record or message that is written, if the schema names it. */
  readonly name: string | undefined
  /** The bytes after the id; null: the record has no value. Throws EncodeError or SyntaxError. */
  payload(text: string): Buffer | null
}

/** Throws SchemaInvalid. */
export async function payloadWriter(
  type: SchemaFormat,
  schema: SchemaText,
  {message, validate}: PayloadWriting,
): Promise<PayloadWriter> {
  if (schema.rules && schema.rules.length > 0)
    throw new SchemaInvalid(`it has rules (${schema.rules.join(', ')}) that change what is in a record`)
  if (type === 'AVRO') return avroWriter(schema)
  return type === 'PROTOBUF' ? protobufWriter(schema, message) : jsonWriter(schema, validate)
}

function avroWriter(schema: SchemaText): PayloadWriter {
  const type = parseAvroSchema(schema.text, [...new Set(leavesFirst(schema.references).map(({text}) => text))])
  const write = jsonToAvro(type, {form: 'standard', everyField: true})
  const to = new TextBuffer(4096)
  return {
    name: type.kind === 'record' ? type.name : undefined,
    payload(text) {
      const value = parseExactJson(text)
      if (value === null && mayBeNull(type)) return null
      // A schema of bytes alone has no length in front.
      if (type.kind === 'bytes' && typeof value === 'string') return latin1Bytes(value)
      to.length = 0
      write(value, to)
      return Buffer.from(to.buffer.subarray(0, to.length))
    },
  }
}

/** As in Confluent's serializer, for which null is never a value of the schema, but a record without a value. */
const mayBeNull = (type: AvroType): boolean =>
  type.kind === 'null' || (type.kind === 'union' && type.branches.some(({kind}) => kind === 'null'))

async function protobufWriter(schema: SchemaText, wanted: string | undefined): Promise<PayloadWriter> {
  const {protobufEncoder} = await import('../../../serdes/protobuf/payload.ts')
  const {message, write} = await protobufEncoder(schema, {message: wanted, framed: true, reads: 'java'})
  const to = new TextBuffer(4096)
  return {
    name: message,
    payload(text) {
      to.length = 0
      write(parseExactJson(text), to)
      return Buffer.from(to.buffer.subarray(0, to.length))
    },
  }
}

async function jsonWriter(schema: SchemaText, validate: boolean): Promise<PayloadWriter> {
  const {jsonValidator} = await import('../../../serdes/json/validate.ts')
  const problemOf = await jsonValidator(schema)
  const {title} = JSON.parse(schema.text) as {readonly title?: unknown}
  return {
    name: typeof title === 'string' ? title : undefined,
    payload(text) {
      const problem = problemOf(JSON.parse(text))
      if (validate && problem !== undefined) throw new EncodeError(problem)
      return Buffer.from(jacksonText(text, 'bytes'))
    },
  }
}
