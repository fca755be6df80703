import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "reset a Kafka Streams application, like Apache Kafka's tool",
  synopsis: '--application-id ID --bootstrap-server HOST:PORT,... [--input-topics TOPIC,...] [OPTIONS]',
  description:
    'Sets the committed offsets of the topics that an application reads, and deletes the topics that Kafka Streams has made ' +
    'for it: those whose names begin with the application id and a hyphen and end with -changelog, -repartition and the like. ' +
    'Stop the application first, and delete its local state (state.dir) on its machines. Try it with --dry-run ' +
    'first: an application whose id begins with this one and a hyphen has topics with the same beginning.',
  exit: [
    [0, 'Success.'],
    [1, `The group has members, a topic was not found, or a request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'See what would be done',
      'kafka-streams-application-reset --bootstrap-server localhost:9092 --application-id app --input-topics orders --dry-run',
    ],
  ],
  related: ['kafka-streams-groups', 'kafka-consumer-groups'],
} satisfies Manual
