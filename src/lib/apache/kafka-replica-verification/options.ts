import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'

/** The options of kafka-replica-verification 4.3.1, in alphabetical order. */
export const verificationOptions = {
  'broker-list': {argument: 'required', argumentName: 'HOST:PORT,...', help: 'Brokers to connect to first. Required.'},
  'fetch-size': {
    argument: 'required',
    argumentName: 'BYTES',
    type: 'int',
    default: '1048576',
    help: 'How many bytes of a partition to read at once.',
  },
  help: helpAndVersion.help,
  'max-wait-ms': {
    argument: 'required',
    argumentName: 'MS',
    type: 'int',
    default: '1000',
    help: 'How long a broker may wait for new records.',
  },
  'report-interval-ms': {
    argument: 'required',
    argumentName: 'MS',
    type: 'long',
    default: '30000',
    help: 'How often to print the largest lag.',
  },
  time: {
    argument: 'required',
    argumentName: 'TIMESTAMP',
    type: 'long',
    default: '-1',
    help: 'Where to start: ms since the epoch, -1 for the end, -2 for the beginning.',
  },
  'topics-include': {
    argument: 'required',
    argumentName: 'REGEX',
    default: '.*',
    help: 'Only topics whose whole name matches this Java regular expression; a comma means or.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export type VerificationOptions = Options<typeof verificationOptions>
