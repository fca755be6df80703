import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-get-offsets 4.3.1, in alphabetical order. */
export const getOffsetsOptions = {
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
  'exclude-internal-topics': {help: 'Leave out internal topics, such as __consumer_offsets.'},
  help: helpAndVersion.help,
  partitions: {
    argument: 'required',
    argumentName: '0,1,...',
    help: 'Only these partitions of each topic. Not together with --topic-partitions.',
  },
  time: {
    argument: 'required',
    argumentName: 'TIME',
    default: 'latest',
    help:
      'Which offset: latest (-1) or earliest (-2), max-timestamp (-3) for the record with the largest timestamp, ' +
      'earliest-local (-4), latest-tiered (-5) or earliest-pending-upload (-6) with tiered storage, or a time in ' +
      'milliseconds since 1970, for the first record that is not older.',
  },
  topic: {
    argument: 'required',
    argumentName: 'REGEX',
    help: 'Only topics whose whole name matches; a comma means or. Not together with --topic-partitions.',
  },
  'topic-partitions': {
    argument: 'required',
    argumentName: 'REGEX[:PARTITIONS],...',
    help:
      'Only these topics and partitions: REGEX:3, REGEX:0-3 (without 3), REGEX:5-, REGEX:-3 (without 3), :3 of each ' +
      'topic.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedGetOffsetsOptions: RemovedOptions = {
  'broker-list': {since: '4.0', instead: 'Use --bootstrap-server.', legacy: {as: 'bootstrap-server'}},
}
