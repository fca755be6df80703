import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'
import {formatterOptions} from '../shared/formatter-table.ts'

const keyValue = {argument: 'required', argumentName: 'KEY=VALUE', repeatable: true} as const
const file = {argument: 'required', argumentName: 'FILE'} as const
const number = {argument: 'required', type: 'int'} as const

/** The options of kafka-console-share-consumer 4.3.1, in alphabetical order. */
export const consoleShareConsumerOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {...file, help: 'Properties for the consumer. --command-property overrides them.'},
  'command-property': {...keyValue, help: 'A property of the consumer, for instance max.poll.records=10.'},
  'consumer-config': {
    ...file,
    help: 'Properties for the consumer.',
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  'consumer-property': {
    ...keyValue,
    help: 'A property of the consumer.',
    deprecated: 'Deprecated since 4.2: see --command-*.',
  },
  'enable-systest-events': {help: 'Print shutdown_complete at the end (for system tests).'},
  formatter: formatterOptions.formatter,
  'formatter-config': formatterOptions['formatter-config'],
  'formatter-property': formatterOptions['formatter-property'],
  group: {
    argument: 'required',
    argumentName: 'GROUP',
    help: 'The share group. Default: console-share-consumer, which all runs without this option share.',
  },
  help: helpAndVersion.help,
  'key-deserializer': formatterOptions['key-deserializer'],
  'max-messages': {...number, argumentName: 'COUNT', help: 'Stop after this many records.'},
  property: formatterOptions.property,
  reject: {help: 'Reject each record after it was printed: the group does not deliver it again.'},
  'reject-message-on-error': {help: 'Reject records that cannot be printed instead of stopping.'},
  release: {
    help: 'Release each record after it was printed: the group delivers it again, up to its limit of deliveries.',
  },
  'timeout-ms': {
    ...number,
    argumentName: 'MS',
    help: 'Stop when no record arrives for this long. The exit code is 0.',
  },
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'Read this topic. Required.'},
  'value-deserializer': formatterOptions['value-deserializer'],
  version: helpAndVersion.version,
} satisfies OptionTable

/** This tool is newer than all options that were removed from others. */
export const removedConsoleShareConsumerOptions: RemovedOptions = {}
