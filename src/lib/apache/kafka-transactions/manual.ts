import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "show transactions and end those that hang, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... list | describe | describe-producers | find-hanging | abort | forceTerminateTransaction [OPTIONS]',
  description:
    'Options that say where the cluster is come before the command; the options of the command come after it.\n\n' +
    'A transaction hangs when its coordinator no longer knows it: consumers with isolation.level=read_committed wait ' +
    'before it, and compaction stops there. find-hanging finds such transactions, abort ends one in one partition, ' +
    'without asking. forceTerminateTransaction aborts the open transaction of a transactional id in all its partitions.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['List transactional ids', 'kafka-transactions --bootstrap-server localhost:9092 list'],
    [
      'Find transactions that hang on broker 1',
      'kafka-transactions --bootstrap-server localhost:9092 find-hanging --broker-id 1',
    ],
    [
      'Abort the transaction that starts at offset 1234',
      'kafka-transactions --bootstrap-server localhost:9092 abort --topic orders --partition 0 --start-offset 1234',
    ],
  ],
  related: ['kafka-get-offsets'],
} satisfies Manual
