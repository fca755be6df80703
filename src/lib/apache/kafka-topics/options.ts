import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-topics 4.3.1, in alphabetical order. */
export const topicsOptions = {
  alter: {
    help: 'Add partitions to topics, optionally with --replica-assignment. (kafka-configs alters configs.)',
  },
  'at-min-isr-partitions': {
    help: 'With --describe: only partitions with exactly as many in-sync replicas as min.insync.replicas requires.',
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
  config: {
    argument: 'required',
    argumentName: 'NAME=VALUE',
    repeatable: true,
    help: 'With --create: a config of the new topic, for instance retention.ms=86400000 or cleanup.policy=compact.',
  },
  create: {help: 'Create a topic.'},
  delete: {help: 'Delete topics.'},
  'delete-config': {
    argument: 'required',
    argumentName: 'NAME',
    help: 'Ignored with a notice.',
    deprecated: 'No effect since Kafka 4.0: use kafka-configs --alter --delete-config.',
  },
  describe: {help: 'Show partitions, leaders, replicas and configs of topics.'},
  'exclude-internal': {
    help: 'With --list and --describe: exclude internal topics such as __consumer_offsets.',
  },
  help: helpAndVersion.help,
  'if-exists': {help: 'With --alter, --delete and --describe: succeed if the topic does not exist.'},
  'if-not-exists': {help: 'With --create: succeed if the topic already exists.'},
  list: {help: 'Print the names of topics.'},
  'partition-size-limit-per-response': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help: 'With --describe: the most partitions in one response of a broker (2000 by default).',
  },
  partitions: {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help:
      'With --create: number of partitions (default: that of the cluster). With --alter: the new total. Records with a ' +
      'key may then go to another partition than before.',
  },
  'replica-assignment': {
    argument: 'required',
    argumentName: 'ID:ID,ID:ID,...',
    help: 'Broker ids of the replicas of each partition; commas separate partitions, and colons replicas.',
  },
  'replication-factor': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help: 'With --create: number of replicas of each partition (default: that of the cluster).',
  },
  topic: {
    argument: 'required',
    argumentName: 'TOPIC',
    help: 'The topic. Except with --create, a regular expression that must match the whole name; a comma means or.',
  },
  'topic-id': {
    argument: 'required',
    argumentName: 'ID',
    help: 'With --describe: the topic with this id. Overrides --topic.',
  },
  'topics-with-overrides': {help: 'With --describe: only topics that override configs, without their partitions.'},
  'unavailable-partitions': {help: 'With --describe: only partitions without a leader.'},
  'under-min-isr-partitions': {
    help: 'With --describe: only partitions with fewer in-sync replicas than min.insync.replicas requires.',
  },
  'under-replicated-partitions': {help: 'With --describe: only partitions with fewer in-sync replicas than replicas.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedTopicsOptions: RemovedOptions = {
  ...removedForAll,
  force: {since: '3.0', instead: 'It had no effect. Leave it out.', legacy: 'ignored'},
  'disable-rack-aware': {
    since: '3.0',
    instead: 'Replicas are always spread over racks. Use --replica-assignment to place them yourself.',
  },
}
