import type {ArgumentTable, CommandSpec} from '../command-line/arguments.ts'

/** The options of kafka-metadata-quorum 4.3.1 that come before the command. */
export const quorumOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    group: 'bootstrap',
    help: 'Brokers to connect to first. This or --bootstrap-controller is required.',
  },
  'bootstrap-controller': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    group: 'bootstrap',
    help: 'Controllers to connect to first, instead of brokers.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help:
      'Properties for the admin client (client.properties): security, timeouts. For add-controller, also those of the ' +
      'controller (node.id, process.roles, directories, listeners).',
  },
} satisfies ArgumentTable
export const requiredQuorumGroups = ['bootstrap']

/** The commands, in the order in which Apache's tool has them. */
export const quorumCommands = {
  describe: {
    help: 'Print the state of the quorum of controllers.',
    options: {
      status: {help: 'Print leader, epoch, voters and observers.'},
      replication: {help: 'Print how far each replica of the metadata has got.'},
      'human-readable': {help: 'With --replication: print how long ago instead of when.'},
    },
  },
  'add-controller': {
    help: 'Add the controller that --command-config describes to the quorum.',
    options: {'dry-run': {help: 'Print what would be done, and do nothing.'}},
  },
  'remove-controller': {
    help: 'Remove a controller from the quorum.',
    options: {
      'controller-id': {
        argument: 'required',
        argumentName: 'ID',
        short: 'i',
        type: 'int',
        required: true,
        help: 'Node id of the controller.',
      },
      'controller-directory-id': {
        argument: 'required',
        argumentName: 'UUID',
        short: 'd',
        required: true,
        help: 'Id of its metadata directory, which describe --status prints.',
      },
      'dry-run': {help: 'Print what would be done, and do nothing.'},
    },
  },
} satisfies Readonly<Record<string, CommandSpec>>

export type QuorumCommand = keyof typeof quorumCommands
