// The manual pages of Confluent's six console tools, which differ by the kind of schema.
import {usageErrors, type Manual} from '../../command-line/manual.ts'

interface Kind {
  /** As in the names of the tools. */
  readonly tool: 'avro' | 'protobuf' | 'json-schema'
  readonly name: string
  /** A schema for values, and a line that fits it, both as shell words. */
  readonly schema: string
  readonly line: string
}

export const kinds = {
  avro: {
    tool: 'avro',
    name: 'Avro',
    schema: `'{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}'`,
    line: `'{"id": 7}'`,
  },
  protobuf: {
    tool: 'protobuf',
    name: 'Protobuf',
    schema: `'syntax = "proto3"; message Order { int64 id = 1; }'`,
    line: `'{"id": 7}'`,
  },
  'json-schema': {
    tool: 'json-schema',
    name: 'JSON Schema',
    schema: `'{"type":"object","properties":{"id":{"type":"integer"}}}'`,
    line: `'{"id": 7}'`,
  },
} as const satisfies Readonly<Record<Kind['tool'], Kind>>

const registry =
  'The registry is http://localhost:8081 unless the property schema.registry.url says otherwise. It is configured by the ' +
  "properties of Java's serializers: basic.auth.credentials.source and basic.auth.user.info, bearer.auth.…, schema.registry.ssl.…, " +
  'proxy.host, proxy.port, request.header.NAME. A property that has no effect here causes a warning, and one that would require ' +
  'different records is refused.'

const notes: Readonly<Record<Kind['tool'], {readonly out: string; readonly in: string}>> = {
  avro: {
    out: 'Records are printed as Java\'s JsonEncoder writes them: {"string":"x"} for a branch of a union, bytes as characters.',
    in: 'Lines are read as by Java\'s JsonDecoder: a branch of a union is {"string":"x"}, and no field may be missing.',
  },
  protobuf: {
    out: "Messages are printed as Java's JsonFormat writes them with defaults; preserve.json.field.name=true keeps the names of the file.",
    in: 'value.schema.full.name (key.schema.full.name) says which message of the schema a line is (default: the first one).',
  },
  'json-schema': {
    out: 'A record that violates its schema cannot be printed, unless json.fail.invalid.schema=false is given.',
    in: 'A line that violates the schema is refused, unless json.fail.invalid.schema=false is given.',
  },
}

export function consumerManual({tool, name}: Kind): Manual {
  return {
    summary: `print records as JSON, by ${name} schemas of a registry, like Confluent's tool`,
    synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC | --include REGEX [OPTIONS]',
    description:
      `This is kafka-console-consumer with another formatter. --property NAME=VALUE says what it prints: print.timestamp, ` +
      'print.partition, print.offset, print.headers, print.key and print.schema.ids (all false), key.separator and ' +
      'schema.id.separator (a tab), line.separator, headers.separator, null.literal, key.deserializer for keys that have no schema, ' +
      `headers.deserializer (without it headers are null). ${notes[tool].out}\n\n${registry}`,
    exit: [
      [0, 'Stopped as requested, or because the cluster refused or failed.'],
      [
        1,
        'A record could not be printed: it names no schema, the registry does not have it or is out of reach, or the bytes are not what ' +
          `the schema says. --skip-message-on-error continues. Or a property is invalid. ${usageErrors}`,
      ],
    ],
    examples: [
      [
        'Print keys and values, and the ids of their schemas',
        `kafka-${tool}-console-consumer --bootstrap-server localhost:9092 --topic orders --from-beginning --property schema.registry.url=http://localhost:8081 --property print.key=true --property print.schema.ids=true`,
      ],
      [
        'Print keys that are plain text',
        `kafka-${tool}-console-consumer --bootstrap-server localhost:9092 --topic orders --from-beginning --property print.key=true --property key.deserializer=org.apache.kafka.common.serialization.StringDeserializer`,
      ],
    ],
    related: [`kafka-${tool}-console-producer`, 'kafka-console-consumer'],
  }
}

export function producerManual({tool, name, schema, line}: Kind): Manual {
  return {
    summary: `send lines of JSON as records, by a ${name} schema of a registry, like Confluent's tool`,
    synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC --property value.schema=SCHEMA [OPTIONS]',
    description:
      'This is kafka-console-producer with another reader. The schema of values is given by --property value.schema=TEXT, ' +
      'value.schema.file=FILE or value.schema.id=ID, with value.refs=JSON for what it refers to; that of keys by the same names with ' +
      'key., if parse.key=true is given and no key.serializer. When the first line has come, and fits, the schema is registered under ' +
      'the subject of the topic (TOPIC-value, or as value.subject.name.strategy says). auto.register=false only looks it up, ' +
      'use.latest.version=true with it takes the newest of the subject, and records have to fit both. Further properties: ' +
      'key.separator, parse.headers, headers.delimiter, headers.separator, headers.key.separator, null.marker, ignore.error, ' +
      `normalize.schemas. ${notes[tool].in}\n\n${registry}`,
    exit: [
      [0, 'All input was read, even if no record could be sent.'],
      [
        1,
        'A line does not fit the schema, the registry refuses the schema or is out of reach, a property is invalid, or with --sync a ' +
          `record could not be sent. ${usageErrors}`,
      ],
    ],
    examples: [
      [
        'Send one record',
        `echo ${line} | kafka-${tool}-console-producer --bootstrap-server localhost:9092 --topic orders --property schema.registry.url=http://localhost:8081 --property value.schema=${schema}`,
      ],
      [
        'Use a registered schema, and register nothing',
        `kafka-${tool}-console-producer --bootstrap-server localhost:9092 --topic orders --property value.schema.id=7 --property auto.register=false < orders.jsonl`,
      ],
    ],
    related: [`kafka-${tool}-console-consumer`, 'kafka-console-producer'],
  }
}
