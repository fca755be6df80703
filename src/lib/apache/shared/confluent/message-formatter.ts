// Confluent's SchemaMessageFormatter: prints records as lines, with keys and values as JSON, decoded by the schemas
// that they name.
import type {Io} from '../../../cli/io.ts'
import {Decoding} from '../../../records/consume/decoding.ts'
import {DecodedRecord} from '../../../records/formats/decoded-record.ts'
import type {Format, Place} from '../../../records/formats/format.ts'
import {textFormat, type Decode} from '../../../records/formats/text-format.ts'
import type {TextBuffer} from '../../../text/text-buffer.ts'
import {isTrue} from '../../client/config-def.ts'
import {deserializer} from '../../java/deserializers.ts'
import {configException} from '../../java/errors.ts'
import type {RecordFormatter} from '../record-formatter.ts'
import type {SchemaFormat} from './class-names.ts'
import {payloadReader} from './payload-reader.ts'
import {checkSchemaProperties} from './properties.ts'
import {registryAccess} from './registry-access.ts'
import {SchemaFieldDecoder} from './schema-field-decoder.ts'

type Column = (record: DecodedRecord, place: Place, to: TextBuffer) => void

/** Throws ConfigException as JavaError for invalid properties. */
export async function schemaMessageFormatter(
  type: SchemaFormat,
  properties: ReadonlyMap<string, string>,
  io: Io,
): Promise<RecordFormatter> {
  checkSchemaProperties(properties, 'formatter', type, (text) => io.err(text))
  const keyText = decoderOf(properties, 'key.deserializer', true)
  const headerText = decoderOf(properties, 'headers.deserializer', false)
  const {schemas, close} = await registryAccess(properties, io)
  const reading = {
    preserveNames: isTrue(properties.get('preserve.json.field.name')),
    refuseTrailing: isTrue(properties.get('avro.fail.on.trailing.data')),
    validate: isTrue(properties.get('json.fail.invalid.schema'), true),
  }
  const decoder = (field: 'key' | 'value') =>
    new SchemaFieldDecoder({field, type, schemas, read: (schema) => payloadReader(type, schema, reading)})
  const value = decoder('value')
  const key = isTrue(properties.get('print.key')) && !keyText ? decoder('key') : undefined
  return {
    format: lineFormat(properties, {key, value, keyText, headerText}),
    decoding: new Decoding({key, value, onError: 'raw'}),
    close,
  }
}

interface Decoders {
  readonly key: SchemaFieldDecoder | undefined
  readonly value: SchemaFieldDecoder
  readonly keyText: Decode | undefined
  readonly headerText: Decode | undefined
}

function lineFormat(properties: ReadonlyMap<string, string>, decoders: Decoders): Format {
  const bytes = (name: string, standard: string) => Buffer.from(properties.get(name) ?? standard)
  const nothing = bytes('null.literal', 'null')
  const separator = bytes('key.separator', '\t')
  const idSeparator = bytes('schema.id.separator', '\t')
  const end = bytes('line.separator', '\n')
  const ids = isTrue(properties.get('print.schema.ids'))
  const columns: Column[] = [...places(properties, decoders.headerText)]
  if (isTrue(properties.get('print.key'))) columns.push(keyColumn(decoders, nothing, ids ? idSeparator : undefined))
  columns.push((record, _, to) => {
    if (record.valueField.error !== undefined) throw decoders.value.failure(record.valueField.error)
    if (record.valueLength < 0) to.bytes(nothing)
    else to.slice(record.bytes, record.valueStart, record.valueStart + record.valueLength)
    if (!ids) return
    to.bytes(idSeparator)
    to.bytes(record.valueLength < 0 ? nullId : record.valueField.schema)
  })
  const [first, ...others] = columns as [Column, ...Column[]]
  return (record, place, to) => {
    const decoded = asDecoded(record)
    first(decoded, place, to)
    for (const column of others) {
      to.bytes(separator)
      column(decoded, place, to)
    }
    to.bytes(end)
  }
}

/** Independent of null.literal. */
const nullId = Buffer.from('null')

/**
 * The parts of a line that Apache's formatter prints in the same way. Without a deserializer, headers are printed as
 * the null literal.
 */
function places(properties: ReadonlyMap<string, string>, headerText: Decode | undefined): Column[] {
  const nullLiteral = properties.get('null.literal') ?? 'null'
  const headersSeparator = properties.get('headers.separator')
  const common = {value: false, lineSeparator: ''} as const
  return (['timestamp', 'partition', 'offset', 'headers'] as const)
    .filter((name) => isTrue(properties.get(`print.${name}`)))
    .map((name) => {
      if (name !== 'headers') return textFormat({...common, [name]: true})
      const literal = Buffer.from(nullLiteral)
      return textFormat({
        ...common,
        headers: true,
        nullLiteral,
        ...(headersSeparator !== undefined && {headersSeparator}),
        // A null value is printed as the literal here too, without calling a deserializer.
        decodeHeader: (bytes) => (headerText && !bytes.equals(literal) ? headerText(bytes) : literal),
      })
    })
}

function keyColumn({key, keyText}: Decoders, nothing: Buffer, idSeparator: Buffer | undefined): Column {
  return (record, _, to) => {
    const {keyStart, keyLength, bytes, keyField} = record
    if (key && keyField.error !== undefined) throw key.failure(keyField.error)
    if (keyLength < 0) to.bytes(nothing)
    else if (keyText) to.bytes(keyText(bytes.subarray(keyStart, keyStart + keyLength)))
    else to.slice(bytes, keyStart, keyStart + keyLength)
    if (!idSeparator || !key) return
    to.bytes(idSeparator)
    to.bytes(keyLength < 0 ? nothing : keyField.schema)
  }
}

/** Every record is decoded, because the formatter comes with its `Decoding`. */
function asDecoded(record: Parameters<Format>[0]): DecodedRecord {
  if (record instanceof DecodedRecord) return record
  throw new Error('a record that has not been decoded')
}

function decoderOf(properties: ReadonlyMap<string, string>, name: string, isKey: boolean): Decode | undefined {
  const className = properties.get(name)
  if (className === undefined) return undefined
  const decode = deserializer(className, (property) => properties.get(`${name}.${property}`), isKey)
  if (!decode) throw configException(`Error initializing ${name}: ${className} (not built in, or misconfigured)`)
  return decode
}
