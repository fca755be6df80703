import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "elect leaders of partitions, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --election-type preferred|unclean --all-topic-partitions | --topic TOPIC --partition NUMBER | --path-to-json-file FILE',
  description:
    'A preferred election makes the first replica of the assignment the leader again, for instance after a broker was ' +
    'restarted. An unclean one brings a partition without a leader back with what a replica has that was not in sync: ' +
    'records may be lost for ever.',
  exit: [
    [0, 'Every partition has the leader that was asked for, also if it had it before.'],
    [1, `An election failed, or the request. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Give every partition its preferred leader',
      'kafka-leader-election --bootstrap-server localhost:9092 --election-type preferred --all-topic-partitions',
    ],
    [
      'Bring back partition 3 of a topic, whatever is lost',
      'kafka-leader-election --bootstrap-server localhost:9092 --election-type unclean --topic orders --partition 3',
    ],
  ],
  related: ['kafka-topics'],
} satisfies Manual
