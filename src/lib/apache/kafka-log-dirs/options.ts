import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'

/** The options of kafka-log-dirs 4.3.1, in alphabetical order. */
export const logDirsOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'broker-list': {
    argument: 'required',
    argumentName: 'ID,...',
    default: '',
    help: 'Only these brokers (default: all brokers of the cluster).',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  describe: {help: 'Print the log directories. Required.'},
  help: helpAndVersion.help,
  'topic-list': {
    argument: 'required',
    argumentName: 'TOPIC,...',
    default: '',
    help: 'Only replicas of these topics (default: all topics).',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export type LogDirsOptions = Options<typeof logDirsOptions>
