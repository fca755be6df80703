import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "read as a member of a group and print what happens, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC --group-id GROUP [OPTIONS]',
  description:
    'Prints a line of JSON for each event: startup_complete, partitions_assigned, partitions_revoked, records_consumed, ' +
    'record_data with --verbose, offsets_committed, shutdown_requested and shutdown_complete. Offsets are committed after ' +
    'each portion of at most 500 records (max.poll.records).',
  exit: [
    [0, 'The run ended, even if reading failed; also if the command line is empty.'],
    [1, `The consumer could not be created. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C; 143 for SIGTERM. The last events are printed.'],
  ],
  examples: [
    [
      'Read a hundred records',
      'kafka-verifiable-consumer --bootstrap-server localhost:9092 --topic check --group-id checker --max-messages 100 --verbose',
    ],
  ],
  related: ['kafka-verifiable-producer', 'kafka-console-consumer'],
} satisfies Manual
