import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print offsets of topics' partitions, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... [OPTIONS]',
  description:
    'Prints one line TOPIC:PARTITION:OFFSET for each partition, sorted as text (partition 10 before 2). A partition in ' +
    'which no record qualifies has no line. Without --topic, --partitions or --topic-partitions it prints all ' +
    'partitions of all topics.',
  exit: [
    [0, "Success. Also if some or all offsets could not be had, as with Apache's tool: standard error says which."],
    [1, `A request failed, or no partition matches. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Where each partition ends', 'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders'],
    [
      'Where each partition begins',
      'kafka-get-offsets --bootstrap-server localhost:9092 --topic orders --time earliest',
    ],
    [
      'Some partitions of some topics',
      "kafka-get-offsets --bootstrap-server localhost:9092 --topic-partitions 'orders:0-3,payments.*:0'",
    ],
  ],
  related: ['kafka-consumer-groups', 'kafka-delete-records', 'kafka-topics'],
} satisfies Manual
