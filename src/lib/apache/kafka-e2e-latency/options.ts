import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

const size = (help: string) => ({argument: 'optional', argumentName: 'BYTES', type: 'int', default: '0', help}) as const

/** The options of kafka-e2e-latency 4.3.1, in alphabetical order. */
export const latencyOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {
    argument: 'optional',
    argumentName: 'FILE',
    help: 'Properties for the producer, the consumer and the admin client (client.properties).',
  },
  help: helpAndVersion.help,
  'num-headers': {...size('Number of headers of each record.'), argumentName: 'COUNT'},
  'num-records': {
    argument: 'required',
    argumentName: 'COUNT',
    type: 'int',
    help: 'How many records to send, one after the other. Required.',
  },
  'producer-acks': {
    argument: 'required',
    argumentName: 'ACKS',
    help: 'Replicas that must acknowledge a record: 1 (the leader) or all (all in-sync replicas). Required.',
  },
  'record-header-key-size': size('Bytes of the name of each header.'),
  'record-header-size': size('Bytes of the value of each header; -1 for null.'),
  'record-key-size': size('Bytes of each key.'),
  'record-size': {argument: 'required', argumentName: 'BYTES', type: 'int', help: 'Bytes of each value. Required.'},
  topic: {
    argument: 'required',
    argumentName: 'TOPIC',
    help: 'The topic to use. If it does not exist, it is created with one partition. Required.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedLatencyOptions: RemovedOptions = {}
