import type {OptionTable} from '../command-line/options.ts'

const count = {argument: 'required', argumentName: 'COUNT', type: 'long'} as const
const file = {argument: 'required', argumentName: 'FILE'} as const

/** What the performance tests of consumers have in common. */
export const perfOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {...file, help: 'Properties for the consumer (client.properties).'},
  'command-property': {
    argument: 'required',
    argumentName: 'KEY=VALUE',
    repeatable: true,
    help: 'A property of the consumer, which overrides the file.',
  },
  'consumer.config': {
    ...file,
    help: 'Properties for the consumer.',
    deprecated: 'Deprecated since 4.2: see --command-config.',
  },
  'date-format': {
    argument: 'required',
    argumentName: 'FORMAT',
    default: 'yyyy-MM-dd HH:mm:ss:SSS',
    help: 'How times are printed: a pattern of java.text.SimpleDateFormat, with English names.',
  },
  'fetch-size': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'int',
    default: '1048576',
    help: 'How many bytes of a partition to fetch at once (max.partition.fetch.bytes).',
  },
  'hide-header': {help: 'Do not print the line with the names of the columns.'},
  messages: {...count, help: 'How many records to read.', deprecated: 'Deprecated since 4.2: see --num-*.'},
  'num-records': {...count, help: 'How many records to read. Required.'},
  'print-metrics': {help: "Print metrics of the consumer at the end: those of Java's metrics that this tool has."},
  'reporting-interval': {
    argument: 'required',
    argumentName: 'MS',
    type: 'long',
    default: '5000',
    help: 'With --show-detailed-stats: how often to print a line, in milliseconds.',
  },
  'socket-buffer-size': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'int',
    default: '2097152',
    help: 'Receive buffer of connections (receive.buffer.bytes). Has no effect: the operating system decides.',
  },
  timeout: {
    argument: 'optional',
    argumentName: 'MS',
    type: 'long',
    default: '10000',
    help: 'Stop when no record has come for this long, joining the group included, in milliseconds.',
  },
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'The topic to read.'},
} satisfies OptionTable
