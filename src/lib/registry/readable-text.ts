// Schemas in readable form.
import type {SchemaText} from '../serdes/payload.ts'

/**
 * The text of a Protobuf schema that is registered as a compiled file; any other schema unchanged. Throws
 * `SchemaInvalid`.
 */
export async function readableText({type, text}: Pick<SchemaText, 'type' | 'text'>): Promise<string> {
  if (type !== 'PROTOBUF') return text
  const {protobufText} = await import('../serdes/protobuf/schema.ts')
  return protobufText(text)
}
