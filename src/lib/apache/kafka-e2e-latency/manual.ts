import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "measure how long a record takes from a producer to a consumer, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --topic TOPIC --num-records N --producer-acks 1|all --record-size BYTES [OPTIONS]',
  description:
    'Sends a record, waits until it is acknowledged and read again, and sends the next. Prints the latency of every ' +
    'thousandth record, the average and percentiles, in milliseconds.\n\n' +
    'Nothing else may write to the topic during the run: a record that this run did not send is an error. At the end, offsets ' +
    'are committed for a group test-group-TIME.\n\n' +
    "The form of releases before 4.2 (HOST:PORT,... TOPIC N ACKS BYTES [FILE]) is accepted until Kafka 5.0. Like Apache's tool, " +
    'this one takes --help and --version for such words, unless another required option is given.',
  exit: [
    [0, 'Success.'],
    [1, `A record failed or did not come back. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C.'],
  ],
  examples: [
    [
      'Measure a thousand records of 512 bytes',
      'kafka-e2e-latency --bootstrap-server localhost:9092 --topic latency --num-records 1000 --producer-acks all --record-size 512',
    ],
  ],
  related: ['kafka-producer-perf-test', 'kafka-consumer-perf-test'],
} satisfies Manual
