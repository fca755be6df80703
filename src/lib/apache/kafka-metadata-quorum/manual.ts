import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "describe and change the quorum of controllers, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... | --bootstrap-controller HOST:PORT,... describe | add-controller | remove-controller [OPTIONS]',
  description:
    'Options that say where the cluster is come before the command; the options of the command come after it.\n\n' +
    'add-controller runs on the machine of the new controller: it reads the id of the metadata directory from its ' +
    'meta.properties. The controller must already run, as an observer. Both changes need a quorum with kraft.version 1.',
  exit: [
    [0, 'Success. Also after --help.'],
    [1, `A request failed, or a file lacks a required property. ${usageErrors}`],
  ],
  examples: [
    ['Print the leader of the quorum', 'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --status'],
    [
      'Print how far the other controllers and the brokers are behind',
      'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --replication --human-readable',
    ],
    [
      'Add the controller on this machine',
      'kafka-metadata-quorum --command-config controller.properties --bootstrap-server localhost:9092 add-controller',
    ],
    [
      'Remove controller 3',
      'kafka-metadata-quorum --bootstrap-server localhost:9092 remove-controller --controller-id 3 --controller-directory-id UUID',
    ],
  ],
  related: ['kafka-features', 'kafka-cluster'],
} satisfies Manual
