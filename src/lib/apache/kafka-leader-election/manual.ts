import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "elect leaders of partitions, like Apache Kafka's tool",
  synopsis:
    '--bootstrap-server HOST:PORT,... --election-type preferred|unclean --all-topic-partitions | --topic TOPIC --partition NUMBER | --path-to-json-file FILE',
  description:
    'A preferred election makes the first replica of the assignment the leader again, for instance after a broker was ' +
    'restarted. An unclean election makes an out-of-sync replica the leader of a partition that has none: ' +
    'records may be lost.',
  exit: [
    [0, 'Every partition has the requested leader, also if it had that leader before.'],
    [1, `An election or the request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Give every partition its preferred leader',
      'kafka-leader-election --bootstrap-server localhost:9092 --election-type preferred --all-topic-partitions',
    ],
    [
      'Make partition 3 of a topic available again, although records may be lost',
      'kafka-leader-election --bootstrap-server localhost:9092 --election-type unclean --topic orders --partition 3',
    ],
  ],
  related: ['kafka-topics'],
} satisfies Manual
