import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "measure how fast records can be read, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC | --include REGEX --num-records N [OPTIONS]',
  description:
    'Reads records as a member of a consumer group, commits where it ends, and prints how many were read each second: ' +
    'with and without the time in which it had no partitions (rebalance.time.ms).\n\n' +
    "The figures are those of this client. It reads exactly as many records as were asked for; Apache's tool also counts " +
    'what came with the last ones. Checksums are verified.',
  exit: [
    [0, 'Done, even if there were too few records.'],
    [1, `The consumer failed. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C.'],
  ],
  examples: [
    [
      'Read a million records',
      'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 1000000',
    ],
    [
      'A line each second',
      'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 10000000 --show-detailed-stats --reporting-interval 1000',
    ],
  ],
  related: ['kafka-producer-perf-test', 'kafka-console-consumer'],
} satisfies Manual
