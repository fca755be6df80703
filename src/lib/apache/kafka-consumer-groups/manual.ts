import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list, describe, reset and delete consumer groups, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --list | --describe | --reset-offsets | --delete | --delete-offsets [OPTIONS]',
  description:
    'Takes exactly one action. --reset-offsets shows what it would do and changes nothing unless --execute is given.',
  exit: [
    [0, "Success, and also a failed request: look for Error on standard output, as with Apache's tool."],
    [1, `${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Show the lag', 'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group billing'],
    [
      'Read the last two hours again',
      'kafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --topic orders --by-duration PT2H --execute',
    ],
    [
      'Save offsets to a file, and reset to them',
      'kafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --all-topics --to-current --export --dry-run > offsets.csv\nkafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --from-file offsets.csv --execute',
    ],
  ],
  related: ['kafka-console-consumer', 'kafka-console-producer', 'kafka-topics'],
} satisfies Manual
