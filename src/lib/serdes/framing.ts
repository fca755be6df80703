// Finds which schema a key or value was written with, and where its payload begins, for each serializer's framing.
import {uuidText} from '../text/uuid-text.ts'
import {DecodeError} from './serde-error.ts'

export const framings = [
  'auto',
  'confluent',
  'confluent-header',
  'apicurio8',
  'apicurio-headers',
  'glue',
  'single-object',
  'none',
] as const
export type Framing = (typeof framings)[number]

/** The headers of one record, read only if a framing uses them. */
export interface RecordHeaders {
  /** 0: `header` need not be called. */
  readonly headerCount: number
  /** Of headers with the same name, the last one. */
  header(name: string): Buffer | undefined
}

/** The kind of reference to the schema. */
export type SchemaKey =
  /** There is no frame. */
  | 'none'
  /** `id`: of Confluent's API. */
  | 'id'
  /** `guid`. */
  | 'guid'
  /** `wideId`: Apicurio's own ids. */
  | 'apicurio-content'
  | 'apicurio-global'
  /** `guid`: the version in AWS Glue. */
  | 'glue'
  /** `wideId`: the fingerprint of Avro's single-object encoding. */
  | 'fingerprint'

const headerNames = {
  key: {
    schema: '__key_schema_id',
    content: 'apicurio.key.contentId',
    global: 'apicurio.key.globalId',
    encoding: 'apicurio.key.encoding',
    message: 'apicurio.protobuf.type',
  },
  value: {
    schema: '__value_schema_id',
    content: 'apicurio.value.contentId',
    global: 'apicurio.value.globalId',
    encoding: 'apicurio.value.encoding',
    message: 'apicurio.protobuf.type',
  },
} as const

const idFrame = 5
const wideFrame = 9
const guidFrame = 17
const glueFrame = 18
const fingerprintFrame = 10

/** Examines one key or value after the other; the fields describe the last result. */
export class Frame {
  key: SchemaKey = 'none'
  id = 0
  wideId = 0n
  guid = ''
  /** Where the payload begins. */
  start = 0
  /** Glue: the payload is compressed with zlib. */
  compressed = false
  /** Confluent's message indexes from the header, if it has them; undefined: they precede the payload. */
  indexes: Buffer | undefined
  /** The schema is named in a header, so that no message indexes precede the payload. */
  inHeaders = false
  /** A header says that the payload is JSON. */
  jsonText = false
  /** The full name of the Protobuf message, from a header. */
  message: string | undefined
  readonly #framing: Framing
  readonly #names: (typeof headerNames)[keyof typeof headerNames]

  constructor(framing: Framing, field: 'key' | 'value') {
    this.#framing = framing
    this.#names = headerNames[field]
  }

  /** False: there is no frame. Throws `DecodeError` for an invalid frame. */
  read(bytes: Buffer, start: number, end: number, headers: RecordHeaders): boolean {
    this.key = 'none'
    this.start = start
    this.inHeaders = this.jsonText = this.compressed = false
    this.indexes = this.message = undefined
    switch (this.#framing) {
      case 'none':
        return false
      case 'auto':
        return (
          (headers.headerCount > 0 && (this.#confluentHeader(headers) || this.#apicurioHeaders(headers))) ||
          this.#confluent(bytes, start, end) ||
          this.#glue(bytes, start, end) ||
          this.#singleObject(bytes, start, end)
        )
      case 'confluent':
        return this.#confluent(bytes, start, end)
      case 'confluent-header':
        return this.#confluentHeader(headers)
      case 'apicurio8':
        return this.#wide(bytes, start, end)
      case 'apicurio-headers':
        return this.#apicurioHeaders(headers)
      case 'glue':
        return this.#glue(bytes, start, end)
      case 'single-object':
        return this.#singleObject(bytes, start, end)
    }
  }

  #confluent(bytes: Buffer, start: number, end: number): boolean {
    // A guid instead of the id; only if the framing was given, because other payloads may begin with a 1.
    if (this.#framing === 'confluent' && bytes[start] === 1 && end - start >= guidFrame) {
      this.key = 'guid'
      this.guid = uuidText(bytes, start + 1)
      this.start = start + guidFrame
      return true
    }
    if (end - start < idFrame || bytes[start] !== 0) return false
    const id = bytes.readInt32BE(start + 1)
    // Ids begin at 1, so this is Apicurio's longer form, or a payload that begins with zeros.
    if (id === 0 && this.#framing === 'auto') return this.#wide(bytes, start, end)
    if (id <= 0) return false
    this.key = 'id'
    this.id = id
    this.start = start + idFrame
    return true
  }

  #wide(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < wideFrame || bytes[start] !== 0) return false
    const id = bytes.readBigInt64BE(start + 1)
    if (id <= 0n) return false
    this.key = 'apicurio-global'
    this.wideId = id
    this.start = start + wideFrame
    return true
  }

  #confluentHeader(headers: RecordHeaders): boolean {
    const found = headers.header(this.#names.schema)
    if (found === undefined) return false
    this.inHeaders = true
    if (found[0] === 0 && found.length >= idFrame) {
      this.key = 'id'
      this.id = found.readInt32BE(1)
      this.indexes = found.length > idFrame ? found.subarray(idFrame) : undefined
    } else if (found[0] === 1 && found.length >= 17) {
      this.key = 'guid'
      this.guid = uuidText(found, 1)
      this.indexes = found.length > 17 ? found.subarray(17) : undefined
    } else
      throw new DecodeError(`the header ${this.#names.schema} is neither 1 and a guid nor 0 and an id: ${hex(found)}`)
    return true
  }

  #apicurioHeaders(headers: RecordHeaders): boolean {
    const content = headers.header(this.#names.content)
    const id = content ?? headers.header(this.#names.global)
    if (id === undefined) return false
    if (id.length !== 8)
      throw new DecodeError(`the header with Apicurio's id has ${id.length} bytes, not 8: ${hex(id)}`)
    this.key = content ? 'apicurio-content' : 'apicurio-global'
    this.wideId = id.readBigInt64BE(0)
    this.inHeaders = true
    this.jsonText = headers.header(this.#names.encoding)?.toString() === 'JSON'
    this.message = headers.header(this.#names.message)?.toString()
    return true
  }

  #glue(bytes: Buffer, start: number, end: number): boolean {
    const compression = bytes[start + 1]
    if (end - start < glueFrame || bytes[start] !== 3 || (compression !== 0 && compression !== 5)) return false
    this.key = 'glue'
    this.guid = uuidText(bytes, start + 2)
    this.compressed = compression === 5
    this.start = start + glueFrame
    return true
  }

  #singleObject(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < fingerprintFrame || bytes[start] !== 0xc3 || bytes[start + 1] !== 1) return false
    this.key = 'fingerprint'
    this.wideId = bytes.readBigUInt64LE(start + 2)
    this.start = start + fingerprintFrame
    return true
  }
}

const hex = (bytes: Buffer) => {
  const text = bytes.subarray(0, 20).toString('hex')
  return bytes.length > 20 ? `${text}…` : text
}
