import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

const bytes = (help: string, standard: string) =>
  ({argument: 'required', type: 'int', argumentName: 'BYTES', default: standard, help}) as const
const millis = (help: string, standard: string) =>
  ({argument: 'required', type: 'long', argumentName: 'MS', default: standard, help}) as const

/** Of kafka-console-producer 4.3.1, in alphabetical order. */
export const consoleProducerOptions = {
  'batch-size': bytes('Size of a batch that is sent to a partition (batch.size).', '16384'),
  'bootstrap-server': {argument: 'required', argumentName: 'HOST:PORT,...', help: 'Brokers to begin with. Required.'},
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the producer. --command-property counts more.',
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
    help: 'none, gzip, snappy, lz4 or zstd; without a value gzip. Left out: none.',
  },
  help: helpAndVersion.help,
  'line-reader': {
    argument: 'required',
    argumentName: 'CLASS',
    default: 'org.apache.kafka.tools.LineMessageReader',
    help: 'What makes records of the input. There is only the default one: a line, a record.',
  },
  'max-block-ms': millis('How long a record may wait for the topic to be known (max.block.ms).', '60000'),
  'max-memory-bytes': {
    argument: 'required',
    type: 'long',
    argumentName: 'BYTES',
    default: '33554432',
    help: 'Unacknowledged bytes that are held in memory (buffer.memory).',
  },
  'max-partition-memory-bytes': {
    ...bytes('Counts more than --batch-size, if given.', '16384'),
    deprecated: 'Deprecated since 4.2: see --batch-*.',
  },
  'message-send-max-retries': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    default: '3',
    help: 'How often a batch is sent again (retries).',
  },
  'metadata-expiry-ms': millis(
    'How long what is known of the cluster is taken to be true (metadata.max.age.ms).',
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
    help: 'Properties for the line reader. --reader-property counts more.',
  },
  'reader-property': {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help:
      'How lines are read: parse.key=false, key.separator=TAB, parse.headers=false, headers.delimiter=TAB, ' +
      'headers.separator=, (a regular expression), headers.key.separator=:, ignore.error=false, null.marker (none), ' +
      "topic. With headers and key a line is h1:v1,h2:v2<TAB>key<TAB>value. No escapes: a tab is $'\\t' in bash.",
  },
  'request-required-acks': {
    argument: 'required',
    argumentName: 'ACKS',
    default: '-1',
    help: 'Who must have a record: -1 or all (in-sync replicas), 1 (the leader), 0 (nobody).',
  },
  'request-timeout-ms': {
    argument: 'required',
    type: 'int',
    argumentName: 'MS',
    default: '1500',
    help: 'How long a broker may take to acknowledge (request.timeout.ms).',
  },
  'retry-backoff-ms': millis('How long to wait before a batch is sent again (retry.backoff.ms).', '100'),
  'socket-buffer-size': bytes('Of the connection (send.buffer.bytes); the system decides here.', '102400'),
  sync: {help: 'Wait until a record is acknowledged before the next line is read.'},
  timeout: millis('How long a batch may wait for more records (linger.ms). Not a time-out.', '1000'),
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'Where the records go. Required.'},
  version: helpAndVersion.version,
} satisfies OptionTable

const oldProducer = {
  since: '2.0',
  instead: 'It belonged to the old producer: leave it out, or see --command-property.',
}

export const removedConsoleProducerOptions: RemovedOptions = {
  zookeeper: removedForAll.zookeeper,
  'broker-list': {
    since: '4.0',
    instead: 'Use --bootstrap-server with the same value.',
    legacy: {as: 'bootstrap-server'},
  },
  'new-producer': {...oldProducer, instead: 'There is only the new producer: leave it out.', legacy: 'ignored'},
  'old-producer': oldProducer,
  'queue-size': oldProducer,
  'queue-enqueuetimeout-ms': oldProducer,
  'value-serializer': oldProducer,
  'key-serializer': oldProducer,
}
