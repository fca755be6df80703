import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list, describe, reset and delete Streams groups, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --list | --describe | --reset-offsets | --delete | --delete-offsets [OPTIONS]',
  description:
    'Takes exactly one action. Streams groups are the groups of Kafka Streams applications with the protocol of KIP-1071, ' +
    'which brokers have from Kafka 4.1 on; applications with the classic protocol are consumer groups ' +
    '(kafka-consumer-groups, kafka-streams-application-reset). --reset-offsets needs --dry-run, which shows what it would ' +
    'do, or --execute.',
  exit: [
    [0, 'Success, and also if a group, a topic or an offset could not be deleted: look for Error on standard output.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Show the lag of an application', 'kafka-streams-groups --bootstrap-server localhost:9092 --describe --group app'],
    [
      'See what a reset to the beginning would do',
      'kafka-streams-groups --bootstrap-server localhost:9092 --reset-offsets --group app --all-input-topics --to-earliest --dry-run',
    ],
  ],
  related: ['kafka-groups', 'kafka-consumer-groups'],
} satisfies Manual
