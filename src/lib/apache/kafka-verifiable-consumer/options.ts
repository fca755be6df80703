import type {ArgumentTable} from '../command-line/arguments.ts'

const text = {argument: 'required'} as const
const file = {argument: 'required', metavar: 'CONFIG-FILE'} as const
const range = 'org.apache.kafka.clients.consumer.RangeAssignor'

/** The options of kafka-verifiable-consumer 4.3.1, in Apache's order. */
export const verifiableConsumerOptions = {
  'bootstrap-server': {
    ...text,
    metavar: 'HOST1:PORT1[,HOST2:PORT2[...]]',
    group: 'connection',
    required: true,
    help: 'Brokers to connect to first.',
  },
  topic: {...text, metavar: 'TOPIC', required: true, help: 'The topic to read.'},
  'group-protocol': {
    ...text,
    metavar: 'GROUP-PROTOCOL',
    default: 'classic',
    help: 'classic, or consumer for the protocol of KIP-848.',
  },
  'group-remote-assignor': {
    ...text,
    metavar: 'GROUP-REMOTE-ASSIGNOR',
    help: 'With the protocol consumer: the assignor of the broker.',
  },
  'group-id': {...text, metavar: 'GROUP-ID', required: true, help: 'The consumer group.'},
  'group-instance-id': {
    ...text,
    metavar: 'GROUP-INSTANCE-ID',
    help: 'Join as a static member with this group.instance.id.',
  },
  'max-messages': {
    ...text,
    type: 'int',
    metavar: 'MAX-MESSAGES',
    default: '-1',
    help: 'How many records to read; negative: until the process is ended.',
  },
  'session-timeout': {
    ...text,
    type: 'int',
    metavar: 'TIMEOUT-MS',
    help: 'With the protocol classic: how long the group waits for a silent member, in milliseconds.',
  },
  verbose: {help: 'Print a line for each record.'},
  'enable-autocommit': {help: 'Commit offsets periodically and at the end, instead of after each batch of records.'},
  'reset-policy': {
    ...text,
    metavar: 'RESET-POLICY',
    default: 'earliest',
    help: 'Where to start without a committed offset: earliest, latest or none.',
  },
  'assignment-strategy': {
    ...text,
    metavar: 'ASSIGNMENT-STRATEGY',
    default: range,
    help: "With the protocol classic: Java's class name of the assignor.",
  },
  'consumer.config': {
    ...file,
    help: 'Properties file for the consumer.',
    deprecated: 'Deprecated since 4.2: see --command-config.',
  },
  'command-config': {...file, help: 'Properties file for the consumer. The options override it.'},
} satisfies ArgumentTable

export const requiredConsumerGroups = ['connection'] as const
