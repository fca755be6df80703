import type {ArgumentTable} from '../command-line/arguments.ts'

const number = {argument: 'required', type: 'int'} as const
const file = {argument: 'required', metavar: 'CONFIG-FILE'} as const

/** The options of kafka-verifiable-producer 4.3.1, in Apache's order. */
export const verifiableProducerOptions = {
  topic: {argument: 'required', metavar: 'TOPIC', required: true, help: 'Topic to send the records to.'},
  'bootstrap-server': {
    argument: 'required',
    metavar: 'HOST1:PORT1[,HOST2:PORT2[...]]',
    group: 'connection',
    help: 'Brokers to connect to first. Required.',
  },
  'max-messages': {
    ...number,
    metavar: 'MAX-MESSAGES',
    default: '-1',
    help: 'How many records to send; negative: until the process is ended.',
  },
  throughput: {
    ...number,
    metavar: 'THROUGHPUT',
    default: '-1',
    help: 'About how many records to send per second; negative: as many as possible.',
  },
  acks: {
    ...number,
    metavar: 'ACKS',
    choices: ['0', '1', '-1'],
    default: '-1',
    help: 'Replicas that must acknowledge a record: -1 (all in-sync replicas), 1 (the leader) or 0 (none).',
  },
  'producer.config': {
    ...file,
    help: 'Properties file for the producer.',
    deprecated: 'Deprecated since 4.2: see --command-config.',
  },
  'message-create-time': {
    argument: 'required',
    type: 'long',
    metavar: 'CREATE-TIME',
    default: '-1',
    help: 'Timestamp of the first record, in milliseconds since 1970; -1: the time of sending.',
  },
  'value-prefix': {...number, metavar: 'VALUE-PREFIX', help: 'Values begin with this number and a dot.'},
  'repeating-keys': {
    ...number,
    metavar: 'REPEATING-KEYS',
    help: 'Keys repeatedly count from 0 up to one less than this number. Default: no keys.',
  },
  'command-config': {...file, help: 'Properties file for the producer. It overrides the options.'},
} satisfies ArgumentTable

export const requiredProducerGroups = ['connection'] as const
