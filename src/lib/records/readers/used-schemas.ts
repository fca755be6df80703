// Reverses `consume --decode --output json`: encodes lines that name what their keys and values were decoded with.
import {fieldEncoder, plainEncoder, type FieldEncoder} from '../../serdes/field-encoder.ts'
import {SchemaUnknown, type RegisteredSchema, type SchemaSource} from '../../serdes/schema-source.ts'
import {EncodeError, SchemaInvalid} from '../../serdes/serde-error.ts'
import {isPrimitiveSerde, schemaTypes, serdes, type Serde} from '../../serdes/serde-names.ts'
import type {UsedSchema} from '../formats/json-format.ts'
import {usedSchema} from './used-schema.ts'

/** More bytes than consume ever writes about a schema; a schema may cross two chunks. */
const longest = 4096

/**
 * Finds the schemas that lines name before the lines are read, because registries have to be asked and readers cannot
 * wait.
 */
export class UsedSchemas {
  readonly #source: () => Promise<SchemaSource | undefined>
  /** By the schema as JSON; an error concerns only the lines that name that schema. */
  readonly #encoders = new Map<string, FieldEncoder | EncodeError>()

  constructor(source: () => Promise<SchemaSource | undefined>) {
    this.#source = source
  }

  /** Returns the same chunks. Throws errors that concern all schemas, such as an unreachable registry. */
  async *before(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let tail: Buffer = Buffer.alloc(0)
    for await (const chunk of chunks) {
      const seen = tail.length === 0 ? chunk : Buffer.concat([tail, chunk])
      if (seen.includes(mark)) await this.#load(seen.toString())
      tail = Buffer.from(seen.subarray(Math.max(0, seen.length - longest)))
      yield chunk
    }
  }

  /** The encoder for values of this schema. Throws `EncodeError` if there is none. */
  encoder(used: UsedSchema): FieldEncoder {
    const found = this.#encoders.get(JSON.stringify(used))
    if (found === undefined) throw new EncodeError(`its schema is written in more than ${longest} bytes`)
    if (found instanceof EncodeError) throw new EncodeError(found.message, {cause: found})
    return found
  }

  async #load(text: string): Promise<void> {
    for (const [, json = ''] of text.matchAll(/"(?:key|value)Schema"\s*:\s*(\{[^{}]*\})/g)) {
      const used = parsed(json)
      const key = JSON.stringify(used)
      if (used === undefined || this.#encoders.has(key)) continue
      this.#encoders.set(key, await this.#made(used))
    }
  }

  async #made(used: UsedSchema): Promise<FieldEncoder | EncodeError> {
    const {type, framing, message} = used
    try {
      if (!Object.values<string>(schemaTypes).includes(type)) return await plain(type)
      if (framing !== undefined && framing !== 'confluent-header')
        return new EncodeError(`it was framed as ${framing}, which kafkit cannot write: leave decoding out for a copy`)
      const schema = await this.#schema(used)
      if (schema instanceof EncodeError) return schema
      return await fieldEncoder({
        schema,
        message,
        framed: framing === undefined,
        form: used.avroJson ?? 'plain',
        logical: used.logical !== 'raw',
      })
    } catch (error) {
      if (error instanceof SchemaUnknown || error instanceof SchemaInvalid)
        return new EncodeError(error.message, {cause: error})
      throw error
    }
  }

  async #schema({id, guid, type}: UsedSchema): Promise<RegisteredSchema | EncodeError> {
    const isNamed = (id !== undefined && id > 0) || guid !== undefined
    const field = type === 'AVRO' ? 'FILE.avsc' : type === 'PROTOBUF' ? 'FILE.proto' : 'FILE.json'
    if (!isNamed)
      return new EncodeError(
        `it was decoded with a schema from a file that it does not name: give --value-schema ${field}`,
      )
    const source = await this.#source()
    if (!source)
      return new EncodeError(
        `it was decoded with schema ${id ?? guid} of a registry: say which one with --registry URL, or send its JSON as it is with --value-serde text`,
      )
    const found = await (id !== undefined && id > 0 ? source.byId(id) : source.byGuid(guid ?? ''))
    // The same id in another registry: values encoded with that schema could not be read.
    const other = found.type !== type || (guid !== undefined && found.guid !== undefined && found.guid !== guid)
    if (!other) return found
    return new EncodeError(
      `schema ${id ?? guid} of ${source.name} is not the one that it was decoded with: name the registry that it comes from`,
    )
  }
}

const mark = Buffer.from('Schema"')

async function plain(type: string): Promise<FieldEncoder | EncodeError> {
  const serde = type as Serde
  if (
    (serdes as readonly string[]).includes(type) &&
    (isPrimitiveSerde(serde) || serde === 'msgpack' || serde === 'cbor')
  )
    return plainEncoder(serde)
  return new EncodeError(
    type === 'protobuf-raw'
      ? 'fields by number do not show how they were encoded: leave decoding out for a copy'
      : `it was decoded as ${type}, which kafkit cannot write`,
  )
}

function parsed(json: string): UsedSchema | undefined {
  try {
    return usedSchema(JSON.parse(json))
  } catch {
    return undefined
  }
}
