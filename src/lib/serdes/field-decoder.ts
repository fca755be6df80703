// Decodes the keys, or the values, of all records: finds the frame, looks up the schema once, and writes JSON.
import {inflateSync} from 'node:zlib'
import type {TextBuffer} from '../text/text-buffer.ts'
import {ByteReader} from './byte-reader.ts'
import {Frame, type Framing, type RecordHeaders} from './framing.ts'
import type {DecodedForm, PayloadDecoder, SchemaText} from './payload.ts'
import {payloadDecoder} from './payload-decoder.ts'
import type {PrimitiveDecoder} from './primitives.ts'
import {SchemaUnknown, type RegisteredSchema, type SchemaSource} from './schema-source.ts'
import {isSchemaSerde, schemaTypes, type Serde} from './serde-names.ts'
import {DecodeError, SchemaInvalid} from './serde-error.ts'

export interface FieldSettings {
  readonly field: 'key' | 'value'
  /**
   * auto: decode fields with a frame and leave the others unchanged. Any other serde: decode every record, and throw an
   * error for one of another form.
   */
  readonly serde: Exclude<Serde, 'text'>
  readonly framing: Framing
  /** Where ids are looked up. */
  readonly source?: SchemaSource | undefined
  /** Selects the context that ids belong to. */
  readonly subject?: string | undefined
  /** A schema from a file, used for all records, whatever their frames say. */
  readonly schema?: SchemaText | undefined
  /** The full name of a Protobuf message, if the payload does not name it. */
  readonly message?: string | undefined
  readonly form: DecodedForm
}

/**
 * `json`: the field was decoded. `as-is`: nothing was written, because it has no frame. `pending`: nothing was written,
 * see `pending`.
 */
export type FieldOutcome = 'json' | 'as-is' | 'pending'

interface Known {
  readonly decoder: PayloadDecoder
  /** The part of the record's line: `{"id":32,"type":"AVRO"}`. */
  readonly json: Buffer
}

export class FieldDecoder {
  /** Set after `pending`: wait for it, then decode the same field again. It never rejects. */
  pending: Promise<void> | undefined
  /** For the last `json`: its schema, as JSON. */
  schemaJson: Buffer = Buffer.alloc(0)
  readonly #settings: FieldSettings
  readonly #frame: Frame
  readonly #reader = new ByteReader()
  /** By the reference in frames; a promise while it is being requested. */
  readonly #known = new Map<number | string, Known | Error | Promise<void>>()
  #lastKey: number | string | undefined
  #last: Known | Error | undefined
  /** By the JSON of the schema, then by the message and the framing. */
  readonly #withMessage = new Map<Buffer, Map<string, Buffer>>()
  readonly #plain: PrimitiveDecoder | undefined
  readonly #plainJson: Buffer

  /** `plain`: the decoder of a serde without a schema. */
  constructor(settings: FieldSettings, plain?: PrimitiveDecoder) {
    this.#settings = settings
    this.#frame = new Frame(settings.framing, settings.field)
    this.#plain = plain
    this.#plainJson = Buffer.from(JSON.stringify({type: settings.serde}))
  }

