import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "describe and change the quorum of controllers, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... | --bootstrap-controller HOST:PORT,... describe | add-controller | remove-controller [OPTIONS]',
  description:
    'Options that say where the cluster is stand before the command, those of the command behind it.\n\n' +
    'add-controller runs on the machine of the new controller: it reads the id of the metadata directory from its ' +
    'meta.properties. The controller has to run already, as an observer. Both changes need a quorum with kraft.version 1.',
  exit: [
    [0, 'Success. Also after --help.'],
    [1, `A request failed, or a file lacks what is needed. ${usageErrors}`],
  ],
  examples: [
    ['Who leads the quorum', 'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --status'],
    [
      'How far the other controllers and the brokers are behind',
      'kafka-metadata-quorum --bootstrap-server localhost:9092 describe --replication --human-readable',
    ],
    [
      'Add the controller of this machine',
      'kafka-metadata-quorum --command-config controller.properties --bootstrap-server localhost:9092 add-controller',
    ],
    [
      'Take controller 3 out',
      'kafka-metadata-quorum --bootstrap-server localhost:9092 remove-controller --controller-id 3 --controller-directory-id UUID',
    ],
  ],
  related: ['kafka-features', 'kafka-cluster'],
} satisfies Manual
