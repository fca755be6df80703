import {usageErrors, type Manual} from '../../../src/lib/apache/command-line/manual.ts'

export default {
  summary: "list the brokers of a cluster, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --list [OPTIONS]',
  description: 'Takes exactly one action.',
  exit: [
    [0, 'Success.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [['List brokers', 'kafka-new-tool --bootstrap-server localhost:9092 --list']],
  related: [],
} satisfies Manual
