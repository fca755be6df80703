import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** Of kafka-topics 4.3.1, in alphabetical order. */
export const topicsOptions = {
  alter: {
    help: 'Give topics more partitions, and say where their replicas go. (Configs are altered with kafka-configs.)',
  },
  'at-min-isr-partitions': {
    help: 'With --describe: only partitions that have exactly as many in-sync replicas as min.insync.replicas demands.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to begin with. Required.',
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
    help: 'Ignored, with a notice.',
    deprecated: 'Without effect since Kafka 4.0: use kafka-configs --alter --delete-config.',
  },
  describe: {help: 'Show partitions, leaders, replicas and configs of topics.'},
  'exclude-internal': {
    help: 'With --list and --describe: leave out internal topics (__consumer_offsets and so on).',
  },
  help: helpAndVersion.help,
  'if-exists': {help: 'With --alter, --delete and --describe: it is no failure if there is no such topic.'},
  'if-not-exists': {help: 'With --create: it is no failure if the topic exists already.'},
  list: {help: 'Print the names of topics.'},
  'partition-size-limit-per-response': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help: 'With --describe: how many partitions one answer of a broker may hold (2000 unless said otherwise).',
  },
  partitions: {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help:
      'With --create: how many partitions (unless given, what the cluster is set to). With --alter: the new total; ' +
      'records with a key may then go to another partition than before.',
  },
  'replica-assignment': {
    argument: 'required',
    argumentName: 'ID:ID,ID:ID,...',
    help: 'Node ids of the replicas of each partition, a comma between partitions, a colon between replicas.',
  },
  'replication-factor': {
    argument: 'required',
    type: 'int',
    argumentName: 'COUNT',
    help: 'With --create: replicas of each partition (unless given, what the cluster is set to).',
  },
  topic: {
    argument: 'required',
    argumentName: 'TOPIC',
    help: 'Which topic. Except with --create a regular expression that matches whole names; a comma means or.',
  },
  'topic-id': {
    argument: 'required',
    argumentName: 'ID',
    help: 'With --describe: the topic with this id. Counts more than --topic.',
  },
  'topics-with-overrides': {help: 'With --describe: only topics with configs of their own, without their partitions.'},
  'unavailable-partitions': {help: 'With --describe: only partitions without a leader.'},
  'under-min-isr-partitions': {
    help: 'With --describe: only partitions with fewer in-sync replicas than min.insync.replicas demands.',
  },
  'under-replicated-partitions': {help: 'With --describe: only partitions that lack in-sync replicas.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedTopicsOptions: RemovedOptions = {
  ...removedForAll,
  force: {since: '3.0', instead: 'It had no effect: leave it out.', legacy: 'ignored'},
  'disable-rack-aware': {
    since: '3.0',
    instead: 'Replicas are spread over racks; --replica-assignment puts them where you want.',
  },
}
