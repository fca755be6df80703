import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "compare the replicas of partitions, like Apache Kafka's tool",
  synopsis: '--broker-list HOST:PORT,... [--topics-include REGEX] [--time TIMESTAMP] [OPTIONS]',
  description:
    'Reads every replica of the chosen partitions, up to its high watermark, and compares offsets and checksums batch by ' +
    'batch. It runs until a signal ends it. A line is printed for each difference, and from time to time one with the ' +
    'largest lag of what has been compared behind the high watermark.\n\n' +
    'The brokers must all be up when it starts, and speak PLAINTEXT: there is no option for security settings. Apache ' +
    'calls the tool deprecated. A replica that cannot be read is reported on standard error; its partition waits for it.',
  exit: [
    [1, `Replicas have different offsets, there is no topic, or it could not begin. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Compare the replicas of a topic from the beginning',
      'kafka-replica-verification --broker-list localhost:9092 --topics-include orders --time -2',
    ],
  ],
  related: ['kafka-reassign-partitions', 'kafka-topics'],
} satisfies Manual
