import {latestMetadataVersion} from '../../features/versions.ts'
import type {CommandSpec} from '../command-line/arguments.ts'

const config = {
  argument: 'required',
  argumentName: 'FILE',
  short: 'c',
  required: true,
  help: "The node's configuration (server.properties).",
} as const
const release = {
  argument: 'required',
  argumentName: 'RELEASE',
  short: 'r',
  help: `A release from 3.3-IV3 on, such as 4.1 or 4.1-IV0 (default: ${latestMetadataVersion}).`,
} as const

/** The commands of kafka-storage 4.3.1 with their options, in Apache's order. */
export const storageCommands = {
  info: {help: "Print the state of a node's log directories.", options: {config}},
  format: {
    help: "Format a node's log directories, before it starts for the first time.",
    options: {
      config,
      'cluster-id': {
        argument: 'required',
        argumentName: 'ID',
        short: 't',
        required: true,
        help: 'The id of the cluster.',
      },
      'add-scram': {
        argument: 'required',
        argumentName: 'CREDENTIAL',
        short: 'S',
        repeatable: true,
        help: "A credential with which the cluster starts: 'SCRAM-SHA-256=[name=alice,password=alice-secret]', with iterations, and salt and saltedpassword in base64 if wanted.",
      },
      'ignore-formatted': {short: 'g', help: 'Leave out directories that are formatted already, instead of failing.'},
      'release-version': release,
      feature: {
        argument: 'required',
        argumentName: 'FEATURE=LEVEL',
        short: 'f',
        repeatable: true,
        help: 'A feature and the level with which the cluster starts.',
      },
      standalone: {
        short: 's',
        group: 'quorum',
        help: 'This controller is the only voter, to which others can be added.',
      },
      'no-initial-controllers': {
        short: 'N',
        group: 'quorum',
        help: 'Format without voters, for a controller that joins an existing quorum.',
      },
      'initial-controllers': {
        argument: 'required',
        argumentName: 'ID@HOST:PORT:DIRECTORY,...',
        short: 'I',
        group: 'quorum',
        help: 'The first voters. Give each of them the same list.',
      },
    },
  },
  'version-mapping': {
    help: 'Print the level of each feature that belongs to a release.',
    options: {'release-version': release},
  },
  'feature-dependencies': {
    help: 'Print which other features a level of a feature depends on.',
    options: {
      feature: {
        argument: 'required',
        argumentName: 'FEATURE=LEVEL',
        short: 'f',
        required: true,
        repeatable: true,
        help: 'A feature and a level.',
      },
    },
  },
  'random-uuid': {help: 'Print a random id, for a cluster or a directory.', options: {}},
} satisfies Readonly<Record<string, CommandSpec>>

export type StorageCommand = keyof typeof storageCommands
