import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "print which requests brokers understand, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... [--command-config FILE]',
  description:
    'Asks every broker of the cluster which versions of each API it supports, and prints them with the newest one that ' +
    "both the broker and a client of this release (Apache's 4.3.1) can use.\n\n" +
    'A broker that does not answer has a line with ERROR instead, and the exit code stays 0.',
  exit: [
    [0, 'At least one bootstrap server answered.'],
    [1, `No bootstrap server answered, or a login was refused. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['List the APIs that a cluster supports', 'kafka-broker-api-versions --bootstrap-server localhost:9092'],
    [
      'Print which versions of Fetch each broker supports',
      "kafka-broker-api-versions --bootstrap-server localhost:9092 | grep -E '^[^\\t]|Fetch'",
    ],
  ],
  related: [],
} satisfies Manual
