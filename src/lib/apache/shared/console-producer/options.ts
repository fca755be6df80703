import {helpAndVersion, type OptionTable} from '../../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../../command-line/removed-options.ts'

const bytes = (help: string, standard: string) =>
  ({argument: 'required', type: 'int', argumentName: 'BYTES', default: standard, help}) as const
const millis = (help: string, standard: string) =>
  ({argument: 'required', type: 'long', argumentName: 'MS', default: standard, help}) as const

/** The options of kafka-console-producer 4.3.1, in alphabetical order. */
export const consoleProducerOptions = {
  'batch-size': bytes(
    'Size of a batch for one partition (batch.size). Without this option, batches may grow to 900000 bytes.',
    '16384',
  ),
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the producer. --command-property overrides them.',
  },
  'command-property': {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help: 'A property of the producer, for instance enable.idempotence=false.',
  },
  'compression-codec': {
    argument: 'optional',
    argumentName: 'CODEC',
    help: 'none, gzip, snappy, lz4 or zstd. Without a value: gzip. Without the option: none.',
  },
  help: helpAndVersion.help,
  'line-reader': {
    argument: 'required',
    argumentName: 'CLASS',
    default: 'org.apache.kafka.tools.LineMessageReader',
    help:
      "Reader that turns the input into records. The default: each line is a record. Also built in are Confluent's " +
      'io.confluent.kafka.formatter.AvroMessageReader, protobuf.ProtobufMessageReader and json.JsonSchemaMessageReader.',
  },
  'max-block-ms': millis('How long a record may wait for the metadata of its topic (max.block.ms).', '60000'),
  'max-memory-bytes': {
    argument: 'required',
    type: 'long',
    argumentName: 'BYTES',
    default: '33554432',
    help: 'Memory for unacknowledged records (buffer.memory).',
  },
  'max-partition-memory-bytes': {
    ...bytes('Overrides --batch-size.', '16384'),
    deprecated: 'Deprecated since 4.2: see --batch-*.',
  },
  'message-send-max-retries': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    default: '3',
    help: 'How often to retry sending a batch (retries).',
  },
  'metadata-expiry-ms': millis(
    'How long to use metadata of the cluster before requesting it again (metadata.max.age.ms).',
    '300000',
  ),
  'producer-property': {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help: 'A property of the producer.',
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  'producer.config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the producer.',
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  property: {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help: 'A property of the line reader.',
    deprecated: 'Deprecated since 4.2: see --reader-*.',
  },
  'reader-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the line reader. --reader-property overrides them.',
  },
  'reader-property': {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help:
      'How lines are read: parse.key=false, key.separator=TAB, parse.headers=false, headers.delimiter=TAB, ' +
      'headers.separator=, (a regular expression), headers.key.separator=:, ignore.error=false, null.marker (none), ' +
      "topic. With headers and key a line is h1:v1,h2:v2<TAB>key<TAB>value. There are no escapes: in bash, write a tab as $'\\t'.",
  },
  'request-required-acks': {
    argument: 'required',
    argumentName: 'ACKS',
    default: '-1',
    help: 'Replicas that must acknowledge a record: -1 or all (all in-sync replicas), 1 (the leader) or 0 (none).',
  },
  'request-timeout-ms': {
    argument: 'required',
    type: 'int',
    argumentName: 'MS',
    default: '1500',
    help: 'How long to wait for the response to a request (request.timeout.ms).',
  },
  'retry-backoff-ms': millis('How long to wait before sending a batch again (retry.backoff.ms).', '100'),
  'socket-buffer-size': bytes(
    'Send buffer of connections (send.buffer.bytes). Has no effect: the operating system decides.',
    '102400',
  ),
  sync: {help: 'Wait until a record is acknowledged before reading the next line.'},
  timeout: millis('How long a batch waits for more records (linger.ms). This is not a time limit.', '1000'),
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'Topic to send the records to. Required.'},
  version: helpAndVersion.version,
} satisfies OptionTable

const oldProducer = {
  since: '2.0',
  instead: 'It was for the old producer. Leave it out, or see --command-property.',
}

export const removedConsoleProducerOptions: RemovedOptions = {
  zookeeper: removedForAll.zookeeper,
  'broker-list': {
    since: '4.0',
    instead: 'Use --bootstrap-server with the same value.',
    legacy: {as: 'bootstrap-server'},
  },
  'new-producer': {...oldProducer, instead: 'There is only one producer now. Leave it out.', legacy: 'ignored'},
  'old-producer': oldProducer,
  'queue-size': oldProducer,
  'queue-enqueuetimeout-ms': oldProducer,
  'value-serializer': oldProducer,
  'key-serializer': oldProducer,
}
