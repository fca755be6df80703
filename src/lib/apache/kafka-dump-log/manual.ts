import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print what is in segments, snapshots and indexes, like Apache Kafka's tool",
  synopsis: '--files FILE,... [OPTIONS]',
  description:
    'Reads files of a broker: segments (.log), snapshots of a KRaft cluster (.checkpoint), indexes (.index, .timeindex, ' +
    '.txnindex) and what is known of producers (.snapshot). Needs no broker, and changes nothing: files that a broker is ' +
    'writing can be read.\n\n' +
    'Prints a line for each batch; with --deep-iteration a line for each record, and with --print-data-log or a decoder ' +
    'keys and values too. Offsets that do not follow on each other, and entries of indexes that do not match their ' +
    'segment, are listed on standard error at the end.',
  exit: [
    [0, 'Success. Also if indexes do not match their segment: standard error says so.'],
    [1, `A file could not be read, or makes no sense. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['The batches of a segment', 'kafka-dump-log --files /var/lib/kafka/orders-0/00000000000000000000.log'],
    [
      'Its records, with keys and values',
      'kafka-dump-log --print-data-log --files /var/lib/kafka/orders-0/00000000000000000000.log',
    ],
    [
      'What groups have committed',
      'kafka-dump-log --offsets-decoder --files /var/lib/kafka/__consumer_offsets-7/00000000000000000000.log',
    ],
    [
      'Whether an index matches its segment',
      'kafka-dump-log --verify-index-only --files /var/lib/kafka/orders-0/00000000000000000000.index',
    ],
  ],
  related: ['kafka-log-dirs', 'kafka-delete-records'],
} satisfies Manual
