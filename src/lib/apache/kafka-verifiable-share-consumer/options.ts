import type {ArgumentTable} from '../command-line/arguments.ts'

const text = {argument: 'required'} as const

/** The options of kafka-verifiable-share-consumer 4.3.1, in Apache's order. */
export const verifiableShareConsumerOptions = {
  'bootstrap-server': {
    ...text,
    metavar: 'HOST1:PORT1[,HOST2:PORT2[...]]',
    group: 'connection',
    required: true,
    help: 'Brokers to connect to first.',
  },
  topic: {...text, metavar: 'TOPIC', required: true, help: 'The topic to read.'},
  'group-id': {...text, metavar: 'GROUP-ID', required: true, help: 'The share group.'},
  'max-messages': {
    ...text,
    type: 'int',
    metavar: 'MAX-MESSAGES',
    default: '-1',
    help: 'How many records to acknowledge; negative: until the process is ended.',
  },
  verbose: {help: 'Print a line for each record.'},
  'acknowledgement-mode': {
    ...text,
    metavar: 'ACKNOWLEDGEMENT-MODE',
    default: 'auto',
    help: 'When records are acknowledged: with the next fetch (auto), or at once, waiting for it (sync) or not (async).',
  },
  'offset-reset-strategy': {
    ...text,
    metavar: 'OFFSET-RESET-STRATEGY',
    default: '',
    help: 'Where a new group starts, set as a config of the group: earliest or latest.',
  },
  'command-config': {
    ...text,
    metavar: 'CONFIG-FILE',
    help: 'Properties file for the consumer. The options override it.',
  },
} satisfies ArgumentTable

export const requiredShareConsumerGroups = ['connection'] as const
