// Protobuf in its compiled form (FileDescriptorProto in base64), which Confluent's clients other than Java's register
// and request. Confluent's registry stores text, and makes the compiled form for requests with format=serialized.
import {ExpectedError} from '../errors/expected-error.ts'
import {invalidSchema, Refused} from './answers.ts'
import {Raw, type Asked, type Service} from './service.ts'
import type {Content} from './store.ts'

/**
 * The body of a request, with the text of the schema instead of its compiled form. If a registered schema compiles to
 * the same, its text is used.
 */
export async function withText(body: Asked['body'], subject: string, service: Service): Promise<Asked['body']> {
  const {schema, schemaType, references = []} = body
  if (schemaType !== 'PROTOBUF' || typeof schema !== 'string' || !isCompiled(schema)) return body
  const {protobufText} = await import('../serdes/protobuf/schema.ts')
  const content: Content = {schemaType, schema: await refused(protobufText(schema)), references: references as Content['references']} // prettier-ignore
  const compiled = await compiledOf(content, subject, service)
  for (const known of compiled === undefined ? [] : service.protobufs(subject)) {
    const isSame = JSON.stringify(known.references) === JSON.stringify(content.references)
    if (isSame && (await compiledOf(known, subject, service)) === compiled) return {...body, schema: known.schema}
  }
  return {...body, schema: content.schema}
}

/** Undefined if there is no compiled form. */
async function compiledOf({schema: text, references}: Content, subject: string, service: Service) {
  const {descriptorBytes} = await import('../serdes/protobuf/descriptor-bytes.ts')
  try {
    const whole = {type: 'PROTOBUF', text, references: service.referred(subject, references)} as const
    return await descriptorBytes(whole, 'default')
  } catch (error) {
    // It has an edition, or refers to a missing schema, which registration reports.
    if (error instanceof ExpectedError || error instanceof Refused) return undefined
    throw error
  }
}

/** Base64 of bytes that begin with the name of the file. */
const isCompiled = (schema: string): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(schema) && Buffer.from(schema, 'base64')[0] === 0x0a

/** An answer with a schema in the requested format; as in Confluent's registry, an unknown format is ignored. */
export async function inFormat(value: unknown, asked: Asked, service: Service): Promise<unknown> {
  if (asked.query.get('format') !== 'serialized') return value
  const content = value instanceof Raw ? value.content : (value as Partial<Raw['content']> | undefined)
  if (content?.schemaType !== 'PROTOBUF' || content.schema === undefined) return value
  const {descriptorBytes} = await import('../serdes/protobuf/descriptor-bytes.ts')
  const {subject = asked.query.get('subject') ?? ''} = value as {readonly subject?: string}
  const references = service.referred(subject, content.references ?? [])
  const whole = {type: 'PROTOBUF', text: content.schema, references} as const
  const schema = await refused(descriptorBytes(whole, 'default'))
  return value instanceof Raw ? new Raw({...value.content, schema}) : {...(value as object), schema}
}

async function refused<T>(made: Promise<T>): Promise<T> {
  try {
    return await made
  } catch (error) {
    if (error instanceof ExpectedError) throw invalidSchema(error.message)
    throw error
  }
}
