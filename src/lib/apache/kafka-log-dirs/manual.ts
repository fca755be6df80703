import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print the contents of brokers' log directories, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --describe [--topic-list TOPIC,...] [--broker-list ID,...]',
  description:
    'Prints two lines of text and one of JSON: for each broker its log directories, and for each directory the replicas ' +
    'with their size in bytes, their lag in records, and whether they are being moved to this directory.\n\n' +
    'The error of an offline directory is the class of its exception.',
  exit: [
    [0, 'Every broker answered.'],
    [1, `A broker did not answer, or is not in the cluster. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Print how many bytes each replica of a topic takes',
      'kafka-log-dirs --bootstrap-server localhost:9092 --describe --topic-list orders | tail -n 1 | jq .',
    ],
    [
      'Print the directories of broker 1',
      'kafka-log-dirs --bootstrap-server localhost:9092 --describe --broker-list 1',
    ],
  ],
  related: ['kafka-topics'],
} satisfies Manual
