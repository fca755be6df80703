import type {ArgumentTable, CommandSpec} from '../command-line/arguments.ts'

const connection = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    short: 'b',
    group: 'bootstrap',
    help: 'Brokers to connect to first. This or --bootstrap-controller is required.',
  },
  'bootstrap-controller': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    short: 'C',
    group: 'bootstrap',
    help: 'Controllers to connect to first, instead of brokers.',
  },
  config: {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client.',
    deprecated: 'Deprecated since Kafka 4.2: use --command-config.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    short: 'c',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
} satisfies ArgumentTable
const requiredGroups = ['bootstrap']

/** The commands of kafka-cluster 4.3.1 with their options, in Apache's order. */
export const clusterCommands = {
  'cluster-id': {help: 'Print the id of the cluster.', options: connection, requiredGroups},
  unregister: {
    help: 'Remove a broker that will not come back from the metadata of the cluster.',
    options: {
      ...connection,
      id: {
        argument: 'required',
        argumentName: 'ID',
        short: 'i',
        type: 'int',
        required: true,
        help: 'Id of the broker.',
      },
    },
    requiredGroups,
  },
  'list-endpoints': {
    help: 'Print the addresses of the brokers, or of the controllers.',
    options: {
      ...connection,
      'include-fenced-brokers': {
        help: 'Include brokers that are registered but fenced. With --bootstrap-server only.',
      },
    },
    requiredGroups,
  },
} satisfies Readonly<Record<string, CommandSpec>>

export type ClusterCommand = keyof typeof clusterCommands
