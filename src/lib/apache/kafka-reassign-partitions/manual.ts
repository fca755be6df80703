import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "move replicas of partitions between brokers and log directories, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --generate | --execute | --verify | --cancel | --list [OPTIONS]',
  description:
    '--generate prints where the replicas of topics are and a proposal for where they could be; --execute starts to move ' +
    'them as a file says, and prints a file that undoes it; --verify prints the progress, and --cancel undoes what is ' +
    "not done yet. This tool and Apache's can use each other's files.\n\n" +
    'With --throttle, the configs of brokers and topics are changed. Only --verify (or --cancel) removes them again, and only ' +
    'when no reassignment is in progress: run it until it says so.',
  exit: [
    [0, 'Success; for --verify, also while replicas are still being moved.'],
    [1, `A partition was refused, or a request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Propose where to place the replicas of some topics',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --generate --topics-to-move-json-file topics.json --broker-list 1,2,3',
    ],
    [
      'Move replicas with at most 50 MB per second for each broker',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --execute --reassignment-json-file plan.json --throttle 50000000',
    ],
    [
      'See how far it has got',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --verify --reassignment-json-file plan.json',
    ],
    ['List what is being moved now', 'kafka-reassign-partitions --bootstrap-server localhost:9092 --list'],
  ],
  related: ['kafka-topics', 'kafka-log-dirs', 'kafka-leader-election'],
} satisfies Manual
