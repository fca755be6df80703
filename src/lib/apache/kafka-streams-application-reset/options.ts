import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-streams-application-reset 4.3.1, in alphabetical order. */
export const streamsApplicationResetOptions = {
  'application-id': {
    argument: 'required',
    argumentName: 'ID',
    required: true,
    help: 'The application.id, which is the consumer group. Required.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first (default: localhost:9092).',
  },
  'by-duration': {
    argument: 'required',
    argumentName: 'DURATION',
    help: 'Move input topics to the first record that is at most this old, for instance PT1H30M or P7D.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the clients (client.properties): security, timeouts.',
  },
  'config-file': {
    argument: 'required',
    argumentName: 'FILE',
    deprecated: 'Deprecated since Kafka 4.2: use --command-config.',
    help: 'The same.',
  },
  'dry-run': {
    help: 'Show what would be done. With --force, members of the group are removed nevertheless, as Apache does.',
  },
  force: {
    help: 'Remove the members of the group first. Stop the application before that: running instances join again.',
  },
  'from-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Move input topics to the offsets in a file with lines of TOPIC,PARTITION,OFFSET, for all of their partitions.',
  },
  help: helpAndVersion.help,
  'input-topics': {
    argument: 'required',
    argumentName: 'TOPIC,...',
    repeatable: true,
    help: 'Topics that the application reads. Their offsets move to the oldest record unless another option says where.',
  },
  'intermediate-topics': {
    argument: 'required',
    argumentName: 'TOPIC,...',
    repeatable: true,
    deprecated: 'Deprecated since Kafka 4.0.',
    help: 'Topics that the application writes and reads. Their offsets move to the end.',
  },
  'internal-topics': {
    argument: 'required',
    argumentName: 'TOPIC,...',
    repeatable: true,
    help: 'Delete only these of the internal topics. Without this option, all topics that look like internal ones are deleted.',
  },
  'shift-by': {
    argument: 'required',
    type: 'long',
    argumentName: 'COUNT',
    help: 'Move input topics by this many records from the committed offset, backwards if negative.',
  },
  'to-datetime': {
    argument: 'required',
    argumentName: 'TIME',
    help: 'Move input topics to the first record at or after a time such as 2024-01-31T12:00:00.000 (UTC unless a zone follows).',
  },
  'to-earliest': {help: 'Move input topics to the oldest record, which is the default.'},
  'to-latest': {help: 'Move input topics to the end, after the newest record.'},
  'to-offset': {
    argument: 'required',
    type: 'long',
    argumentName: 'OFFSET',
    help: 'Move input topics to this offset, or the nearest existing one.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedStreamsApplicationResetOptions: RemovedOptions = {
  ...removedForAll,
  'bootstrap-servers': {since: '4.0', instead: 'Use --bootstrap-server.', legacy: {as: 'bootstrap-server'}},
}
