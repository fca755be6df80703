import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'
import {rebalanceTimeout, resetOptions} from '../shared/reset-options.ts'

/** The options of kafka-consumer-groups 4.3.1, in alphabetical order. */
export const groupsOptions = {
  'all-groups': {help: 'With --describe, --delete and --reset-offsets: all consumer groups.'},
  'all-topics': {help: 'With --reset-offsets: all topics in which the group has committed offsets.'},
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required, except with --validate-regex.',
  },
  'by-duration': resetOptions['by-duration'],
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts. --bootstrap-* overrides them.',
  },
  delete: {help: 'Delete groups and their committed offsets. They must have no members.'},
  'delete-offsets': {help: 'Delete the committed offsets of one group for some topics.'},
  describe: {help: 'Show committed offsets, lag and members of groups.'},
  'dry-run': {help: 'With --reset-offsets: show the plan and change nothing, as without --execute.'},
  execute: resetOptions.execute,
  export: resetOptions.export,
  'from-file': resetOptions['from-file'],
  group: {argument: 'required', argumentName: 'GROUP', repeatable: true, help: 'The consumer group.'},
  help: helpAndVersion.help,
  list: {help: 'Print the ids of consumer groups.'},
  members: {availableIf: ['describe'], help: 'With --describe: show members instead of offsets.'},
  offsets: {availableIf: ['describe'], help: 'With --describe: show offsets and lag, which is the default.'},
  'reset-offsets': {
    help:
      'Set the committed offsets of groups without members. Shows the plan; --execute carries it out. Needs --topic or ' +
      '--all-topics, and one of: --to-*, --by-duration, --shift-by, --from-*.',
  },
  'shift-by': resetOptions['shift-by'],
  state: {
    argument: 'optional',
    argumentName: 'STATE,...',
    availableIf: ['describe', 'list'],
    help: 'With --describe: show the state of groups. With --list: add a column for it, or list only groups in these states.',
  },
  timeout: rebalanceTimeout,
  'to-current': resetOptions['to-current'],
  'to-datetime': resetOptions['to-datetime'],
  'to-earliest': resetOptions['to-earliest'],
  'to-latest': resetOptions['to-latest'],
  'to-offset': resetOptions['to-offset'],
  topic: {
    argument: 'required',
    argumentName: 'TOPIC[:0,1,...]',
    repeatable: true,
    help: 'With --reset-offsets and --delete-offsets: a topic, or some of its partitions.',
  },
  type: {
    argument: 'optional',
    argumentName: 'TYPE,...',
    availableIf: ['list'],
    help: 'With --list: add a column for the type, or list only groups of these types (classic, consumer).',
  },
  'validate-regex': {
    argument: 'required',
    argumentName: 'REGEX',
    help: 'Check whether brokers accept this regular expression (RE2) in subscriptions.',
  },
  verbose: {availableIf: ['describe'], help: 'With --describe: show more columns.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedGroupsOptions: RemovedOptions = {
  zookeeper: {
    since: '2.0',
    instead:
      'Offsets are stored in brokers. Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.',
  },
  'new-consumer': {since: '2.0', instead: 'There is only one consumer now. Leave it out.', legacy: 'ignored'},
}
