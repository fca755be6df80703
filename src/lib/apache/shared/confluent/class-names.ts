// Confluent's formatters and readers, which users load into Apache's console tools, and the defaults that Confluent's
// scripts add.

export type SchemaFormat = 'AVRO' | 'PROTOBUF' | 'JSON'

const formatter = 'io.confluent.kafka.formatter.'

export const formatterClasses: Readonly<Record<string, SchemaFormat>> = {
  [`${formatter}AvroMessageFormatter`]: 'AVRO',
  [`${formatter}protobuf.ProtobufMessageFormatter`]: 'PROTOBUF',
  [`${formatter}json.JsonSchemaMessageFormatter`]: 'JSON',
}

export const readerClasses: Readonly<Record<string, SchemaFormat>> = {
  [`${formatter}AvroMessageReader`]: 'AVRO',
  [`${formatter}protobuf.ProtobufMessageReader`]: 'PROTOBUF',
  [`${formatter}json.JsonSchemaMessageReader`]: 'JSON',
}

/** The address of the registry that Confluent's scripts use by default. */
export const defaultRegistry: readonly (readonly [string, string])[] = [
  ['schema.registry.url', 'http://localhost:8081'],
]
