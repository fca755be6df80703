import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "compare the replicas of partitions, like Apache Kafka's tool",
  synopsis: '--broker-list HOST:PORT,... [--topics-include REGEX] [--time TIMESTAMP] [OPTIONS]',
  description:
    'Reads every replica of the chosen partitions, up to its high watermark, and compares offsets and checksums batch by ' +
    'batch. It runs until a signal ends it. It prints a line for each difference, and from time to time one with the ' +
    'largest lag of the compared offsets behind the high watermark.\n\n' +
    'All brokers must be up when it starts, and accept PLAINTEXT connections: there is no option for security settings. Apache ' +
    'has deprecated the tool. A replica that cannot be read is reported on standard error; its partition waits for it.',
  exit: [
    [
      1,
      `Replicas have different offsets, no topic matches, or the tool could not start. ${usageErrors} Also after --help.`,
    ],
  ],
  examples: [
    [
      'Compare the replicas of a topic from the beginning',
      'kafka-replica-verification --broker-list localhost:9092 --topics-include orders --time -2',
    ],
  ],
  related: ['kafka-reassign-partitions', 'kafka-topics'],
} satisfies Manual
