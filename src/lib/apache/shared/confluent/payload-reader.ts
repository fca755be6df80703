// Prints payloads as Confluent's formatters do: with Java's JsonEncoder, Java's JsonFormat, or Jackson.
import {avroToJson, type AvroJsonOptions, type WriteJson} from '../../../serdes/avro/decode.ts'
import {latin1} from '../../../serdes/avro/json-strings.ts'
import {parseAvroSchema, type AvroType} from '../../../serdes/avro/schema.ts'
import type {ByteReader} from '../../../serdes/byte-reader.ts'
import {jacksonText} from '../../../serdes/json/jackson-text.ts'
import {leavesFirst, usedUp, type DecodedForm, type PayloadDecoder, type SchemaText} from '../../../serdes/payload.ts'
import {payloadDecoder} from '../../../serdes/payload-decoder.ts'
import {DecodeError, SchemaInvalid} from '../../../serdes/serde-error.ts'
import type {TextBuffer} from '../../../text/text-buffer.ts'
import type {SchemaFormat} from './class-names.ts'

export interface PayloadReading {
  /** Protobuf: whether fields have their names from the .proto file. */
  readonly preserveNames: boolean
  /** Avro: whether bytes after the value are an error. */
  readonly refuseTrailing: boolean
  /** JSON Schema: whether a value that violates its schema is an error. */
  readonly validate: boolean
}

const standard: AvroJsonOptions = {form: 'standard', logical: false, longs: 'number'}

/** Throws SchemaInvalid. */
export async function payloadReader(
  type: SchemaFormat,
  schema: SchemaText,
  {preserveNames, refuseTrailing, validate}: PayloadReading,
): Promise<PayloadDecoder> {
  const form: DecodedForm = {
    ...standard,
    longs: 'string',
    protoDefaults: true,
    protoNames: preserveNames ? 'original' : 'json',
    protoJava: true,
    validate,
  }
  if (type === 'AVRO') return avroReader(schema, refuseTrailing)
  const decoder = await payloadDecoder(schema, form)
  return type === 'PROTOBUF' ? decoder : jsonReader(decoder)
}

function avroReader(schema: SchemaText, refuseTrailing: boolean): PayloadDecoder {
  // This tool cannot reverse what the rules of a schema did to a record.
  if (schema.rules && schema.rules.length > 0)
    throw new SchemaInvalid(`it has rules (${schema.rules.join(', ')}) that change what is in a record`)
  const others = [...new Set(leavesFirst(schema.references).map(({text}) => text))]
  const write = topLevel(parseAvroSchema(schema.text, others))
  return {
    decode(from, to) {
      write(from, to)
      if (refuseTrailing) usedUp(from)
      return undefined
    },
  }
}

/**
 * Confluent writes a value by its own schema: the branch instead of the union. A schema of bytes alone has no length
 * in front.
 */
function topLevel(type: AvroType): WriteJson {
  switch (type.kind) {
    case 'bytes':
      return (from, to) => latin1(from.bytes, from.skip(from.left), from.end, to)
    case 'union': {
      const writers = type.branches.map((each) => avroToJson(each, standard))
      return (from: ByteReader, to: TextBuffer) => {
        const index = from.zigzag()
        const write = writers[Number(index)]
        if (!write) throw new DecodeError(`branch ${index} of a union of ${writers.length}`)
        write(from, to)
      }
    }
    default:
      return avroToJson(type, standard)
  }
}

function jsonReader(decoder: PayloadDecoder): PayloadDecoder {
  return {
    decode(from, to, frame) {
      const before = to.length
      decoder.decode(from, to, frame)
      const text = jacksonText(to.buffer.toString('utf8', before, to.length))
      to.length = before
      to.text(text)
      return undefined
    },
  }
}
