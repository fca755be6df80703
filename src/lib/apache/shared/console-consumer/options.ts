import {helpAndVersion, type OptionTable} from '../../command-line/options.ts'
import {formatterOptions} from '../formatter-table.ts'
import {removedForAll, type RemovedOptions} from '../../command-line/removed-options.ts'

const keyValue = (help: string) => ({argument: 'required', argumentName: 'KEY=VALUE', repeatable: true, help}) as const
const file = (help: string) => ({argument: 'required', argumentName: 'FILE', help}) as const

/** The options of kafka-console-consumer 4.3.1, in alphabetical order. */
export const consoleConsumerOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': file('Properties for the consumer. --command-property overrides them.'),
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
  formatter: formatterOptions.formatter,
  'formatter-config': formatterOptions['formatter-config'],
  'formatter-property': formatterOptions['formatter-property'],
  'from-beginning': {help: 'Start from the oldest record if the group has no committed offset.'},
  group: {argument: 'required', argumentName: 'GROUP', help: 'The consumer group. Default: a new one.'},
  help: helpAndVersion.help,
  include: {argument: 'required', argumentName: 'REGEX', help: 'Read all topics whose whole name matches.'},
  'isolation-level': {
    argument: 'required',
    argumentName: 'LEVEL',
    default: 'read_uncommitted',
    help: 'read_committed skips records of aborted transactions, and stops before open ones.',
  },
  'key-deserializer': formatterOptions['key-deserializer'],
  'max-messages': {argument: 'required', type: 'int', argumentName: 'COUNT', help: 'Stop after this many records.'},
  offset: {
    argument: 'required',
    argumentName: 'OFFSET',
    default: 'latest',
    help: 'With --partition, where to start: a number, earliest or latest.',
  },
  partition: {
    argument: 'required',
    type: 'int',
    argumentName: 'PARTITION',
    help: 'Read this partition without joining a group, by default from its end.',
  },
  property: formatterOptions.property,
  'skip-message-on-error': {help: 'Skip records that cannot be printed instead of stopping.'},
  'timeout-ms': {
    argument: 'required',
    type: 'long',
    argumentName: 'MS',
    help: 'Stop when no record arrives for this long. The exit code is 0.',
  },
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'Read this topic.'},
  'value-deserializer': formatterOptions['value-deserializer'],
  version: helpAndVersion.version,
} satisfies OptionTable

const oldConsumer = {since: '2.0', instead: 'It was for the old consumer. Leave it out.'}

export const removedConsoleConsumerOptions: RemovedOptions = {
  zookeeper: {...removedForAll.zookeeper, since: '2.0'},
  whitelist: {since: '4.0', instead: 'Use --include with the same expression.', legacy: {as: 'include'}},
  blacklist: {since: '2.0', instead: 'Use --include with an expression that does not match those topics.'},
  'new-consumer': {...oldConsumer, instead: 'There is only one consumer now. Leave it out.', legacy: 'ignored'},
  'delete-consumer-offsets': {
    since: '2.0',
    instead: 'Use kafka-consumer-groups --delete or --delete-offsets.',
  },
  'csv-reporter-enabled': oldConsumer,
  'metrics-dir': oldConsumer,
}
