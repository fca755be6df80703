// Makes the decoder for a schema; loads only what the schema's type needs.
import type {DecodedForm, PayloadDecoder, SchemaText} from './payload.ts'
import {SchemaInvalid} from './serde-error.ts'

/** `message`: for Protobuf, the full name if the payload does not contain it. Throws `SchemaInvalid`. */
export async function payloadDecoder(schema: SchemaText, form: DecodedForm, message?: string): Promise<PayloadDecoder> {
  if (schema.rules && schema.rules.length > 0)
    throw new SchemaInvalid(
      `it has rules (${schema.rules.join(', ')}) that change what is in a record: kafkit cannot undo them`,
    )
  switch (schema.type) {
    case 'AVRO': {
      const {avroDecoder} = await import('./avro/payload.ts')
      return avroDecoder(schema, form)
    }
    case 'PROTOBUF': {
      const {protobufDecoder} = await import('./protobuf/payload.ts')
      return protobufDecoder(schema, form, message)
    }
    case 'JSON': {
      const {jsonDecoder} = await import('./json/payload.ts')
      return jsonDecoder(schema, form)
    }
    default:
      throw new SchemaInvalid(`a schema of type ${String(schema.type)}: kafkit knows AVRO, PROTOBUF and JSON`)
  }
}
