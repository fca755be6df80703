import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "measure how fast records can be sent, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --topic TOPIC --num-records N --throughput N ' +
    '--record-size BYTES | --payload-file FILE | --payload-monotonic [OPTIONS]',
  description:
    'Sends records, and prints how many were acknowledged per second and how long that took: a line for each interval and ' +
    'one at the end. A latency is the time from the call that takes a record to its acknowledgement.\n\n' +
    "The payloads are those of Apache's tool, byte for byte. The figures measure this client, not Java's: it waits when ten " +
    "batches of a partition are unacknowledged, while Java's producer waits when buffer.memory is used up, so " +
    'without --throughput its latencies are shorter.\n\n' +
    'Records that fail are reported on standard error and not counted.',
  exit: [
    [0, 'The run ended, even if records failed; also if the command line is empty.'],
    [1, `A transaction failed, or the client could not be created. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C.'],
  ],
  examples: [
    [
      'Send a million records of 100 bytes as fast as possible',
      'kafka-producer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 1000000 --record-size 100 --throughput -1',
    ],
    [
      'Measure the latency at 5,000 records per second, with lz4',
      'kafka-producer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 100000 --record-size 100 --throughput 5000 --command-property compression.type=lz4',
    ],
    [
      'Commit a transaction every second',
      'kafka-producer-perf-test --bootstrap-server localhost:9092 --topic perf --num-records 100000 --record-size 100 --throughput 5000 --transaction-duration-ms 1000',
    ],
  ],
  related: ['kafka-console-producer'],
} satisfies Manual
