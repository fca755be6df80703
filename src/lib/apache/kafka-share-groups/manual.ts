import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list, describe, reset and delete share groups, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --list | --describe | --reset-offsets | --delete | --delete-offsets [OPTIONS]',
  description:
    'Takes exactly one action. --reset-offsets needs --dry-run, which shows what it would do, or --execute. Brokers need ' +
    'Kafka 4.1 or later to describe share groups, and 4.2 to change their offsets.',
  exit: [
    [0, "Success, and also a failed request: look for Error on standard output, as with Apache's tool."],
    [1, `A group to reset has members, or cannot be described. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Show start offsets and lag', 'kafka-share-groups --bootstrap-server localhost:9092 --describe --group jobs'],
    [
      'See what a reset to the beginning would do',
      'kafka-share-groups --bootstrap-server localhost:9092 --reset-offsets --group jobs --all-topics --to-earliest --dry-run',
    ],
  ],
  related: ['kafka-consumer-groups', 'kafka-groups'],
} satisfies Manual
