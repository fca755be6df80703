import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print records as lines, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC | --include REGEX [OPTIONS]',
  description:
    'Reads as a member of a consumer group (without --group, of a new one), from the end unless --from-beginning is ' +
    'given. With --partition it reads that partition without joining a group. It stops after --max-messages records, ' +
    'when no record arrived for --timeout-ms, or with Ctrl-C.',
  exit: [
    [0, 'Stopped as requested, or because the cluster refused or failed.'],
    [1, `A record could not be printed, or a property is invalid. ${usageErrors}`],
  ],
  examples: [
    [
      'Print ten records from the beginning, with their keys',
      'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --from-beginning --max-messages 10 --formatter-property print.key=true',
    ],
    [
      'Join a group with the protocol of KIP-848',
      'kafka-console-consumer --bootstrap-server localhost:9092 --topic orders --group billing --command-property group.protocol=consumer',
    ],
    [
      'Print the offsets that groups have committed',
      'kafka-console-consumer --bootstrap-server localhost:9092 --topic __consumer_offsets --from-beginning --timeout-ms 5000 --formatter org.apache.kafka.tools.consumer.OffsetsMessageFormatter',
    ],
  ],
  related: ['kafka-console-producer', 'kafka-topics', 'kafka-consumer-groups'],
} satisfies Manual
