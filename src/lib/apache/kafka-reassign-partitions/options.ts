import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-reassign-partitions 4.3.1, in alphabetical order. */
export const reassignOptions = {
  additional: {
    help: 'With --execute: also while other reassignments are going on, or to change the throttle of those.',
  },
  'bootstrap-controller': {
    argument: 'optional',
    argumentName: 'HOST:PORT,...',
    help: 'Controllers to connect to first, instead of brokers. With --cancel and --list only.',
  },
  'bootstrap-server': {
    argument: 'optional',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. This or --bootstrap-controller is required.',
  },
  'broker-list': {
    argument: 'required',
    argumentName: 'ID,...',
    help: 'With --generate: the brokers that replicas shall lie on.',
  },
  cancel: {help: 'Undo what is still going on of --reassignment-json-file.'},
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  'disable-rack-aware': {help: 'With --generate: do not look at racks.'},
  'disallow-replication-factor-change': {
    help: 'With --execute: refuse partitions that would get more or fewer replicas than they have.',
  },
  execute: {help: 'Begin to move replicas as the file of --reassignment-... says.'},
  generate: {
    help: 'Print where replicas are, and where they could go. Moves nothing. Takes --topics-to-... and --broker-... too.',
  },
  help: helpAndVersion.help,
  list: {help: 'Print the reassignments that are going on.'},
  'preserve-throttles': {help: 'With --verify and --cancel: leave throttles as they are.'},
  'reassignment-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help:
      'Where replicas shall lie, as {"version": 1, "partitions": [{"topic": "orders", "partition": 0, "replicas": [1, 2]}]}, ' +
      'each partition also with "log_dirs": absolute paths on the brokers, or any.',
  },
  'replica-alter-log-dirs-throttle': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'long',
    default: '-1',
    help: 'With --execute: what a broker may copy between its log directories, bytes a second.',
  },
  throttle: {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'long',
    default: '-1',
    help: 'With --execute: what a broker may send and receive for reassignments, bytes a second.',
  },
  timeout: {
    argument: 'required',
    argumentName: 'MS',
    type: 'long',
    default: '10000',
    help: 'With --execute and --cancel: how long moves between log directories may take to begin.',
  },
  'topics-to-move-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'With --generate: topics as {"version": 1, "topics": [{"topic": "orders"}]}.',
  },
  verify: {
    help: 'Print how far the reassignment of --reassignment-json-file is, and lift throttles when all are done.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export type ReassignOptions = Options<typeof reassignOptions>
export type ReassignOption = keyof typeof reassignOptions

export const removedReassignOptions: RemovedOptions = {
  zookeeper: {
    since: '3.0',
    instead: 'Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.',
  },
}
