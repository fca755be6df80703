import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "delete the oldest records of partitions, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --offset-json-file FILE [OPTIONS]',
  description:
    'Deletes the records before an offset in each partition that the file names, without asking. They cannot be ' +
    "restored. Prints the new start of each partition. Like Apache's tool, it waits a minute (or " +
    'default.api.timeout.ms) for a topic that does not exist.',
  exit: [
    [0, "Success, and also if partitions failed: look for error: on standard output, as with Apache's tool."],
    [1, `The file cannot be read, or the client cannot be created. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Delete the records of orders-0 before offset 1000',
      'echo \'{"partitions": [{"topic": "orders", "partition": 0, "offset": 1000}]}\' > offsets.json\nkafka-delete-records --bootstrap-server localhost:9092 --offset-json-file offsets.json',
    ],
  ],
  related: ['kafka-get-offsets'],
} satisfies Manual
