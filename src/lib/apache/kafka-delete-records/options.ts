import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-delete-records 4.3.1, in alphabetical order. */
export const deleteRecordsOptions = {
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
  'offset-json-file': {
    argument: 'required',
    argumentName: 'FILE',
    help:
      'For each partition, the offset of the first record to keep, or -1 to delete all: {"partitions": [{"topic": ' +
      '"orders", "partition": 1, "offset": 10}], "version": 1}. Required.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedDeleteRecordsOptions: RemovedOptions = {...removedForAll}
