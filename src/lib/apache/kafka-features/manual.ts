import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "describe, upgrade and downgrade the features of a cluster, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... describe | upgrade | downgrade | disable | version-mapping | feature-dependencies [OPTIONS]',
  description:
    'Options that say where the cluster is stand before the command, those of the command behind it.\n\n' +
    'Features are raised after all brokers run a new release. A level of metadata.version is shown by its name, such as ' +
    '4.3-IV0, and given as a number with --feature. Either every feature of a command line is changed or none.',
  exit: [
    [0, 'Success. Also after --help.'],
    [1, `A feature could not be changed, or a request failed. ${usageErrors.replace(' and the help go', ' goes')}`],
  ],
  examples: [
    ['Print the levels that are in force', 'kafka-features --bootstrap-server localhost:9092 describe'],
    [
      'Whether all features could be raised to those of Kafka 4.3',
      'kafka-features --bootstrap-server localhost:9092 upgrade --release-version 4.3 --dry-run',
    ],
    ['Which levels belong to a release', 'kafka-features version-mapping --release-version 4.1'],
  ],
  related: ['kafka-broker-api-versions', 'kafka-cluster'],
} satisfies Manual
