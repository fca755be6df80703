// How `produce` encodes keys and values by schemas.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {Encode} from '../../records/readers/encoding-reader.ts'
import type {RecordReader} from '../../records/readers/record-reader.ts'
import type {SchemaText} from '../../serdes/payload.ts'
import type {RegisteredSchema, SchemaSource} from '../../serdes/schema-source.ts'
import {encodedSerdes, isSchemaSerde, schemaTypes} from '../../serdes/serde-names.ts'

import {protoPath, subjectName} from '../registry/schema-flags.ts'
import type {InputFlags} from './input.ts'

const helpGroup = 'ENCODE'

const serde = (field: string) =>
  option({
    options: encodedSerdes,
    helpGroup,
    summary: `how to encode each ${field}, which is JSON: avro, protobuf, json-schema, msgpack, cbor, int64, …; text sends it unchanged (the default, except for lines of consume --decode)`,
  })()
const schema = (field: string) =>
  string({
    helpValue: 'SCHEMA',
    helpGroup,
    summary: `the schema of each ${field}: latest (the default: newest of subject TOPIC-${field}), an id, SUBJECT, SUBJECT:VERSION, or a file (then without an id in front, unless --register)`,
  })

const message = (field: string) =>
  string({
    helpValue: 'NAME',
    helpGroup,
    summary: `Protobuf: the message that every ${field} is, such as shop.Order (default: the first one of the schema)`,
  })

export const encodeFlags = {
  'key-serde': serde('key'),
  'value-serde': serde('value'),
  'key-schema': schema('key'),
  'value-schema': schema('value'),
  'key-message': message('key'),
  'value-message': message('value'),
  'subject-name': subjectName(helpGroup, 'the subject of latest and of --register'),
  'proto-path': protoPath(helpGroup),
  register: boolean({
    helpGroup,
    summary:
      'register the schema of a file under TOPIC-value (TOPIC-key) unless it is there already; without this flag, no schema is ever registered',
  }),
  'avro-json': option({
    options: ['plain', 'standard'] as const,
    helpGroup,
    summary:
      "Avro: plain JSON (default; bytes in base64, a union's value alone or with its branch), or standard, as Java's JsonEncoder writes it",
  })(),
}

export type EncodeFlags = InferredFlags<typeof encodeFlags>
type Field = 'key' | 'value'

export const encodes = (flags: EncodeFlags): boolean =>
  (['key', 'value'] as const).some((field) => encodesField(field, flags))

const encodesField = (field: Field, flags: EncodeFlags) =>
  flags[`${field}-schema`] !== undefined || (flags[`${field}-serde`] ?? 'text') !== 'text'

export interface EncodeSources {
  readonly topic: string
  readonly cwd: string | undefined
  /** Opens the registry, if there is one. */
  readonly source: () => Promise<SchemaSource | undefined>
}

interface Input {
  readonly reader: RecordReader
  readonly chunks: AsyncIterable<Buffer>
}

/**
 * Makes the reader of records to send. Throws UsageError for flags that contradict each other, and for schemas that
 * do not exist or are malformed.
 */
export async function encodingInput(
  {reader, chunks}: Input,
  flags: EncodeFlags & Pick<InputFlags, 'input'>,
  sources: EncodeSources,
): Promise<Input> {
  const {EncodingReader} = await import('../../records/readers/encoding-reader.ts')
  const key = await encoderOf('key', flags, sources)
  const value = await encoderOf('value', flags, sources)
  if (flags.input !== 'json') return {reader: new EncodingReader(reader, {key, value}), chunks}
  const {UsedSchemas} = await import('../../records/readers/used-schemas.ts')
  const used = new UsedSchemas(sources.source)
  return {
    reader: new EncodingReader(reader, {key, value, used: (schema) => used.encoder(schema)}),
    chunks: used.before(chunks),
  }
}

async function encoderOf(
  field: Field,
  flags: EncodeFlags & Pick<InputFlags, 'input'>,
  sources: EncodeSources,
): Promise<Encode | undefined> {
  if (!encodesField(field, flags)) return undefined
  const what = flags[`${field}-serde`]
  if (what !== undefined && !isSchemaSerde(what)) {
    if (flags[`${field}-schema`] !== undefined)
      throw new UsageError(`--${field}-schema is for avro, protobuf and json-schema, but --${field}-serde is ${what}`)
    if (what === 'text') return undefined
    return (await import('../../serdes/field-encoder.ts')).plainEncoder(what)
  }
  const found = await schemaOf(field, flags, sources)
  if (what !== undefined && found.type !== schemaTypes[what])
    throw new UsageError(`the schema of the ${field} is of type ${found.type}, but --${field}-serde is ${what}`)
  const {fieldEncoder} = await import('../../serdes/field-encoder.ts')
  return fieldEncoder({
    schema: found,
    form: flags['avro-json'] ?? 'plain',
    message: flags[`${field}-message`],
    texts: flags.input === 'csv',
  })
}

async function schemaOf(
  field: Field,
  flags: EncodeFlags,
  {topic, cwd, source}: EncodeSources,
): Promise<SchemaText | RegisteredSchema> {
  const said = flags[`${field}-schema`] ?? 'latest'
  const {subjectOf} = await import('../../serdes/subject-name.ts')
  const naming = {topic, field, message: flags[`${field}-message`]}
  if (isFile(said)) {
    const {readSchemaFile} = await import('../../serdes/schema-file.ts')
    const options = {cwd: cwd ?? '.', serde: flags[`${field}-serde`], protoPath: flags['proto-path']}
    const file = await readSchemaFile(said, options)
    if (!flags.register) return file
    const registry = await registryOf(source, '--register')
    if (!registry.register) throw new UsageError(`${registry.name} registers nothing`)
    if (file.references.length > 0)
      throw new UsageError(
        `${said} refers to ${file.references.map(({name}) => name).join(', ')}: register both with kafkit schemas register --references-from, and leave --register out`,
      )
    const subject = await subjectOf(flags['subject-name'], {...naming, schema: file})
    return registry.register(subject, {type: file.type, text: file.text})
  }
  if (flags.register) throw new UsageError(`--register needs a schema in a file: give --${field}-schema FILE`)
  const registry = await registryOf(source, `--${field}-schema ${said}`)
  if (said === 'latest') return registry.bySubject(await subjectOf(flags['subject-name'], naming), 'latest')
  // The words for naming strategies do not tell the context to which an id belongs.
  if (/^\d+$/.test(said)) return registry.byId(Number(said), flags['subject-name'] ?? `${topic}-${field}`)
  const [, subject = said, version] = /^(.*):(\d+|latest)$/s.exec(said) ?? []
  return registry.bySubject(subject, version === undefined || version === 'latest' ? 'latest' : Number(version))
}

/** A name with a known ending, or a path, is a file. */
const isFile = (said: string) => /\.(?:avsc|avro|proto|json)$/i.test(said) || said.includes('/')

async function registryOf(source: EncodeSources['source'], flag: string): Promise<SchemaSource> {
  const registry = await source()
  if (registry) return registry
  throw new UsageError(`${flag} needs a registry: give --registry URL, or a schema file`)
}
