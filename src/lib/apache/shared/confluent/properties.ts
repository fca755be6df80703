// The properties of Confluent's formatters, readers and serializers: those that have an effect here, those that have
// none, and those that would require other records than this tool can make. None is silently ignored.
import {isTrue} from '../../client/config-def.ts'
import {configException} from '../../java/errors.ts'
import type {SchemaFormat} from './class-names.ts'

type Properties = ReadonlyMap<string, string>

/** Properties of the registry's client (config/registry-settings.ts reads them). */
const ofRegistry =
  /^(?:sasl\.|schema\.registry\.(?:url$|ssl\.|basic\.auth\.)|basic\.auth\.|bearer\.auth\.|request\.header\.|proxy\.(?:host|port)$|http\.read\.timeout\.ms$)/

const read: Readonly<Record<'formatter' | 'reader', readonly string[]>> = {
  formatter: [
    'print.timestamp',
    'print.key',
    'print.partition',
    'print.offset',
    'print.headers',
    'print.schema.ids',
    'key.separator',
    'line.separator',
    'headers.separator',
    'null.literal',
    'schema.id.separator',
    'key.deserializer',
    'headers.deserializer',
    'avro.fail.on.trailing.data',
    'json.fail.invalid.schema',
  ],
  reader: [
    'topic',
    'parse.key',
    'key.separator',
    'parse.headers',
    'headers.delimiter',
    'headers.separator',
    'headers.key.separator',
    'ignore.error',
    'null.marker',
    'key.serializer',
    'auto.register',
    'auto.register.schemas',
    'use.latest.version',
    'latest.compatibility.strict',
    'normalize.schemas',
    'json.fail.invalid.schema',
    ...['key', 'value'].flatMap((field) => [
      `${field}.schema`,
      `${field}.schema.id`,
      `${field}.schema.file`,
      `${field}.refs`,
      `${field}.metadata`,
      `${field}.rule.set`,
      `${field}.subject.name.strategy`,
    ]),
  ],
}

const ofProtobuf: typeof read = {
  formatter: ['preserve.json.field.name'],
  reader: ['key.schema.full.name', 'value.schema.full.name', 'skip.known.types'],
}

/** Only these values, in lower case, describe what this tool does; with any other, the records would have to differ. */
const onlyAs: Readonly<Record<string, readonly string[]>> = {
  'use.schema.id': ['-1'],
  'use.schema.guid': [],
  'use.latest.with.metadata': [],
  'context.name.strategy': ['io.confluent.kafka.serializers.context.nullcontextnamestrategy'],
  'key.schema.id.serializer': ['io.confluent.kafka.serializers.schema.id.prefixschemaidserializer'],
  'value.schema.id.serializer': ['io.confluent.kafka.serializers.schema.id.prefixschemaidserializer'],
  'key.schema.id.deserializer': ['io.confluent.kafka.serializers.schema.id.dualschemaiddeserializer'],
  'value.schema.id.deserializer': ['io.confluent.kafka.serializers.schema.id.dualschemaiddeserializer'],
  'rule.executors': [''],
  'rule.actions': [''],
  'validation.rules.execution': ['disabled'],
  'avro.remove.java.properties': ['false'],
  'propagate.schema.tags': ['false'],
  'schema.format': [],
  'reference.subject.name.strategy': ['io.confluent.kafka.serializers.subject.defaultreferencesubjectnamestrategy'],
  'reference.lookup.only': ['false'],
  'skip.known.types': ['true'],
  'json.envelope.detection': ['false'],
  'bearer.auth.custom.provider.class': [],
}

/** Properties of which every value has the same effect here, each with the reason. */
const without: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:specific\.|derive\.type$|schema\.reflection$|type\.property$|json\.(?:key\.type|value\.type|type\.allowed|oneof\.|schema\.|default\.|write\.|fail\.unknown)|avro\.reflection\.)/,
    'it concerns Java classes',
  ],
  [
    /^avro\.use\.logical\.type\.converters$/,
    'numbers and bytes of logical types are written as they are, as by JsonEncoder',
  ],
  [/^json\.(?:indent\.output|validate\.before)/, 'there are no rules, and no lines in a record'],
  [
    /^(?:max\.schemas\.per\.subject|latest\.cache\.|schema\.registry\.url\.randomize|http\.connect\.|max\.retries|retries\.|bearer\.auth\.cache|rule\.(?:metrics|service)|execution\.environment|id\.compatibility)/,
    "it concerns Java's requests to a registry",
  ],
]

/**
 * Throws ConfigException as JavaError for what this tool cannot do. `err` gets a line with a WARN for each property
 * without effect.
 */
export function checkSchemaProperties(
  properties: Properties,
  what: 'formatter' | 'reader',
  type: SchemaFormat,
  err: (text: string) => void,
): void {
  const known = new Set([...read[what], ...(type === 'PROTOBUF' ? ofProtobuf[what] : [])])
  const nested = what === 'formatter' ? /^(?:key|headers)\.deserializer\./ : /^key\.serializer\./
  for (const [name, value] of properties) {
    if (name === 'use.latest.version' && what === 'formatter') {
      if (isTrue(value)) throw refused(name, value, 'records are printed by the schemas that they were written with')
      continue
    }
    const only = Object.hasOwn(onlyAs, name) ? onlyAs[name] : undefined
    if (only) {
      if (!only.includes(value.trim().toLowerCase())) throw refused(name, value, 'that cannot be done without a JVM')
      continue
    }
    if (ofRegistry.test(name) || known.has(name) || nested.test(name)) continue
    const [, why] = without.find(([pattern]) => pattern.test(name)) ?? []
    err(
      `WARN ${name} has no effect: ${why ?? `it is no property of Confluent's ${what} for ${formatNames[type]}, nor of its serializers`}\n`,
    )
  }
}

const refused = (name: string, value: string, why: string) =>
  configException(`Invalid value ${value} for configuration ${name}: ${why}`)

export const formatNames = {AVRO: 'Avro', PROTOBUF: 'Protobuf', JSON: 'JSON Schema'} as const
