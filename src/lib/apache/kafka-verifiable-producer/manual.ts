import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "send numbers and print which were acknowledged, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC [OPTIONS]',
  description:
    'Sends the numbers 0, 1, 2, … as values, without retries, and prints a line of JSON for each event: startup_complete, ' +
    'producer_send_success with key, value, topic, partition and offset, producer_send_error with the exception of Java, ' +
    'shutdown_complete, and tool_data with what was sent and acknowledged. Tests of whole systems find out with it what ' +
    'was lost.',
  exit: [
    [0, 'The run ended, even if records failed; also if the command line is empty.'],
    [1, `The producer could not be created. ${usageErrors} Also after --help.`],
    [
      130,
      'Interrupted by Ctrl-C; 143 for SIGTERM. Records that were sent are waited for, and the last events are printed.',
    ],
  ],
  examples: [
    [
      'Send a thousand records, ten per second',
      'kafka-verifiable-producer --bootstrap-server localhost:9092 --topic check --max-messages 1000 --throughput 10',
    ],
  ],
  related: ['kafka-console-producer'],
} satisfies Manual
