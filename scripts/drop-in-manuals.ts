// What the manual pages of the drop-ins say beyond their options.

export interface Manual {
  /** Behind the name, without capital and full stop. */
  readonly summary: string
  readonly synopsis: string
  readonly description: string
  readonly exit: readonly (readonly [code: number, text: string])[]
  /** What for, and what to type. */
  readonly examples: readonly (readonly [string, string])[]
}

const usage = 'The command line is wrong: a sentence and the help on standard error.'

export const manuals: Readonly<Record<string, Manual>> = {
  'kafka-topics': {
    summary: "list, describe, create, alter and delete topics, as Apache Kafka's tool",
    synopsis: '--bootstrap-server HOST:PORT,... --list | --describe | --create | --alter | --delete [OPTIONS]',
    description:
      'Exactly one action. Except with --create, --topic is a regular expression that matches whole names, a comma ' +
      "means or: --delete --topic '.*' deletes every topic, without asking.\n\n" +
      '--alter and --delete print nothing when they succeed.',
    exit: [
      [0, 'Done.'],
      [1, `A request failed (told on standard output, as Apache does). ${usage} Also after --help.`],
    ],
    examples: [
      [
        'Make a topic unless it is there',
        'kafka-topics --bootstrap-server localhost:9092 --create --if-not-exists --topic orders --partitions 12 --replication-factor 3 --config retention.ms=604800000',
      ],
      [
        'Partitions that lack replicas',
        'kafka-topics --bootstrap-server localhost:9092 --describe --under-replicated-partitions',
      ],
      ['More partitions', 'kafka-topics --bootstrap-server localhost:9092 --alter --topic orders --partitions 24'],
    ],
  },
  'kafka-console-producer': {
    summary: "lines of standard input as records, as Apache Kafka's tool",
    synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC [OPTIONS]',
    description:
      'A line, a record. Records are sent in the background; what could not be sent is told on standard error, and the ' +
      'exit code is 0 all the same, unless --sync is given. On a terminal a > asks for each line; Ctrl-D ends.',
    exit: [
      [0, 'All input was read, even if no record could be sent.'],
      [1, `A line cannot be read, with --sync a record cannot be sent, or a property is wrong. ${usage}`],
    ],
    examples: [
      ['Values', 'kafka-console-producer --bootstrap-server localhost:9092 --topic orders < orders.txt'],
      [
        'Keys before a colon',
        'kafka-console-producer --bootstrap-server localhost:9092 --topic orders --reader-property parse.key=true --reader-property key.separator=:',
      ],
    ],
  },
  'kafka-console-consumer': {
    summary: "records as lines on standard output, as Apache Kafka's tool",
    synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC | --include REGEX [OPTIONS]',
    description:
      'Reads in a consumer group, without --group in one of its own, from the end unless --from-beginning is given; or, ' +
      'with --partition, without a group. Ends after --max-messages, when no record came for --timeout-ms, or with Ctrl-C.',
    exit: [
      [0, 'Ended as told, also when reading had to end because of the cluster.'],
      [1, `A record cannot be printed, or a property is wrong. ${usage}`],
    ],
    examples: [
      [
        'Ten records from the beginning, with keys',
        'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --from-beginning --max-messages 10 --formatter-property print.key=true',
      ],
      [
        'A member of a group, by the new protocol',
        'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --group billing --command-property group.protocol=consumer',
      ],
      [
        'What groups committed',
        'kafka-console-consumer --bootstrap-server localhost:9092 --topic __consumer_offsets --from-beginning --timeout-ms 5000 --formatter org.apache.kafka.tools.consumer.OffsetsMessageFormatter',
      ],
    ],
  },
  'kafka-consumer-groups': {
    summary: "list, describe, reset and delete consumer groups, as Apache Kafka's tool",
    synopsis:
      '--bootstrap-server HOST:PORT,... --list | --describe | --reset-offsets | --delete | --delete-offsets [OPTIONS]',
    description:
      'Exactly one action. --reset-offsets shows what it would do and changes nothing unless --execute is given.',
    exit: [
      [0, 'Done, and also when a request failed: look for Error on standard output, as with Apache.'],
      [1, `${usage} Also after --help.`],
    ],
    examples: [
      ['Lag', 'kafka-consumer-groups --bootstrap-server localhost:9092 --describe --group billing'],
      [
        'Read the last two hours again',
        'kafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --topic orders --by-duration PT2H --execute',
      ],
      [
        'Keep offsets in a file, and go back to them',
        'kafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --all-topics --to-current --export --dry-run > offsets.csv\nkafka-consumer-groups --bootstrap-server localhost:9092 --reset-offsets --group billing --from-file offsets.csv --execute',
      ],
    ],
  },
}
