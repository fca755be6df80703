import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print records of a share group as lines, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC [OPTIONS]',
  description:
    'Reads as a member of a share group (without --group, of console-share-consumer), whose members share partitions. Where a ' +
    'new group begins is a config of the group, share.auto.offset.reset (default: latest). Each record is accepted after it was ' +
    'printed, or rejected with --reject, or released with --release. Records that were acquired but not printed are released at the end, ' +
    'and the group counts that as a delivery. The tool stops after --max-messages records, when no record arrived for ' +
    '--timeout-ms, or with Ctrl-C.',
  exit: [
    [0, 'Stopped as requested, or because the cluster refused or failed.'],
    [1, `A record could not be printed, or a property is invalid. ${usageErrors}`],
  ],
  examples: [
    [
      'Print and accept ten records, with how often each was delivered',
      'kafka-console-share-consumer --bootstrap-server localhost:9092 --topic orders --group billing --max-messages 10 --formatter-property print.delivery=true',
    ],
    [
      'Make a new group start at the oldest record',
      'kafka-configs --bootstrap-server localhost:9092 --alter --entity-type groups --entity-name billing --add-config share.auto.offset.reset=earliest',
    ],
  ],
  related: ['kafka-share-groups', 'kafka-console-consumer', 'kafka-share-consumer-perf-test'],
} satisfies Manual
