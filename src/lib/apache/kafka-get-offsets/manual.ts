import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print offsets of partitions, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... [OPTIONS]',
  description:
    'Prints one line TOPIC:PARTITION:OFFSET for each partition, sorted as text (partition 10 before 2). A partition in ' +
    'which no record matches has no line. Without --topic, --partitions or --topic-partitions it prints all ' +
    'partitions of all topics.',
  exit: [
    [0, "Success. Also if some or all offsets could not be read, as with Apache's tool: standard error says which."],
    [1, `A request failed, or no partition matches. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Print the end of each partition', 'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders'],
    [
      'Print the start of each partition',
      'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders --time earliest',
    ],
    [
      'Print some partitions of some topics',
      "kafka-get-offsets --bootstrap-server localhost:9092 --topic-partitions 'orders:0-3,payments.*:0'",
    ],
  ],
  related: ['kafka-consumer-groups', 'kafka-delete-records', 'kafka-topics'],
} satisfies Manual
