import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "describe and alter configs, quotas and SCRAM credentials, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --describe | --alter --entity-type TYPE --entity-name NAME [OPTIONS]',
  description:
    'Takes exactly one action and one entity: a topic, broker, group, client metrics subscription, user, client id or IP ' +
    'address, or the defaults of brokers, users, client ids or IP addresses. A user and a client id may be combined.\n\n' +
    'Passwords of SCRAM credentials are salted in this process; only the salted password is sent to the cluster. One ' +
    'mechanism can be set at a time. Other users of the machine can see the words of a command line: --add-config-file ' +
    'takes the same configs from a file.',
  exit: [
    [0, 'Success; also if an entity to describe does not exist.'],
    [1, `A request failed. ${usageErrors} Also after --help.`],
  ],
  examples: [
    [
      'Keep the records of a topic for a week',
      'kafka-configs --bootstrap-server localhost:9092 --alter --topic orders --add-config retention.ms=604800000',
    ],
    [
      'Print every config of broker 1 with the source of its value',
      'kafka-configs --bootstrap-server localhost:9092 --describe --broker 1 --all',
    ],
    [
      'Limit what a user writes to 1 MiB per second',
      'kafka-configs --bootstrap-server localhost:9092 --alter --user alice --add-config producer_byte_rate=1048576',
    ],
    [
      'Set SCRAM credentials',
      "kafka-configs --bootstrap-server localhost:9092 --alter --user alice --add-config 'SCRAM-SHA-512=[iterations=8192,password=...]'",
    ],
  ],
  related: ['kafka-topics', 'kafka-client-metrics'],
} satisfies Manual
