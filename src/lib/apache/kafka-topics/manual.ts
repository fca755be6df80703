import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list, describe, create, alter and delete topics, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --list | --describe | --create | --alter | --delete [OPTIONS]',
  description:
    'Takes exactly one action. Except with --create, --topic is a regular expression that must match the whole name, and ' +
    "a comma means or: --delete --topic '.*' deletes every topic, without asking.\n\n" +
    '--alter and --delete print nothing when they succeed.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed; like Apache's tool, this one says so on standard output. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Create a topic unless it exists',
      'kafka-topics --bootstrap-server localhost:9092 --create --if-not-exists --topic orders --partitions 12 --replication-factor 3 --config retention.ms=604800000',
    ],
    [
      'List partitions with missing in-sync replicas',
      'kafka-topics --bootstrap-server localhost:9092 --describe --under-replicated-partitions',
    ],
    ['Add partitions', 'kafka-topics --bootstrap-server localhost:9092 --alter --topic orders --partitions 24'],
  ],
  related: ['kafka-console-consumer', 'kafka-console-producer', 'kafka-consumer-groups'],
} satisfies Manual
