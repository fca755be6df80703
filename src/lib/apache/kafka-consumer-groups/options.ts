import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

/** Of kafka-consumer-groups 4.3.1, in alphabetical order. */
export const groupsOptions = {
  'all-groups': {help: 'With --describe, --delete and --reset-offsets: all consumer groups.'},
  'all-topics': {help: 'With --reset-offsets: all topics in which the group has committed offsets.'},
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to begin with. Required, except with --validate-regex.',
  },
  'by-duration': {
    argument: 'required',
    argumentName: 'DURATION',
    help: 'With --reset-offsets: to the first record that is not older than this, for instance PT1H30M or P7D.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts. --bootstrap-* counts more than they.',
  },
  delete: {help: 'Delete groups, with what they committed. They must have no members.'},
  'delete-offsets': {help: 'Delete the committed offsets of one group in some topics.'},
  describe: {help: 'Show what groups committed, how far behind they are, and who their members are.'},
  'dry-run': {help: 'With --reset-offsets: show the plan and change nothing (as without --execute).'},
  execute: {help: 'With --reset-offsets: do it.'},
  export: {help: 'With --reset-offsets: print the plan as CSV, which --from-file reads.'},
  'from-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'With --reset-offsets: to offsets of a CSV file of topic,partition,offset (several groups: group,topic,partition,offset).',
  },
  group: {argument: 'required', argumentName: 'GROUP', repeatable: true, help: 'Which group.'},
  help: helpAndVersion.help,
  list: {help: 'Print the ids of consumer groups.'},
  members: {availableIf: ['describe'], help: 'With --describe: the members, instead of the offsets.'},
  offsets: {availableIf: ['describe'], help: 'With --describe: offsets and lag, which is what it shows anyway.'},
  'reset-offsets': {
    help:
      'Set the committed offsets of groups without members. Says what it would do; --execute does it. Needs --topic or ' +
      '--all-topics, and one of the options that say where to: --to-*, --by-duration, --shift-by, --from-*.',
  },
  'shift-by': {
    argument: 'required',
    type: 'long',
    argumentName: 'COUNT',
    help: 'With --reset-offsets: so many records on, or back if negative.',
  },
  state: {
    argument: 'optional',
    argumentName: 'STATE,...',
    availableIf: ['describe', 'list'],
    help: 'With --describe: the state of groups. With --list: a column of it, or only groups in these states.',
  },
  timeout: {
    argument: 'required',
    type: 'long',
    argumentName: 'MS',
    default: '30000',
    help: 'How long a request may take, for instance while a group is being formed.',
  },
  'to-current': {help: 'With --reset-offsets: to where they are (where nothing is committed: to the end).'},
  'to-datetime': {
    argument: 'required',
    argumentName: 'TIME',
    help: 'With --reset-offsets: to the first record not older than 2024-01-31T12:00:00.000 (UTC, or a zone behind it).',
  },
  'to-earliest': {help: 'With --reset-offsets: to the oldest record.'},
  'to-latest': {help: 'With --reset-offsets: behind the newest record.'},
  'to-offset': {
    argument: 'required',
    type: 'long',
    argumentName: 'OFFSET',
    help: 'With --reset-offsets: to this offset, or the nearest that there is.',
  },
  topic: {
    argument: 'required',
    argumentName: 'TOPIC[:0,1,...]',
    repeatable: true,
    help: 'With --reset-offsets and --delete-offsets: which topic, or some partitions of it.',
  },
  type: {
    argument: 'optional',
    argumentName: 'TYPE,...',
    availableIf: ['list'],
    help: 'With --list: a column of types, or only groups of these types (classic, consumer).',
  },
  'validate-regex': {
    argument: 'required',
    argumentName: 'REGEX',
    help: 'Say whether brokers take this regular expression (RE2) for subscriptions.',
  },
  verbose: {availableIf: ['describe'], help: 'With --describe: more columns.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedGroupsOptions: RemovedOptions = {
  zookeeper: {
    since: '2.0',
    instead: 'Offsets live in the brokers: --bootstrap-server HOST:9092 (a broker, not the ZooKeeper).',
  },
  'new-consumer': {since: '2.0', instead: 'There is only the new consumer: leave it out.', legacy: 'ignored'},
}
