import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "measure how fast a share group can be read, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC --num-records N [OPTIONS]',
  description:
    'Reads and accepts records as members of a share group, and prints how many it read per second. Where a new group starts ' +
    'is a config of the group, share.auto.offset.reset (default: latest).\n\n' +
    "The figures measure this client, not Java's, and checksums are verified. Apache's tool interrupts its consumers when the whole " +
    'run lasts longer than --timeout, and then fails or warns by chance; this one ends when no record has come for that long.',
  exit: [
    [0, 'The run ended, even with fewer records than requested.'],
    [1, `The consumer failed. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C.'],
  ],
  examples: [
    [
      'Read a million records with two members',
      'kafka-share-consumer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 1000000 --threads 2',
    ],
  ],
  related: ['kafka-console-share-consumer', 'kafka-consumer-perf-test', 'kafka-producer-perf-test'],
} satisfies Manual
