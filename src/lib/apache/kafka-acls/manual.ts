import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "list, create and delete ACLs, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --list | --add | --remove [RESOURCES] [OPTIONS]',
  description:
    'Takes exactly one action. --list without a resource prints all ACLs; --add and --remove need at least one.\n\n' +
    '--remove without a principal deletes all ACLs of the resources, whatever --operation says. Without a terminal it ' +
    'needs --force.\n\n' +
    'A * is not a pattern within a name: --resource-pattern-type prefixed with --topic orders- covers all topics whose ' +
    "names begin so, and --topic '*' covers all topics.",
  exit: [
    [0, 'Success.'],
    [1, `A request failed; like Apache's tool, this one says so on standard output. ${usageErrors} Also after --help.`],
  ],
  examples: [
    ['List all ACLs', 'kafka-acls --bootstrap-server localhost:9092 --list'],
    [
      'Let a consumer read',
      'kafka-acls --bootstrap-server localhost:9092 --add --allow-principal User:alice --consumer --topic orders --group billing',
    ],
    [
      'List the ACLs that apply to a topic, those of prefixes and * included',
      'kafka-acls --bootstrap-server localhost:9092 --list --topic orders --resource-pattern-type match',
    ],
  ],
  related: ['kafka-topics', 'kafka-consumer-groups'],
} satisfies Manual
