import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print segments, snapshots and indexes, like Apache Kafka's tool",
  synopsis: '--files FILE,... [OPTIONS]',
  description:
    'Reads files of a broker: segments (.log), snapshots of a KRaft cluster (.checkpoint), indexes (.index, .timeindex, ' +
    '.txnindex) and the states of producers (.snapshot). Needs no broker and changes nothing: files that a broker is ' +
    'writing to can be read.\n\n' +
    'Prints a line for each batch; with --deep-iteration, a line for each record, and with --print-data-log or a decoder, ' +
    'keys and values too. Gaps between offsets, and entries of indexes that do not match their ' +
    'segment, are listed on standard error at the end.',
  exit: [
    [0, 'Success. Also if indexes do not match their segment, which is reported on standard error.'],
    [1, `A file could not be read, or is malformed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Print the batches of a segment', 'kafka-dump-log --files /var/lib/kafka/orders-0/00000000000000000000.log'],
    [
      'Print its records with keys and values',
      'kafka-dump-log --print-data-log --files /var/lib/kafka/orders-0/00000000000000000000.log',
    ],
    [
      'Print the offsets that groups have committed',
      'kafka-dump-log --offsets-decoder --files /var/lib/kafka/__consumer_offsets-7/00000000000000000000.log',
    ],
    [
      'Check whether an index matches its segment',
      'kafka-dump-log --verify-index-only --files /var/lib/kafka/orders-0/00000000000000000000.index',
    ],
  ],
  related: ['kafka-log-dirs', 'kafka-delete-records'],
} satisfies Manual
