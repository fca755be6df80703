import type {ArgumentTable} from '../command-line/arguments.ts'

const payload = {group: 'payload'} as const
const oneOf = 'Exactly one of --record-size and --payload-* is needed.'
const properties = {argument: 'required', metavar: 'PROP-NAME=PROP-VALUE', many: true} as const
const file = {argument: 'required', metavar: 'CONFIG-FILE'} as const

/** The options of kafka-producer-perf-test 4.3.1, in Apache's order. */
export const producerPerfOptions = {
  'bootstrap-server': {
    argument: 'required',
    metavar: 'BOOTSTRAP-SERVER',
    help: 'Brokers to connect to first, HOST:PORT,... Overrides bootstrap.servers of --command-property and --command-config.',
  },
  topic: {argument: 'required', metavar: 'TOPIC', required: true, help: 'Topic to send the records to.'},
  'num-records': {
    argument: 'required',
    metavar: 'NUM-RECORDS',
    type: 'long',
    required: true,
    help: 'How many records to send.',
  },
  'record-size': {
    ...payload,
    argument: 'required',
    metavar: 'RECORD-SIZE',
    type: 'int',
    help: `Bytes of each value, which are letters from A to Z: the same ones in each run. ${oneOf}`,
  },
  'payload-file': {
    ...payload,
    argument: 'required',
    metavar: 'PAYLOAD-FILE',
    help: `A file with values as UTF-8 text, taken at random: the same ones in each run. ${oneOf}`,
  },
  'payload-monotonic': {...payload, help: `Values are the numbers 0, 1, 2, … ${oneOf}`},
  'payload-delimiter': {
    argument: 'required',
    metavar: 'PAYLOAD-DELIMITER',
    default: '\\n',
    help: 'The separator between the values of --payload-file, as a Java regular expression.',
  },
  throughput: {
    argument: 'required',
    metavar: 'THROUGHPUT',
    type: 'double',
    required: true,
    help: 'About how many records to send per second; -1: as many as possible. With 0, the run does not end.',
  },
  'producer-props': {
    ...properties,
    help: 'Properties of the producer.',
    deprecated: 'Deprecated since 4.2: see --command-property.',
  },
  'command-property': {
    ...properties,
    help: 'Properties of the producer, for example linger.ms=10 batch.size=32768. They override those of --command-config.',
  },
  'producer.config': {
    ...file,
    help: 'Properties file for the producer.',
    deprecated: 'Deprecated since 4.2: see --command-config.',
  },
  'command-config': {...file, help: 'Properties file for the producer (client.properties).'},
  'print-metrics': {help: "Print metrics of the producer at the end: those of Java's metrics that this tool has."},
  'transactional-id': {
    argument: 'required',
    metavar: 'TRANSACTIONAL-ID',
    help:
      'Send in transactions with this transactional id. Overrides transactional.id of --command-property and --command-config. ' +
      'With --transaction-duration-ms alone: performance-producer- and a random UUID.',
  },
  'transaction-duration-ms': {
    argument: 'required',
    metavar: 'TRANSACTION-DURATION',
    type: 'long',
    help: 'Commit a transaction when it has been open for this long, in milliseconds (default with a transactional id: 3000).',
  },
  'warmup-records': {
    argument: 'required',
    metavar: 'WARMUP-RECORDS',
    type: 'long',
    default: '0',
    help: 'Exclude this many records at the beginning from a second summary, that of the steady state.',
  },
  'reporting-interval': {
    argument: 'required',
    metavar: 'INTERVAL-MS',
    type: 'long',
    default: '5000',
    help: 'How often to print a line about what was sent since the last one, in milliseconds.',
  },
} satisfies ArgumentTable

export const requiredPerfGroups = ['payload'] as const
