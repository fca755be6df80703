import {usageErrors, type Manual} from '../command-line/manual.ts'

export default {
  summary: "read as a member of a share group and print what happens, like Apache Kafka's tool",
  synopsis: '--bootstrap-server HOST:PORT,... --topic TOPIC --group-id GROUP [OPTIONS]',
  description:
    'Prints a line of JSON for each event: startup_complete, offset_reset_strategy_set, records_consumed, record_data with ' +
    '--verbose, offsets_acknowledged and shutdown_complete. It accepts all records, and ends when --max-messages of them ' +
    'were acknowledged.',
  exit: [
    [0, 'The run ended, even if reading failed; also if the command line is empty.'],
    [1, `The consumer could not be created. ${usageErrors} Also after --help.`],
    [130, 'Interrupted by Ctrl-C; 143 for SIGTERM. The last events are printed.'],
  ],
  examples: [
    [
      'Accept a hundred records from the beginning',
      'kafka-verifiable-share-consumer --bootstrap-server localhost:9092 --topic check --group-id checker --max-messages 100 --offset-reset-strategy earliest --verbose',
    ],
  ],
  related: ['kafka-verifiable-producer', 'kafka-console-share-consumer'],
} satisfies Manual
