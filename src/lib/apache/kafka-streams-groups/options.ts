import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'
import {rebalanceTimeout, resetOptions} from '../shared/reset-options.ts'

/** The options of kafka-streams-groups 4.3.1, in alphabetical order, with one exception. */
export const streamsGroupsOptions = {
  'all-groups': {help: 'With --describe, --delete and --reset-offsets: all Streams groups.'},
  'all-input-topics': {
    help: 'With --reset-offsets and --delete-offsets: all source topics of the application. --all-input is enough.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'by-duration': resetOptions['by-duration'],
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  delete: {help: 'Delete Streams groups and their committed offsets. They must have no members.'},
  'delete-all-internal-topics': {
    help:
      'With --delete, or --reset-offsets and --execute: also delete the repartition and changelog topics of the groups ' +
      'whose names begin with the id of the group and end like those of Kafka Streams.',
  },
  'delete-internal-topic': {
    argument: 'required',
    argumentName: 'TOPIC',
    repeatable: true,
    help: 'With --reset-offsets and --execute: also delete this topic.',
  },
  'delete-offsets': {help: 'Delete the committed offsets of one group in some of its topics.'},
  describe: {help: 'Show lag, members or state of Streams groups.'},
  'dry-run': {help: 'With --reset-offsets: show the plan and change nothing.'},
  execute: resetOptions.execute,
  export: resetOptions.export,
  'from-file': resetOptions['from-file'],
  group: {
    argument: 'required',
    argumentName: 'GROUP',
    repeatable: true,
    help: 'The Streams group: the application id.',
  },
  help: helpAndVersion.help,
  'input-topic': {
    argument: 'required',
    argumentName: 'TOPIC[:0,1,...]',
    repeatable: true,
    help: 'With --reset-offsets and --delete-offsets: a topic, or some of its partitions.',
  },
  list: {help: 'Print the ids of Streams groups.'},
  members: {availableIf: ['describe'], help: 'With --describe: show members and their tasks instead of lag.'},
  // Before offsets, as in Apache's tool, because messages about both name them in this order.
  state: {
    argument: 'optional',
    argumentName: 'STATE,...',
    availableIf: ['describe', 'list'],
    help:
      'With --describe: show the state of groups. With --list: add a column for it, or list only groups in these states ' +
      '(Empty, NotReady, Stable, Assigning, Reconciling, Dead).',
  },
  offsets: {availableIf: ['describe'], help: 'With --describe: show the lag, which is the default.'},
  'reset-offsets': {
    help:
      'Set the committed offsets of groups without members. Needs --dry-run or --execute, --input-topic or ' +
      '--all-input-topics (except with --from-file), and one of: --to-*, --by-duration, --shift-by, --from-file.',
  },
  'shift-by': resetOptions['shift-by'],
  timeout: rebalanceTimeout,
  'to-current': resetOptions['to-current'],
  'to-datetime': resetOptions['to-datetime'],
  'to-earliest': resetOptions['to-earliest'],
  'to-latest': resetOptions['to-latest'],
  'to-offset': resetOptions['to-offset'],
  verbose: {availableIf: ['describe'], help: 'With --describe: show more columns.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedStreamsGroupsOptions: RemovedOptions = {...removedForAll}
