// Confluent's SchemaMessageReader: makes records of lines whose keys and values are JSON, by their schemas.
import type {Io} from '../../../cli/io.ts'
import {MalformedInput} from '../../../records/readers/malformed-input.ts'
import type {OutgoingRecord, RecordReader, Slice} from '../../../records/readers/record-reader.ts'
import {EncodeError, SchemaInvalid} from '../../../serdes/serde-error.ts'
import {isTrue} from '../../client/config-def.ts'
import {configException, JavaError} from '../../java/errors.ts'
import {lineMessageReader} from '../console-producer/line-message-reader.ts'
import type {ConsoleReader} from '../console-producer/console-reader.ts'
import type {SchemaFormat} from './class-names.ts'
import type {FieldWriter} from './field-writer.ts'
import {payloadWriter, type PayloadWriter} from './payload-writer.ts'
import {plainKeyWriter} from './plain-key.ts'
import {checkSchemaProperties} from './properties.ts'
import {registryAccess, schemaException, type RegistryAccess} from './registry-access.ts'
import {givenSchema, registeredAs, subjectOf, type GivenSchema} from './subject-schema.ts'

type Properties = ReadonlyMap<string, string>

/** Throws JavaError for invalid properties, and for a schema that does not exist or cannot be read. */
export async function schemaMessageReader(
  type: SchemaFormat,
  properties: Properties,
  io: Io,
): Promise<{readonly reader: ConsoleReader; readonly close: () => void}> {
  const topic = properties.get('topic') ?? ''
  checkSchemaProperties(properties, 'reader', type, (text) => io.err(text))
  const lines = lineMessageReader(properties)
  const serializer = properties.get('key.serializer')
  const access = await registryAccess(properties, io)
  try {
    const plainKey = serializer === undefined ? undefined : plainKeyWriter(serializer)
    const value = await SchemaField.open('value', type, topic, properties, access)
    const ofSchema = isTrue(properties.get('parse.key')) && !plainKey
    const key = ofSchema ? await SchemaField.open('key', type, topic, properties, access) : plainKey
    return {reader: new SchemaMessageReader(lines, key, value), close: access.close}
  } catch (error) {
    access.close()
    throw error
  }
}

class SchemaMessageReader implements ConsoleReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  completing: Promise<void> | undefined
  readonly #lines: RecordReader
  readonly #key: FieldWriter | undefined
  readonly #value: FieldWriter

  constructor(lines: RecordReader, key: FieldWriter | undefined, value: FieldWriter) {
    this.#lines = lines
    this.#key = key
    this.#value = value
  }

  get consumed(): number {
    return this.#lines.consumed
  }
  get offset(): number {
    return this.#lines.offset
  }
  get line(): number {
    return this.#lines.line
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  /** A schema is registered only when the first line that fits it has come. */
  next(): boolean {
    this.completing = undefined
    try {
      if (!this.#lines.next()) return false
    } catch (error) {
      throw error instanceof MalformedInput ? lineError(error) : error
    }
    const {key, value, headers, timestamp, partition} = this.#lines.record
    const texts = {key: textOf(key), value: textOf(value)}
    Object.assign(this.record, {headers, timestamp, partition})
    const waits = [this.#set('key', this.#key, texts.key), this.#set('value', this.#value, texts.value)].filter(
      (writer) => writer !== undefined,
    )
    if (waits.length > 0) this.completing = this.#complete(waits, texts)
    return true
  }

  /** Returns the writer if it has to be prepared first. */
  #set(field: 'key' | 'value', writer: FieldWriter | undefined, text: string | null): FieldWriter | undefined {
    const bytes = text === null ? null : writer ? writer.bytes(text) : Buffer.from(text)
    this.record[field] = bytes && {bytes, start: 0, end: bytes.length}
    return bytes && writer && !writer.ready ? writer : undefined
  }

  async #complete(
    writers: readonly FieldWriter[],
    texts: {readonly key: string | null; readonly value: string | null},
  ) {
    for (const writer of writers) await writer.prepare()
    this.#set('key', this.#key, texts.key)
    this.#set('value', this.#value, texts.value)
  }
}

const textOf = (slice: Slice | null): string | null =>
  slice && Buffer.from(slice.bytes.buffer, slice.bytes.byteOffset + slice.start, slice.end - slice.start).toString()

interface SchemaFieldSettings {
  readonly type: SchemaFormat
  readonly given: GivenSchema
  readonly subject: string
  readonly properties: Properties
  readonly access: RegistryAccess
  readonly open: (schema: GivenSchema['text']) => Promise<PayloadWriter>
}

class SchemaField implements FieldWriter {
  readonly #settings: SchemaFieldSettings
  #writer: PayloadWriter
  #head: Buffer | undefined

  static async open(
    field: 'key' | 'value',
    type: SchemaFormat,
    topic: string,
    properties: Properties,
    access: RegistryAccess,
  ): Promise<SchemaField> {
    const given = await givenSchema(field, type, properties, access)
    const writing = {
      message: type === 'PROTOBUF' ? properties.get(`${field}.schema.full.name`)?.trim() : undefined,
      validate: isTrue(properties.get('json.fail.invalid.schema'), true),
    }
    try {
      const writer = await payloadWriter(type, given.text, writing)
      // The subject is named after the first message of the schema, whichever message is written.
      const {name} = writing.message === undefined ? writer : await payloadWriter(type, given.text, {...writing, message: undefined}) // prettier-ignore
      const subject = subjectOf(field, topic, name, properties)
      const open = (schema: GivenSchema['text']) => payloadWriter(type, schema, writing)
      return new SchemaField({type, given, subject, properties, access, open}, writer)
    } catch (error) {
      if (!(error instanceof SchemaInvalid)) throw error
      throw configException(`Invalid ${field} schema`, {cause: error})
    }
  }

  private constructor(settings: SchemaFieldSettings, writer: PayloadWriter) {
    this.#settings = settings
    this.#writer = writer
  }

  get ready(): boolean {
    return this.#head !== undefined
  }

  async prepare(): Promise<void> {
    const {given, subject, properties, access, open} = this.#settings
    const {id, schema} = await registeredAs(subject, given, properties, access)
    if (schema !== given.text) this.#writer = await open(schema)
    this.#head = Buffer.alloc(5)
    this.#head.writeInt32BE(id, 1)
  }

  bytes(text: string): Buffer | null {
    try {
      const payload = this.#writer.payload(text)
      return payload && Buffer.concat([this.#head ?? noHead, payload])
    } catch (error) {
      if (!(error instanceof EncodeError || error instanceof SyntaxError || error instanceof RangeError)) throw error
      const {type, given} = this.#settings
      const ofSchema = type === 'AVRO' ? ` to Avro of schema ${given.text.text}` : type === 'PROTOBUF' ? ` to Protobuf of schema ${given.text.text}` : '' // prettier-ignore
      const doing = type === 'JSON' ? 'serializing' : 'deserializing'
      throw schemaException(`Error ${doing} json ${text}${ofSchema}`, error)
    }
  }
}

const noHead = Buffer.alloc(0)

/** In the words of Confluent's reader, which does not count lines. */
function lineError({problem, text, message}: MalformedInput): JavaError {
  const said = {
    'no headers': `No headers delimiter found in line ${text}`,
    'no key': `No key separator found in line ${text}`,
    'no header key': `No header key separator found in pair '${text}'`,
    'null header key': `Header keys should not be equal to the null marker '${text}' as they can't be null`,
  } as const
  const known = Object.hasOwn(said, problem) ? said[problem as keyof typeof said] : message
  return new JavaError('org.apache.kafka.common.KafkaException', known)
}
