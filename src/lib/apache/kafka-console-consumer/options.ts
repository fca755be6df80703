import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

const keyValue = (help: string) => ({argument: 'required', argumentName: 'KEY=VALUE', repeatable: true, help}) as const
const file = (help: string) => ({argument: 'required', argumentName: 'FILE', help}) as const

/** Of kafka-console-consumer 4.3.1, in alphabetical order. */
export const consoleConsumerOptions = {
  'bootstrap-server': {argument: 'required', argumentName: 'HOST:PORT,...', help: 'Brokers to begin with. Required.'},
  'command-config': file('Properties for the consumer. --command-property counts more.'),
  'command-property': keyValue('A property of the consumer, for instance max.poll.records=10.'),
  'consumer-property': {
    ...keyValue('A property of the consumer.'),
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  'consumer.config': {
    ...file('Properties for the consumer.'),
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  'enable-systest-events': {help: 'Print shutdown_complete at the end (for system tests).'},
  formatter: {
    argument: 'required',
    argumentName: 'CLASS',
    default: 'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
    help:
      'How records are printed. Of org.apache.kafka.tools.consumer there are also LoggingMessageFormatter, ' +
      'NoOpMessageFormatter, OffsetsMessageFormatter, GroupMetadataMessageFormatter, ShareGroupMessageFormatter, ' +
      'TransactionLogMessageFormatter and group.share.ShareGroupStateMessageFormatter.',
  },
  'formatter-config': file('Properties for the formatter. --formatter-property counts more.'),
  'formatter-property': keyValue(
    'How the default formatter prints: print.timestamp, print.partition, print.offset, print.delivery, print.epoch, ' +
      'print.headers, print.key (all false), print.value (true), key.separator (a tab), line.separator (a newline), ' +
      'headers.separator (a comma), null.literal (null), key.deserializer, value.deserializer, headers.deserializer. ' +
      "No escapes: a tab is $'\\t' in bash.",
  ),
  'from-beginning': {help: 'Begin with the oldest record where the group has no committed offset.'},
  group: {argument: 'required', argumentName: 'GROUP', help: 'The consumer group. Left out: one of its own.'},
  help: helpAndVersion.help,
  include: {argument: 'required', argumentName: 'REGEX', help: 'Read the topics whose whole name matches.'},
  'isolation-level': {
    argument: 'required',
    argumentName: 'LEVEL',
    default: 'read_uncommitted',
    help: 'read_committed leaves out records of transactions that were aborted or are open.',
  },
  'key-deserializer': {argument: 'required', argumentName: 'CLASS', help: 'What keys are made into text by.'},
  'max-messages': {argument: 'required', type: 'int', argumentName: 'COUNT', help: 'Stop after so many records.'},
  offset: {
    argument: 'required',
    argumentName: 'OFFSET',
    default: 'latest',
    help: 'With --partition, where to begin: a number, earliest or latest.',
  },
  partition: {
    argument: 'required',
    type: 'int',
    argumentName: 'PARTITION',
    help: 'Read this partition, without a group; from its end unless told otherwise.',
  },
  property: {
    ...keyValue('A property of the formatter.'),
    deprecated: 'Deprecated since 4.2: see --formatter-property.',
  },
  'skip-message-on-error': {help: 'Go on where a record cannot be printed.'},
  'timeout-ms': {
    argument: 'required',
    type: 'long',
    argumentName: 'MS',
    help: 'Stop when no record came for so long; the exit code is 0.',
  },
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'Read this topic.'},
  'value-deserializer': {argument: 'required', argumentName: 'CLASS', help: 'What values are made into text by.'},
  version: helpAndVersion.version,
} satisfies OptionTable

const oldConsumer = {since: '2.0', instead: 'It belonged to the old consumer: leave it out.'}

export const removedConsoleConsumerOptions: RemovedOptions = {
  zookeeper: {...removedForAll.zookeeper, since: '2.0'},
  whitelist: {since: '4.0', instead: 'Use --include with the same expression.', legacy: {as: 'include'}},
  blacklist: {since: '2.0', instead: 'Use --include with an expression that leaves the topics out.'},
  'new-consumer': {...oldConsumer, instead: 'There is only the new consumer: leave it out.', legacy: 'ignored'},
  'delete-consumer-offsets': {
    since: '2.0',
    instead: 'Offsets are deleted by kafka-consumer-groups --delete, or --delete-offsets.',
  },
  'csv-reporter-enabled': oldConsumer,
  'metrics-dir': oldConsumer,
}
