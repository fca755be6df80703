import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "move replicas of partitions between brokers and log directories, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --generate | --execute | --verify | --cancel | --list [OPTIONS]',
  description:
    '--generate prints where the replicas of topics lie and a proposal for where they could lie; --execute begins to move ' +
    'them as a file says, and prints the file that takes it back; --verify says how far it is, and --cancel undoes what is ' +
    "not done yet. Files are those of Apache's tool: plans of either work with the other.\n\n" +
    'With --throttle the configs of brokers and topics are changed. Only --verify (or --cancel) takes that back, and only ' +
    'when no reassignment at all is going on: run it until it says so.',
  exit: [
    [0, 'Success; of --verify also while replicas are still being moved.'],
    [1, `A partition was refused, or a request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Propose a place for the replicas of some topics',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --generate --topics-to-move-json-file topics.json --broker-list 1,2,3',
    ],
    [
      'Move replicas with at most 50 MB a second for each broker',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --execute --reassignment-json-file plan.json --throttle 50000000',
    ],
    [
      'Look how far it is',
      'kafka-reassign-partitions --bootstrap-server localhost:9092 --verify --reassignment-json-file plan.json',
    ],
    ['What is being moved now', 'kafka-reassign-partitions --bootstrap-server localhost:9092 --list'],
  ],
  related: ['kafka-topics', 'kafka-log-dirs', 'kafka-leader-election'],
} satisfies Manual
