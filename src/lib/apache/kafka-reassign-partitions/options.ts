import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-reassign-partitions 4.3.1, in alphabetical order. */
export const reassignOptions = {
  additional: {
    help: 'With --execute: start even while other reassignments are in progress, or change their throttle.',
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
    help: 'With --generate: the brokers on which to place replicas.',
  },
  cancel: {help: 'Undo the moves of --reassignment-json-file that are still in progress.'},
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  'disable-rack-aware': {help: 'With --generate: ignore racks.'},
  'disallow-replication-factor-change': {
    help: 'With --execute: refuse partitions that would get more or fewer replicas than they have.',
  },
  execute: {help: 'Start to move replicas as the file of --reassignment-... says.'},
  generate: {
    help: 'Print where replicas are, and where they could go. Moves nothing. Takes --topics-to-... and --broker-... too.',
  },
  help: helpAndVersion.help,
  list: {help: 'Print the reassignments in progress.'},
  'preserve-throttles': {help: 'With --verify and --cancel: leave throttles as they are.'},
  'reassignment-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help:
      'Where to place replicas, as {"version": 1, "partitions": [{"topic": "orders", "partition": 0, "replicas": [1, 2]}]}, ' +
      'each partition also with "log_dirs": absolute paths on the brokers, or any.',
  },
  'replica-alter-log-dirs-throttle': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'long',
    default: '-1',
    help: 'With --execute: limit for what a broker copies between its log directories, bytes per second.',
  },
  throttle: {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'long',
    default: '-1',
    help: 'With --execute: limit for what a broker sends and for what it receives for reassignments, bytes per second.',
  },
  timeout: {
    argument: 'required',
    argumentName: 'MS',
    type: 'long',
    default: '10000',
    help: 'With --execute and --cancel: how long moves between log directories may take to start.',
  },
  'topics-to-move-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'With --generate: topics as {"version": 1, "topics": [{"topic": "orders"}]}.',
  },
  verify: {
    help: 'Print the progress of --reassignment-json-file, and remove throttles when all reassignments are done.',
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
