import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "describe, upgrade and downgrade the features of a cluster, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... describe | upgrade | downgrade | disable | version-mapping | feature-dependencies [OPTIONS]',
  description:
    'Options that say where the cluster is come before the command; the options of the command come after it.\n\n' +
    'Raise features once all brokers run the new release. A level of metadata.version is shown by its name, such as ' +
    '4.3-IV0, and given as a number with --feature. Either all features of a command line are changed, or none.',
  exit: [
    [0, 'Success. Also after --help.'],
    [1, `A feature could not be changed, or a request failed. ${usageErrors.replace(' and the help go', ' goes')}`],
  ],
  examples: [
    ['Print the levels in use', 'kafka-features --bootstrap-server localhost:9092 describe'],
    [
      'Check whether all features could be raised to those of Kafka 4.3',
      'kafka-features --bootstrap-server localhost:9092 upgrade --release-version 4.3 --dry-run',
    ],
    ['Print the levels of a release', 'kafka-features version-mapping --release-version 4.1'],
  ],
  related: ['kafka-broker-api-versions', 'kafka-cluster'],
} satisfies Manual
