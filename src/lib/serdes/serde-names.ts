// The formats of keys and values, by the names that flags use.
export const numberSerdes = ['int16', 'int32', 'int64', 'float32', 'float64'] as const
export type NumberSerde = (typeof numberSerdes)[number]

export const serdes = [
  'auto',
  'text',
  'bytes',
  'avro',
  'protobuf',
  'json-schema',
  'protobuf-raw',
  'msgpack',
  'cbor',
  ...numberSerdes,
  'boolean',
  'uuid',
] as const
export type Serde = (typeof serdes)[number]

/** The serdes that need a schema, and the type that the schema must have. */
export const schemaTypes = {avro: 'AVRO', protobuf: 'PROTOBUF', 'json-schema': 'JSON'} as const
export type SchemaSerde = keyof typeof schemaTypes

export const isSchemaSerde = (serde: Serde): serde is SchemaSerde => Object.hasOwn(schemaTypes, serde)

/** Kafka's own formats, in which each value has a single form. */
export type PrimitiveSerde = NumberSerde | 'boolean' | 'uuid' | 'bytes'
export const isPrimitiveSerde = (serde: Serde): serde is PrimitiveSerde =>
  serde === 'boolean' || serde === 'uuid' || serde === 'bytes' || (numberSerdes as readonly string[]).includes(serde)

/** The serdes that `produce` can write. */
export const encodedSerdes = [
  'text',
  'bytes',
  'avro',
  'protobuf',
  'json-schema',
  'msgpack',
  'cbor',
  ...numberSerdes,
  'boolean',
  'uuid',
] as const
