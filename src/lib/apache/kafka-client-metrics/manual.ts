import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "manage client metrics subscriptions, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --list | --describe | --alter | --delete [OPTIONS]',
  description:
    'Takes exactly one action. A subscription defines which clients push which of their metrics to the brokers, and how ' +
    'often (KIP-714). The brokers need a plugin that receives the metrics.',
  exit: [
    [0, 'Success; also if a subscription to describe does not exist.'],
    [1, `A request failed; like Apache's tool, this one says so on standard output. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Let all clients push the metrics of producers every minute',
      'kafka-client-metrics --bootstrap-server localhost:9092 --alter --name producers --metrics org.apache.kafka.producer. --interval 60000',
    ],
    [
      'Limit it to clients whose id begins with app',
      "kafka-client-metrics --bootstrap-server localhost:9092 --alter --name producers --match 'client_id=app.*'",
    ],
    ['List subscriptions', 'kafka-client-metrics --bootstrap-server localhost:9092 --list'],
  ],
  related: ['kafka-configs'],
} satisfies Manual
