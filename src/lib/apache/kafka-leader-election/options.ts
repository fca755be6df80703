import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'

/** The options of kafka-leader-election 4.3.1, in alphabetical order. */
export const electionOptions = {
  'admin.config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client.',
    deprecated: 'Deprecated since Kafka 4.2: use --command-config.',
  },
  'all-topic-partitions': {
    help: 'Elect leaders of all partitions that need an election, instead of those of --topic or --path-to-...',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  'election-type': {
    argument: 'required',
    argumentName: 'TYPE',
    help:
      'preferred: the first replica of the assignment, if it is in sync. unclean: any live replica, for partitions without a ' +
      'leader; records may be lost. Required.',
  },
  help: helpAndVersion.help,
  partition: {
    argument: 'required',
    argumentName: 'NUMBER',
    type: 'int',
    help: 'With --topic: the partition. Required then.',
  },
  'path-to-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Partitions as {"partitions": [{"topic": "orders", "partition": 0}]}.',
  },
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'The topic of the partition.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export type ElectionOptions = Options<typeof electionOptions>
