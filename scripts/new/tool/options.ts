import {helpAndVersion, type OptionTable} from '../../../src/lib/apache/command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../../../src/lib/apache/command-line/removed-options.ts'

/** The options of kafka-new-tool 4.3.1, in alphabetical order. */
export const newToolOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  help: helpAndVersion.help,
  list: {help: 'Print the brokers of the cluster.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedNewToolOptions: RemovedOptions = {...removedForAll}
