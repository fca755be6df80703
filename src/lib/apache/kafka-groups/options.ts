import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-groups 4.3.1, in alphabetical order. */
export const allGroupsOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    required: true,
    help: 'Brokers to connect to first.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  consumer: {
    help:
      'Only consumer groups: those of type consumer, and those of type classic whose protocol is consumer or ' +
      'that only store offsets.',
  },
  'group-type': {
    argument: 'required',
    argumentName: 'TYPE',
    help: 'Only groups of this type: classic, consumer, share or streams, in any case.',
  },
  help: helpAndVersion.help,
  list: {help: 'Print the groups with their types and protocols.'},
  protocol: {argument: 'required', argumentName: 'PROTOCOL', help: 'Only groups of this protocol type.'},
  share: {help: 'Only share groups.'},
  streams: {help: 'Only Streams groups.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedAllGroupsOptions: RemovedOptions = {...removedForAll}
