import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'
import {perfOptions} from '../shared/consumer-perf-options.ts'

/** The options of kafka-consumer-perf-test 4.3.1, in alphabetical order. */
export const consumerPerfOptions = {
  'bootstrap-server': perfOptions['bootstrap-server'],
  'command-config': perfOptions['command-config'],
  'command-property': perfOptions['command-property'],
  'consumer.config': perfOptions['consumer.config'],
  'date-format': perfOptions['date-format'],
  'fetch-size': perfOptions['fetch-size'],
  'from-latest': {help: 'Without a committed offset, start at the end instead of the beginning.'},
  group: {
    argument: 'required',
    argumentName: 'GROUP',
    help: 'The consumer group. Default: perf-consumer- and a random number below 100000.',
  },
  help: helpAndVersion.help,
  'hide-header': perfOptions['hide-header'],
  include: {
    argument: 'required',
    argumentName: 'REGEX',
    help: 'Read all topics that match this Java regular expression, instead of --topic.',
  },
  messages: perfOptions.messages,
  'num-records': perfOptions['num-records'],
  'print-metrics': perfOptions['print-metrics'],
  'reporting-interval': perfOptions['reporting-interval'],
  'show-detailed-stats': {help: 'Print a line for each interval, and no line at the end.'},
  'socket-buffer-size': perfOptions['socket-buffer-size'],
  timeout: perfOptions.timeout,
  topic: perfOptions.topic,
  version: helpAndVersion.version,
} satisfies OptionTable

const gone = (instead: string) => ({since: '4.0', instead})

export const removedConsumerPerfOptions: RemovedOptions = {
  'broker-list': {...gone('Use --bootstrap-server with the same value.'), legacy: {as: 'bootstrap-server'}},
  threads: gone('It had no effect. Leave it out.'),
  'num-fetch-threads': gone('It had no effect. Leave it out.'),
}
