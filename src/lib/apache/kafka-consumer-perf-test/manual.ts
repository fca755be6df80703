import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "measure how fast records can be read, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC | --include REGEX --num-records N [OPTIONS]',
  description:
    'Reads records as a member of a consumer group, commits its position at the end, and prints how many it read per second, ' +
    'with and without the time in which it had no partitions (rebalance.time.ms).\n\n' +
    "The figures measure this client, not Java's. It reads exactly as many records as requested; Apache's tool also counts " +
    'those that came with the last ones. Checksums are verified.',
  exit: [
    [0, 'The run ended, even with fewer records than requested.'],
    [1, `The consumer failed. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C.'],
  ],
  examples: [
    [
      'Read a million records',
      'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 1000000',
    ],
    [
      'Print a line every second',
      'kafka-consumer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 10000000 --show-detailed-stats --reporting-interval 1000',
    ],
  ],
  related: ['kafka-producer-perf-test', 'kafka-console-consumer'],
} satisfies Manual
