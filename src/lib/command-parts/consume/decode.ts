// How `consume` decodes keys and values by their schemas.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {BareFlag} from '../../cli/bare-flags.ts'
import type {Exclusion} from '../../cli/exclusions.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {DecodeFailures, Decoding} from '../../records/consume/decoding.ts'
import type {Filter} from '../../records/consume/filter.ts'
import type {FieldDecoder} from '../../serdes/field-decoder.ts'
import {framings} from '../../serdes/framing.ts'
import type {DecodedForm, SchemaText} from '../../serdes/payload.ts'
import type {SchemaSource} from '../../serdes/schema-source.ts'
import {isSchemaSerde, schemaTypes, serdes, type Serde} from '../../serdes/serde-names.ts'
import {protoPath, subjectName} from '../registry/schema-flags.ts'

const helpGroup = 'DECODE'

const decodeValues = ['both', 'key', 'value', 'none'] as const

/** The value of `--decode` if none is given. */
export const bareDecode: Readonly<Record<string, BareFlag>> = {decode: {means: 'both', values: decodeValues}}

const serde = (field: string) =>
  option({
    options: serdes,
    helpGroup,
    summary: `what every ${field} is: auto (what --decode says), text, bytes, avro, protobuf, json-schema, msgpack, cbor, int64, …`,
  })()
const schemaFile = (field: string) =>
  string({
    helpValue: 'FILE',
    helpGroup,
    summary: `the schema of every ${field}: .avsc, .proto or a JSON Schema; records are taken to be without a frame in front, unless --framing names one`,
  })
const message = (field: string) =>
  string({
    helpValue: 'NAME',
    helpGroup,
    summary: `Protobuf: the message that every ${field} is, such as shop.Order (default: the one that the record names, or the first one)`,
  })

export const decodeFlags = {
  decode: option({
    options: decodeValues,
    helpGroup,
    summary:
      'decode keys and values that begin with the id of a schema of the registry: both (default), key, value, none',
    description:
      'Keys and values are decoded independently, record by record; without a frame they are left unchanged. A text field is printed as JSON; with --output json it is part of the line (jq .value.customer.id), with what it was decoded with beside it, valueSchema. --grep, --where and --format see the decoded text. A record that cannot be decoded is printed unchanged and reported at the end, and the exit code is 1 (see --on-decode-error).',
  })(),
  'key-serde': serde('key'),
  'value-serde': serde('value'),
  'key-schema': schemaFile('key'),
  'value-schema': schemaFile('value'),
  'key-message': message('key'),
  'value-message': message('value'),
  'subject-name': subjectName(helpGroup, 'the subject of the schemas'),
  'proto-path': protoPath(helpGroup),
  framing: option({
    options: framings,
    helpGroup,
    summary:
      'the framing: the bytes in front of a record, or the headers, that name its schema (default: auto, which knows all of these; none with a schema file)',
    description:
      'confluent: 0 and a 32-bit id in front. confluent-header: the headers __key_schema_id and __value_schema_id. apicurio8: 0 and a 64-bit id. apicurio-headers: apicurio.value.contentId or globalId. glue: AWS Glue, which kafkit does not contact, so a schema file is needed. single-object: C3 01 and a fingerprint, with a schema file.',
  })(),
  'avro-json': option({
    options: ['plain', 'standard'] as const,
    helpGroup,
    summary:
      "how Avro becomes JSON: plain (default), or standard, as Java's JsonEncoder writes it: a union's value inside its branch, bytes as characters",
  })(),
  logical: option({
    options: ['text', 'raw'] as const,
    helpGroup,
    summary:
      'decimals, dates and times of Avro: as text (12.50, 2026-03-01, the default), or as the bytes and numbers that they are',
  })(),
  longs: option({
    options: ['number', 'string'] as const,
    helpGroup,
    summary:
      '64-bit integers: numbers with all of their digits (default), or strings for programs that would round them',
  })(),
  'proto-defaults': boolean({
    helpGroup,
    summary: 'Protobuf: print missing fields with their default values',
  }),
  'proto-names': option({
    options: ['json', 'original'] as const,
    helpGroup,
    summary:
      'Protobuf: names of fields as its JSON has them (orderId, the default), or as in the .proto file (order_id)',
  })(),
  validate: boolean({
    helpGroup,
    summary: 'JSON Schema: a record that violates its schema counts as not decoded',
  }),
}

/** Flags of commands that read streams of records; commands that show a few records show each error instead. */
export const decodeErrorFlags = {
  'on-decode-error': option({
    options: ['raw', 'skip', 'stop'] as const,
    helpGroup,
    summary:
      'what to do about a record that cannot be decoded: print it undecoded (raw, the default), leave it out (skip), or stop; the exit code is 1 in each case',
  })(),
}

export type DecodeFlags = InferredFlags<typeof decodeFlags>
type DecodeErrorFlags = InferredFlags<typeof decodeErrorFlags>

type Field = 'key' | 'value'

