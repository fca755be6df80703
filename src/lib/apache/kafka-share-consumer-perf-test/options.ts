import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'
import {perfOptions} from '../shared/consumer-perf-options.ts'

/** The options of kafka-share-consumer-perf-test 4.3.1, in alphabetical order. */
export const shareConsumerPerfOptions = {
  'bootstrap-server': perfOptions['bootstrap-server'],
  'command-config': perfOptions['command-config'],
  'command-property': perfOptions['command-property'],
  'consumer.config': {...perfOptions['consumer.config'], deprecated: 'Deprecated since 4.2: see --command-*.'},
  'date-format': perfOptions['date-format'],
  'fetch-size': {...perfOptions['fetch-size'], help: 'How many bytes to fetch at once (fetch.max.bytes).'},
  group: {
    argument: 'required',
    argumentName: 'GROUP',
    default: 'perf-share-consumer',
    help: 'The share group.',
  },
  help: helpAndVersion.help,
  'hide-header': perfOptions['hide-header'],
  messages: perfOptions.messages,
  'num-records': perfOptions['num-records'],
  'print-metrics': perfOptions['print-metrics'],
  'reporting-interval': perfOptions['reporting-interval'],
  'show-consumer-stats': {help: 'Print a line for each consumer at the end.'},
  'show-detailed-stats': {help: 'Print a line for each interval.'},
  'socket-buffer-size': perfOptions['socket-buffer-size'],
  threads: {
    argument: 'required',
    argumentName: 'COUNT',
    type: 'int',
    default: '1',
    help: 'How many members of the group read in parallel, all in this process.',
  },
  timeout: perfOptions.timeout,
  topic: {...perfOptions.topic, help: 'The topic to read. Required.'},
  version: helpAndVersion.version,
} satisfies OptionTable

/** This tool is newer than all options that were removed from others. */
export const removedShareConsumerPerfOptions: RemovedOptions = {}
