import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'
import {resetOptions} from '../shared/reset-options.ts'

/** The options of kafka-share-groups 4.3.1, in alphabetical order. */
export const shareGroupsOptions = {
  'all-groups': {help: 'With --describe and --delete: all share groups.'},
  'all-topics': {help: 'With --reset-offsets: all topics that the group reads.'},
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
  delete: {help: 'Delete share groups. They must have no members.'},
  'delete-offsets': {
    help: 'Delete the offsets of one group for topics, with --group and --topic. It must have no members.',
  },
  describe: {help: 'Show start offsets, lag and members of share groups.'},
  'dry-run': {help: 'With --reset-offsets: show the plan and change nothing.'},
  execute: {help: 'With --reset-offsets: set the new offsets.'},
  group: {argument: 'required', argumentName: 'GROUP', repeatable: true, help: 'The share group.'},
  help: helpAndVersion.help,
  list: {help: 'Print the ids of share groups.'},
  members: {availableIf: ['describe'], help: 'With --describe: show members instead of offsets.'},
  offsets: {availableIf: ['describe'], help: 'With --describe: show offsets and lag, which is the default.'},
  'reset-offsets': {
    help:
      'Set the start offsets of one group without members. Needs --dry-run or --execute, --topic or --all-topics, and ' +
      'one of: --to-earliest, --to-latest, --to-datetime.',
  },
  state: {
    argument: 'optional',
    argumentName: 'STATE,...',
    availableIf: ['describe', 'list'],
    help:
      'With --describe: show the state of groups. With --list: add a column for it, or list only groups in these states ' +
      '(Empty, Stable, Dead).',
  },
  timeout: {
    argument: 'required',
    type: 'long',
    argumentName: 'MS',
    default: '30000',
    help: 'Time limit of a request.',
  },
  'to-datetime': resetOptions['to-datetime'],
  'to-earliest': resetOptions['to-earliest'],
  'to-latest': resetOptions['to-latest'],
  topic: {
    argument: 'required',
    argumentName: 'TOPIC[:0,1,...]',
    repeatable: true,
    help: 'With --reset-offsets: a topic, or some of its partitions. With --delete-offsets: a topic.',
  },
  verbose: {availableIf: ['describe'], help: 'With --describe: show more columns.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedShareGroupsOptions: RemovedOptions = {...removedForAll}