/** The serde of a field; undefined if it is not decoded. Throws UsageError for flags that contradict each other. */
export function serdeOf(field: Field, flags: DecodeFlags, schema: SchemaText | undefined): Serde | undefined {
  const {decode} = flags
  const given = flags[`${field}-serde`]
  if (given !== undefined && given !== 'auto') {
    if (schema && !(isSchemaSerde(given) && schemaTypes[given] === schema.type))
      throw new UsageError(`--${field}-schema is a schema of type ${schema.type}, but --${field}-serde is ${given}`)
    return given === 'text' ? undefined : given
  }
  if (schema) return ({AVRO: 'avro', PROTOBUF: 'protobuf', JSON: 'json-schema'} as const)[schema.type]
  return given === 'auto' || decode === 'both' || decode === field ? 'auto' : undefined
}

export interface DecodeSources {
  /** Opens the registry, if there is one; called only if a field needs it. */
  readonly source: () => Promise<SchemaSource | undefined>
  /** The folder to which paths are relative. */
  readonly cwd: string | undefined
}

/** Undefined if no flag asks for decoding; then none of its code is loaded. `only`: which records to decode. */
export async function decodingFrom(
  flags: DecodeFlags & DecodeErrorFlags,
  sources: DecodeSources,
  only?: Filter,
): Promise<Decoding | undefined> {
  if (!decodes(flags)) return undefined
  const {key, value} = await fieldDecodersFrom(flags, sources)
  if (!key && !value) return undefined
  const {Decoding: Decoder} = await import('../../records/consume/decoding.ts')
  return new Decoder({key, value, only, onError: flags['on-decode-error'] ?? 'raw'})
}

export async function fieldDecodersFrom(
  flags: DecodeFlags,
  sources: DecodeSources,
): Promise<Readonly<Record<Field, FieldDecoder | undefined>>> {
  const [key, value] = await Promise.all([fieldDecoder('key', flags, sources), fieldDecoder('value', flags, sources)])
  return {key, value}
}

/** Whether any flag asks for decoding. */
export const decodes = (flags: DecodeFlags): boolean =>
  (flags.decode !== undefined && flags.decode !== 'none') ||
  [flags['key-serde'], flags['value-serde'], flags['key-schema'], flags['value-schema']].some(
    (each) => each !== undefined,
  )

/** If a registry is named, framed records are decoded without --decode, except in formats that cannot show them. */
export const withDecoding = <F extends DecodeFlags & {readonly client?: string | undefined}>(flags: F): F =>
  flags.decode !== undefined || flags.client === 'kafkajs' ? flags : {...flags, decode: 'both'}

async function fieldDecoder(
  field: Field,
  flags: DecodeFlags,
  {source, cwd}: DecodeSources,
): Promise<FieldDecoder | undefined> {
  const file = flags[`${field}-schema`]
  const schema =
    file === undefined
      ? undefined
      : await (
          await import('../../serdes/schema-file.ts')
        ).readSchemaFile(file, {cwd: cwd ?? '.', serde: flags[`${field}-serde`], protoPath: flags['proto-path']})
  const what = serdeOf(field, flags, schema)
  if (what === undefined || what === 'text') return undefined
  const {FieldDecoder: Decoder, plainDecoder} = await import('../../serdes/field-decoder.ts')
  const framing = flags.framing ?? (schema ? 'none' : 'auto')
  const plain = await plainDecoder(what)
  const registry = schema || plain ? undefined : await source()
  if (!schema && !plain && !registry)
    throw new UsageError(
      `${what === 'auto' ? '--decode' : `--${field}-serde ${what}`} needs schemas: give --registry URL, or --${what === 'auto' ? 'value' : field}-schema FILE`,
    )
  return new Decoder(
    {
      field,
      serde: what,
      framing,
      source: registry,
      // Only the name of a subject itself tells the context to which ids belong.
      subject: flags['subject-name'],
      schema,
      message: flags[`${field}-message`],
      form: formOf(flags),
    },
    plain,
  )
}

const formOf = (flags: DecodeFlags): DecodedForm => ({
  form: flags['avro-json'] ?? 'plain',
  logical: flags.logical !== 'raw',
  longs: flags.longs ?? 'number',
  protoDefaults: flags['proto-defaults'],
  protoNames: flags['proto-names'] ?? 'json',
  validate: flags.validate,
})

/** Flags about how to decode need another flag that says what to decode. */
export const onlyDecoding: Exclusion<DecodeFlags> = {
  when: (flags) => !decodes(flags),
  refuse: [
    'framing',
    'subject-name',
    'proto-path',
    'avro-json',
    'logical',
    'longs',
    'key-message',
    'value-message',
    'proto-defaults',
    'proto-names',
    'validate',
  ],
  say: forDecoded,
}

export function forDecoded(flag: string): string {
  return `${flag} is for decoding: give --decode, or a serde or schema of keys or values, too`
}

/** The sentence at the end about what could not be decoded; undefined if everything could. */
export function undecodedText(
  {keys, values, first}: DecodeFailures,
  {'on-decode-error': what}: DecodeErrorFlags,
): string | undefined {
  if (keys + values === 0) return undefined
  const parts = [
    ...(values > 0 ? [`${values} ${values === 1 ? 'value' : 'values'}`] : []),
    ...(keys > 0 ? [`${keys} ${keys === 1 ? 'key' : 'keys'}`] : []),
  ]
  return `${parts.join(' and ')} could not be decoded${what === 'skip' ? ', and the records were left out' : ''}; the first: ${first}`
}