  /**
   * Decodes one key or value that is not null. Throws `DecodeError` if it has another form; any other error concerns
   * all records (no registry reachable).
   */
  decode(bytes: Buffer, start: number, length: number, headers: RecordHeaders, to: TextBuffer): FieldOutcome {
    const {serde, schema} = this.#settings
    if (this.#plain) {
      this.#plain(bytes, start, length, to)
      this.schemaJson = this.#plainJson
      return 'json'
    }
    const frame = this.#frame
    const end = start + length
    if (!frame.read(bytes, start, end, headers) && !schema) {
      if (serde === 'auto') return 'as-is'
      throw new DecodeError(
        `it names no schema (${this.#settings.framing === 'auto' ? 'none of the known frames' : `framing ${this.#settings.framing}`}): for bare ${serde} give the schema in a file`,
      )
    }
    const known = this.#lookUp(schema ? 0 : keyOf(frame))
    if (known === undefined) return 'pending'
    if (known instanceof Error) throw known
    const from = frame.compressed ? this.#inflated(bytes, frame.start, end) : this.#reader.open(bytes, frame.start, end)
    const message = known.decoder.decode(from, to, frame)
    const framing = framingOf(frame)
    this.schemaJson =
      message === undefined && framing === undefined ? known.json : this.#jsonWith(known.json, message, framing)
    return 'json'
  }

  #lookUp(key: number | string): Known | Error | undefined {
    // Usually the schema is that of the previous record.
    if (key === this.#lastKey) return this.#last
    const known = this.#known.get(key)
    if (known !== undefined && !(known instanceof Promise)) {
      this.#lastKey = key
      this.#last = known
      return known
    }
    this.pending = known ?? this.#ask(key)
    return undefined
  }

  #ask(key: number | string): Promise<void> {
    const {form, message} = this.#settings
    const asked = this.#schema()
      .then(async (schema) => {
        const decoder = await payloadDecoder(schema, form, message)
        this.#known.set(key, {decoder, json: schemaJson(schema, form)})
      })
      .catch((error: unknown) => {
        const which = typeof key === 'number' && key > 0 ? `schema ${key}` : 'the schema'
        this.#known.set(
          key,
          error instanceof SchemaUnknown
            ? new DecodeError(error.message, {cause: error})
            : error instanceof SchemaInvalid && !this.#settings.schema
              ? new DecodeError(`${which}: ${error.message}`, {cause: error})
              : (error as Error),
        )
      })
    this.#known.set(key, asked)
    return asked
  }

  async #schema(): Promise<SchemaText | RegisteredSchema> {
    const {source, schema, serde} = this.#settings
    const {key, id, guid, wideId} = this.#frame
    const found = schema ?? (await this.#asked(source, {key, id, guid, wideId}))
    if (isSchemaSerde(serde) && found.type !== schemaTypes[serde])
      throw new SchemaInvalid(`it is of type ${found.type}, and not ${schemaTypes[serde]}`)
    return found
  }

  async #asked(
    source: SchemaSource | undefined,
    {key, id, guid, wideId}: Pick<Frame, 'key' | 'id' | 'guid' | 'wideId'>,
  ): Promise<RegisteredSchema> {
    if (key === 'glue')
      throw new SchemaUnknown(`version ${guid} is in AWS Glue, which kafkit does not contact: ${inFile}`)
    if (key === 'fingerprint')
      throw new SchemaUnknown(`the fingerprint ${wideId.toString(16).padStart(16, '0')} cannot be looked up: ${inFile}`)
    if (!source)
      throw new SchemaUnknown(`no registry is configured to look up schema ${key === 'id' ? id : guid || wideId}`)
    if (key === 'guid') return source.byGuid(guid)
    if (key === 'id') return source.byId(id, this.#settings.subject)
    const kind = key === 'apicurio-content' ? 'content' : 'global'
    if (source.byApicurioId) return source.byApicurioId(kind, wideId)
    // Apicurio's version of Confluent's API uses ids of contents, which are the same unless a schema was registered
    // twice.
    return source.byId(Number(wideId), this.#settings.subject)
  }

  #inflated(bytes: Buffer, start: number, end: number): ByteReader {
    try {
      const plain = inflateSync(bytes.subarray(start, end), {maxOutputLength: largestInflated})
      return this.#reader.open(plain, 0, plain.length)
    } catch (error) {
      throw new DecodeError(`it cannot be decompressed: ${(error as Error).message}`, {cause: error})
    }
  }

  #jsonWith(json: Buffer, message: string | undefined, framing: string | undefined): Buffer {
    const place = framing === undefined ? (message ?? '') : `${message} ${framing}`
    let known = this.#withMessage.get(json)
    if (!known) this.#withMessage.set(json, (known = new Map()))
    const found = known.get(place)
    if (found !== undefined) return found
    const {avroJson, logical, ...schema} = JSON.parse(json.toString()) as Record<string, unknown>
    const text = Buffer.from(JSON.stringify({...schema, message, framing, avroJson, logical}))
    known.set(place, text)
    return text
  }
}

/** What produce needs to write the same framing again; undefined: an id in front, or no frame. */
function framingOf({key, inHeaders}: Frame): string | undefined {
  switch (key) {
    case 'none':
      return undefined
    case 'id':
    case 'guid':
      return inHeaders ? 'confluent-header' : undefined
    case 'glue':
      return 'glue'
    case 'fingerprint':
      return 'single-object'
    default:
      return inHeaders ? 'apicurio-headers' : 'apicurio8'
  }
}

const inFile = 'give the schema in a file'
const largestInflated = 64 * 2 ** 20

function keyOf(frame: Frame): number | string {
  switch (frame.key) {
    case 'id':
      return frame.id
    case 'guid':
    case 'glue':
      return frame.guid
    default:
      return `${frame.key} ${frame.wideId}`
  }
}

function schemaJson(schema: SchemaText | RegisteredSchema, {form, logical}: DecodedForm): Buffer {
  const {id, guid} = schema as Partial<RegisteredSchema>
  const isAvro = schema.type === 'AVRO'
  const shown = {
    id,
    guid,
    type: schema.type,
    ...(isAvro && form === 'standard' && {avroJson: form}),
    ...(isAvro && !logical && {logical: 'raw'}),
  }
  return Buffer.from(JSON.stringify(shown))
}

/** The decoder of a serde without a schema; undefined if it needs one. */
export async function plainDecoder(serde: Exclude<Serde, 'text'>): Promise<PrimitiveDecoder | undefined> {
  switch (serde) {
    case 'auto':
    case 'avro':
    case 'protobuf':
    case 'json-schema':
      return undefined
    case 'msgpack':
      return (await import('./msgpack.ts')).msgpackToJson
    case 'cbor':
      return (await import('./cbor.ts')).cborToJson
    case 'protobuf-raw':
      return (await import('./protobuf/raw.ts')).rawProtobufToJson
    default:
      return (await import('./primitives.ts')).primitiveDecoder(serde)
  }
}
