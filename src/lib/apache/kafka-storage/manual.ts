import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "format and inspect the log directories of a node, like Apache Kafka's tool",
  synopsis: 'info | format | version-mapping | feature-dependencies | random-uuid [OPTIONS]',
  description:
    'A node of a KRaft cluster starts only with formatted log directories. Each of them belongs to one cluster and one ' +
    'node. format writes meta.properties and bootstrap.checkpoint into each directory that has none, and with ' +
    '--standalone or --initial-controllers the first snapshot of the quorum.\n\n' +
    'Only the part of the configuration that concerns the directories and the quorum is checked.',
  exit: [
    [0, 'Success. Also after --help.'],
    [
      1,
      `info found a problem, or something could not be formatted. ${usageErrors.replace(' and the help go', ' goes')}`,
    ],
  ],
  examples: [
    ['Print an id for a new cluster', 'kafka-storage random-uuid'],
    [
      'Format the directories of a node that is the whole cluster',
      'kafka-storage format --standalone --cluster-id xtzWWN4bTjitpL3kfd9s5g --config server.properties',
    ],
    ['Print which cluster directories belong to', 'kafka-storage info --config server.properties'],
    ['Print the levels of a release', 'kafka-storage version-mapping --release-version 4.1'],
  ],
  related: ['kafka-features', 'kafka-metadata-quorum'],
} satisfies Manual
