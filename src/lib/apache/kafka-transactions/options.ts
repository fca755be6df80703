import type {ArgumentTable, CommandSpec} from '../command-line/arguments.ts'

/** The options of kafka-transactions 4.3.1 that come before the command. */
export const transactionsOptions = {
  version: {short: 'v', shortFirst: true, help: 'Print the version of Kafka that this tool mirrors.'},
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    required: true,
    help: 'Brokers to connect to first.',
  },
} satisfies ArgumentTable

const topic = {argument: 'required', argumentName: 'TOPIC', help: 'The topic.'} as const
const partition = {argument: 'required', argumentName: 'PARTITION', type: 'int', help: 'The partition.'} as const

/** The commands, in the order in which Apache's tool has them. */
export const transactionsCommands = {
  list: {
    help: 'List transactional ids with their states.',
    options: {
      'duration-filter': {
        argument: 'required',
        argumentName: 'MS',
        type: 'long',
        help: 'Only transactions that have been open for longer than this, in milliseconds; negative: all.',
      },
      'transactional-id-pattern': {
        argument: 'required',
        argumentName: 'REGEX',
        help: 'Only transactional ids that match this regular expression (RE2).',
      },
    },
  },
  describe: {
    help: 'Show the state of a transactional id.',
    options: {
      'transactional-id': {argument: 'required', argumentName: 'ID', required: true, help: 'The transactional id.'},
    },
  },
  'describe-producers': {
    help: 'Show the active producers of a partition.',
    options: {
      'broker-id': {
        argument: 'required',
        argumentName: 'ID',
        type: 'int',
        help: 'The broker whose replica to ask (default: the leader).',
      },
      topic: {...topic, required: true},
      partition: {...partition, required: true},
    },
  },
  abort: {
    help: 'Abort a hanging transaction in a partition. Needs ALTER on the cluster.',
    options: {
      topic: {...topic, required: true},
      partition: {...partition, required: true},
      'start-offset': {
        argument: 'required',
        argumentName: 'OFFSET',
        type: 'long',
        help: 'The offset at which the transaction starts. With brokers of Kafka 3.0 or later, this is enough.',
      },
      'producer-id': {
        argument: 'required',
        argumentName: 'ID',
        type: 'long',
        help: 'The producer id, for older brokers.',
      },
      'producer-epoch': {
        argument: 'required',
        argumentName: 'EPOCH',
        type: 'int',
        isShort: true,
        help: 'The producer epoch, for older brokers.',
      },
      'coordinator-epoch': {
        argument: 'required',
        argumentName: 'EPOCH',
        type: 'int',
        help: 'The coordinator epoch, for older brokers.',
      },
    },
  },
  'find-hanging': {
    help: 'Find transactions that their coordinators no longer know.',
    options: {
      'broker-id': {argument: 'required', argumentName: 'ID', type: 'int', help: 'Only partitions on this broker.'},
      'max-transaction-timeout': {
        argument: 'required',
        argumentName: 'MINUTES',
        type: 'int',
        help: 'Only transactions that have been open for longer than this, in minutes (default: 15).',
      },
      topic: {...topic, help: 'Only this topic.'},
      partition: {...partition, help: 'Only this partition, with --topic.'},
    },
  },
  forceTerminateTransaction: {
    help: 'Abort the open transaction of a transactional id, and fence its producer.',
    options: {
      transactionalId: {argument: 'required', argumentName: 'ID', required: true, help: 'The transactional id.'},
    },
  },
} satisfies Readonly<Record<string, CommandSpec>>

export type TransactionsCommand = keyof typeof transactionsCommands
