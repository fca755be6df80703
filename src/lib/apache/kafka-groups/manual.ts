import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list groups of all types, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --list [OPTIONS]',
  description:
    'Prints classic, consumer, share and Streams groups with their types and protocols. kafka-consumer-groups, ' +
    'kafka-share-groups and kafka-streams-groups show more about the groups of one type.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed; like Apache's tool, this one says so on standard output. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['List all groups', 'kafka-groups --bootstrap-server localhost:9092 --list'],
    ['Only share groups', 'kafka-groups --bootstrap-server localhost:9092 --list --share'],
  ],
  related: ['kafka-consumer-groups'],
} satisfies Manual
