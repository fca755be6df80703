// How `produce` encodes keys and values by schemas.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {Encode} from '../../records/readers/encoding-reader.ts'
import type {RecordReader} from '../../records/readers/record-reader.ts'
import type {SchemaText} from '../../serdes/payload.ts'
import type {RegisteredSchema, SchemaSource} from '../../serdes/schema-source.ts'
import {encodedSerdes, isSchemaSerde, schemaTypes, type PrimitiveSerde} from '../../serdes/serde-names.ts'

const helpGroup = 'ENCODE'

const serde = (field: string) =>
  option({
    options: encodedSerdes,
    helpGroup,
    summary: `what to make of each ${field}, which is JSON: avro, json-schema, int64, …; text (default) sends it as it is`,
  })()
const schema = (field: string) =>
  string({
    helpValue: 'SCHEMA',
    helpGroup,
    summary: `the schema of each ${field}: latest (the default: newest of subject TOPIC-${field}), an id, SUBJECT, SUBJECT:VERSION, or a file (then without an id in front, unless --register)`,
  })

export const encodeFlags = {
  'key-serde': serde('key'),
  'value-serde': serde('value'),
  'key-schema': schema('key'),
  'value-schema': schema('value'),
  register: boolean({
    helpGroup,
    summary:
      'register the schema of a file under TOPIC-value (TOPIC-key) where it is not there yet; nothing else ever registers',
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
  /** The registry, if there is one. */
  readonly source: () => Promise<SchemaSource | undefined>
}

/** The reader of records to send. UsageError for flags and schemas that cannot be. */
export async function encodingReader(
  reader: RecordReader,
  flags: EncodeFlags,
  sources: EncodeSources,
): Promise<RecordReader> {
  const {EncodingReader} = await import('../../records/readers/encoding-reader.ts')
  const key = await encoderOf('key', flags, sources)
  return new EncodingReader(reader, {key, value: await encoderOf('value', flags, sources)})
}

async function encoderOf(field: Field, flags: EncodeFlags, sources: EncodeSources): Promise<Encode | undefined> {
  if (!encodesField(field, flags)) return undefined
  const what = flags[`${field}-serde`]
  if (what !== undefined && !isSchemaSerde(what)) {
    if (flags[`${field}-schema`] !== undefined)
      throw new UsageError(`--${field}-schema is for avro and json-schema, and --${field}-serde says ${what}`)
    return what === 'text' ? undefined : primitiveEncoder(what)
  }
  const found = await schemaOf(field, flags, sources)
  if (what !== undefined && found.type !== schemaTypes[what])
    throw new UsageError(`the schema of the ${field} is of type ${found.type}, and --${field}-serde says ${what}`)
  const {fieldEncoder} = await import('../../serdes/field-encoder.ts')
  return fieldEncoder({schema: found, form: flags['avro-json'] ?? 'plain'})
}

async function primitiveEncoder(what: PrimitiveSerde): Promise<Encode> {
  const [{primitiveBytes}, {parseExactJson}] = await Promise.all([
    import('../../serdes/primitives.ts'),
    import('../../text/exact-json.ts'),
  ])
  return (text) => {
    let value: unknown = text
    try {
      value = parseExactJson(text)
    } catch {
      // Bare text: a UUID needs no quotation marks.
    }
    return primitiveBytes(what, value)
  }
}

async function schemaOf(
  field: Field,
  flags: EncodeFlags,
  {topic, cwd, source}: EncodeSources,
): Promise<SchemaText | RegisteredSchema> {
  const said = flags[`${field}-schema`] ?? 'latest'
  const ofTopic = `${topic}-${field}`
  if (isFile(said)) {
    const {readSchemaFile} = await import('../../serdes/schema-file.ts')
    const file = await readSchemaFile(said, {cwd: cwd ?? '.', serde: flags[`${field}-serde`]})
    if (!flags.register) return file
    const registry = await registryOf(source, '--register')
    if (!registry.register) throw new UsageError(`${registry.name} registers nothing`)
    return registry.register(ofTopic, {type: file.type, text: file.text})
  }
  if (flags.register) throw new UsageError(`--register needs the schema in a file: --${field}-schema FILE`)
  const registry = await registryOf(source, `--${field}-schema ${said}`)
  if (said === 'latest') return registry.bySubject(ofTopic, 'latest')
  if (/^\d+$/.test(said)) return registry.byId(Number(said), ofTopic)
  const [, subject = said, version] = /^(.*):(\d+|latest)$/s.exec(said) ?? []
  return registry.bySubject(subject, version === undefined || version === 'latest' ? 'latest' : Number(version))
}

/** A name with a known ending, or a path. */
const isFile = (said: string) => /\.(?:avsc|avro|proto|json)$/i.test(said) || said.includes('/')

async function registryOf(source: EncodeSources['source'], flag: string): Promise<SchemaSource> {
  const registry = await source()
  if (registry) return registry
  throw new UsageError(`${flag} needs a registry: give --registry URL, or a schema file`)
}
