import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

const decoder = 'org.apache.kafka.tools.api.StringDecoder'

/** The options of kafka-dump-log 4.3.1, in alphabetical order. */
export const dumpLogOptions = {
  'cluster-metadata-decoder': {
    help: 'Decode records in __cluster_metadata, of a KRaft cluster. Prints contents.',
  },
  'deep-iteration': {
    help: 'Print a line for each record, not only for each batch. Options that print contents do so, too.',
  },
  files: {
    argument: 'required',
    argumentName: 'FILE,...',
    help: 'Segments, snapshots and indexes to print, by their suffix. Required.',
  },
  help: helpAndVersion.help,
  'index-sanity-check': {
    help: 'Only check indexes as a broker does when it starts, to see whether it would rebuild them.',
  },
  'key-decoder-class': {
    argument: 'optional',
    argumentName: 'CLASS',
    default: decoder,
    help: 'How keys are read: StringDecoder, IntegerDecoder, LongDecoder or DefaultDecoder of org.apache.kafka.tools.api. Prints contents.',
  },
  'max-bytes': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'int',
    default: '2147483647',
    help: 'Read at most this many bytes of a segment.',
  },
  'max-message-size': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'int',
    default: '5242880',
    help: 'Size of the largest batch that an index may point to.',
  },
  'offsets-decoder': {help: 'Decode records of __consumer_offsets. Prints contents.'},
  'print-data-log': {help: 'Print keys and values.'},
  'remote-log-metadata-decoder': {help: 'Decode records of __remote_log_metadata. Prints contents.'},
  'share-group-state-decoder': {help: 'Decode records of __share_group_state. Prints contents.'},
  'skip-record-metadata': {
    help: 'Print only keys and values of records, without offsets and sizes, and no control records.',
  },
  'transaction-log-decoder': {help: 'Decode records of __transaction_state. Prints contents.'},
  'value-decoder-class': {
    argument: 'optional',
    argumentName: 'CLASS',
    default: decoder,
    help: 'How values are read: see --key-decoder-class. Prints contents.',
  },
  'verify-index-only': {help: 'Compare indexes with their segment without printing their entries.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export type DumpLogOptions = Options<typeof dumpLogOptions>

export const removedDumpLogOptions: RemovedOptions = {}
