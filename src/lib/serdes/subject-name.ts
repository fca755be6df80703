// The subject under which a schema is registered, by the strategies of serializers.
import {UsageError} from '../errors/usage-error.ts'
import type {SchemaText} from './payload.ts'

export interface Naming {
  readonly topic: string
  readonly field: 'key' | 'value'
  /** Undefined if the schema is looked up by its subject; then the strategy cannot depend on the record. */
  readonly schema?: SchemaText | undefined
  /** The full name of a Protobuf message; default: the first in the schema. */
  readonly message?: string | undefined
}

/**
 * `said`: topic (the default), record, topic-record, or the subject itself. Throws UsageError if the record has no
 * name.
 */
export async function subjectOf(said = 'topic', {topic, field, schema, message}: Naming): Promise<string> {
  if (said === 'topic') return `${topic}-${field}`
  if (said !== 'record' && said !== 'topic-record') return said
  const name = schema ? await recordName(schema, message) : message
  if (name === undefined)
    throw new UsageError(
      schema
        ? `--subject-name ${said}: the schema of the ${field} has no name`
        : `--subject-name ${said} needs to know the record: give its schema in a file, or the subject with --${field}-schema SUBJECT`,
    )
  return said === 'record' ? name : `${topic}-${name}`
}

/** Throws `SchemaInvalid`. */
async function recordName(schema: SchemaText, message: string | undefined): Promise<string | undefined> {
  switch (schema.type) {
    case 'AVRO': {
      const {parseAvroSchema} = await import('./avro/schema.ts')
      const type = parseAvroSchema(schema.text)
      return 'name' in type ? type.name : undefined
    }
    case 'PROTOBUF': {
      if (message !== undefined) return message
      const {parseProtobuf} = await import('./protobuf/schema.ts')
      return (await parseProtobuf(schema)).messages[0]?.fullName.slice(1)
    }
    case 'JSON': {
      const {title} = JSON.parse(schema.text) as {readonly title?: unknown}
      return typeof title === 'string' && title !== '' ? title : undefined
    }
  }
}
