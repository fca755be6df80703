// Reads keys, or values, as Confluent's deserializers do: finds the schema that they name in a header or in front,
// and decodes them to JSON.
import {monotonicMs} from '../../../cluster/monotonic.ts'
import type {AnyFieldDecoder} from '../../../records/consume/decoding.ts'
import type {RegistrySchemas} from '../../../registry/registry-schemas.ts'
import {ByteReader} from '../../../serdes/byte-reader.ts'
import type {FieldOutcome} from '../../../serdes/field-decoder.ts'
import {Frame, type RecordHeaders} from '../../../serdes/framing.ts'
import type {PayloadDecoder} from '../../../serdes/payload.ts'
import {SchemaUnknown, type RegisteredSchema} from '../../../serdes/schema-source.ts'
import {DecodeError, SchemaInvalid} from '../../../serdes/serde-error.ts'
import type {TextBuffer} from '../../../text/text-buffer.ts'
import {serializationException, type JavaError} from '../../java/errors.ts'
import type {SchemaFormat} from './class-names.ts'
import {notFound, registryException, schemaException} from './registry-access.ts'

export interface SchemaFieldSettings {
  readonly field: 'key' | 'value'
  readonly type: SchemaFormat
  readonly schemas: Pick<RegistrySchemas, 'byId' | 'byGuid'>
  /** Returns the decoder for payloads of a schema. Throws SchemaInvalid. */
  readonly read: (schema: RegisteredSchema) => Promise<PayloadDecoder>
}

interface Known {
  readonly decoder: PayloadDecoder
  /** The id or the guid, as the record names it. */
  readonly id: Buffer
}

/**
 * After a failure that may pass, a schema is not asked for again for this long, ms. Otherwise each record would wait
 * for the registry's time limit.
 */
const leftAloneMs = 10_000

/** The names of the formats in Java's messages. */
const messageNames = {AVRO: 'Avro', PROTOBUF: 'Protobuf', JSON: 'JSON'} as const

/**
 * Every failure is a DecodeError of one record, and `failure` makes the exception for it, because Confluent's tool
 * can skip each of them.
 */
export class SchemaFieldDecoder implements AnyFieldDecoder {
  pending: Promise<void> | undefined
  schemaJson: Buffer = Buffer.alloc(0)
  readonly #settings: SchemaFieldSettings
  readonly #inHeader: Frame
  readonly #inFront: Frame
  readonly #reader = new ByteReader()
  readonly #known = new Map<number | string, Known | {readonly failure: JavaError; readonly until: number}>()
  #failure: JavaError | undefined

  constructor(settings: SchemaFieldSettings) {
    this.#settings = settings
    this.#inHeader = new Frame('confluent-header', settings.field)
    this.#inFront = new Frame('confluent', settings.field)
  }

  /** The exception of the last DecodeError. */
  failure(message: string): JavaError {
    return this.#failure ?? serializationException(message)
  }

  decode(bytes: Buffer, start: number, length: number, headers: RecordHeaders, to: TextBuffer): FieldOutcome {
    this.#failure = undefined
    const end = start + length
    const frame = this.#frame(bytes, start, end, headers)
    const key = frame.key === 'id' ? frame.id : frame.guid
    const known = this.#known.get(key)
    if (known === undefined || ('failure' in known && monotonicMs() >= known.until)) {
      this.pending = this.#ask(key)
      return 'pending'
    }
    if ('failure' in known) throw this.#failed(known.failure)
    try {
      known.decoder.decode(this.#reader.open(bytes, frame.start, end), to, frame)
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof RangeError)) throw error
      const what = `Error deserializing ${messageNames[this.#settings.type]} message for id ${key}`
      throw this.#failed(schemaException(what, error))
    }
    this.schemaJson = known.id
    return 'json'
  }

  #frame(bytes: Buffer, start: number, end: number, headers: RecordHeaders): Frame {
    try {
      if (headers.headerCount > 0 && this.#inHeader.read(bytes, start, end, headers)) return this.#inHeader
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      throw this.#failed(schemaException('Error deserializing schema ID', error))
    }
    if (this.#inFront.read(bytes, start, end, headers)) return this.#inFront
    const tooShort = end > start && (bytes[start] as number) <= 1
    const cause = tooShort
      ? new DecodeError(`${end - start} bytes that begin with ${bytes[start]}, and name no schema`)
      : serializationException('Unknown magic byte!')
    throw this.#failed(schemaException('Error deserializing schema ID', cause))
  }

  #failed(failure: JavaError): DecodeError {
    this.#failure = failure
    return new DecodeError(failure.message, {cause: failure})
  }

  async #ask(key: number | string): Promise<void> {
    const {field, type, schemas, read} = this.#settings
    const failed = (cause: unknown, until: number) => {
      const message = `Error retrieving ${messageNames[type]} ${field} schema for id ${key}`
      this.#known.set(key, {failure: registryException(message, cause), until})
    }
    try {
      const schema = await (typeof key === 'number' ? schemas.byId(key) : schemas.byGuid(key))
      if (schema.type !== type) throw new SchemaInvalid(`schema ${key} is of type ${schema.type}, and not ${type}`)
      this.#known.set(key, {decoder: await read(schema), id: Buffer.from(String(key))})
    } catch (error) {
      if (error instanceof SchemaUnknown) failed(notFound(`Schema ${key}`, 40_403), Infinity)
      else failed(error, error instanceof SchemaInvalid ? Infinity : monotonicMs() + leftAloneMs)
    }
  }
}
