import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print the cluster's id and endpoints, and unregister brokers, like Apache Kafka's tool",
  synopsis: 'cluster-id | unregister --id ID | list-endpoints --bootstrap-server HOST:PORT,... [OPTIONS]',
  description:
    'Takes one command, followed by its options. With --bootstrap-controller instead of --bootstrap-server, the ' +
    'controllers are asked, and list-endpoints prints them.\n\n' +
    'Unregister a broker only after its process has ended for good: a running one registers again when it starts.',
  exit: [
    [0, 'Success; also if the cluster is too old to unregister brokers, which is printed.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['Print the id of a cluster', 'kafka-cluster cluster-id --bootstrap-server localhost:9092'],
    [
      'Include brokers that are registered but fenced',
      'kafka-cluster list-endpoints --bootstrap-server localhost:9092 --include-fenced-brokers',
    ],
    [
      'Unregister broker 4, which will not come back',
      'kafka-cluster unregister --bootstrap-server localhost:9092 --id 4',
    ],
  ],
  related: ['kafka-broker-api-versions'],
} satisfies Manual
