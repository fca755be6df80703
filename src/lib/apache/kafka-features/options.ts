import type {ArgumentTable, CommandSpec} from '../command-line/arguments.ts'

/** The options of kafka-features 4.3.1 that come before the command. */
export const featuresOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    group: 'bootstrap',
    help: 'Brokers to connect to first. This or --bootstrap-controller is required by commands that ask the cluster.',
  },
  'bootstrap-controller': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    group: 'bootstrap',
    help: 'Controllers to connect to first, instead of brokers.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
} satisfies ArgumentTable

const metadata = {
  argument: 'required',
  argumentName: 'RELEASE',
  help: 'The level of metadata.version, such as 3.9-IV0.',
  deprecated: 'Deprecated since Kafka 3.7: use --feature metadata.version=LEVEL or --release-version.',
} as const
const release = {
  argument: 'required',
  argumentName: 'RELEASE',
  help: 'Set every feature to the default level of this release, such as 4.1 or 4.1-IV0.',
} as const
const levels = {
  argument: 'required',
  argumentName: 'FEATURE=LEVEL',
  repeatable: true,
  help: 'A feature and the level to set it to.',
} as const
const dryRun = {help: 'Only check whether the cluster would accept the change.'}
const unsafe = {help: 'Downgrade even if metadata may be lost.'}

/** The commands, in the order in which Apache's tool has them. */
export const featuresCommands = {
  describe: {
    help: 'Print the features with their supported levels and the level in use.',
    options: {
      'node-id': {
        argument: 'required',
        argumentName: 'ID',
        type: 'int',
        help: 'The node to ask. Default: any broker, or the active controller.',
      },
    },
  },
  upgrade: {
    help: 'Raise the level of features.',
    options: {metadata, 'release-version': release, feature: levels, 'dry-run': dryRun},
  },
  downgrade: {
    help: 'Lower the level of features.',
    options: {metadata, 'release-version': release, feature: levels, unsafe, 'dry-run': dryRun},
  },
  disable: {
    help: 'Set features to level 0.',
    options: {
      feature: {argument: 'required', argumentName: 'FEATURE', repeatable: true, help: 'The feature to disable.'},
      unsafe,
      'dry-run': dryRun,
    },
  },
  'version-mapping': {
    help: 'Print the level of each feature that belongs to a release. Asks no cluster.',
    options: {
      'release-version': {
        argument: 'required',
        argumentName: 'RELEASE',
        help: 'A release from 3.3-IV3 on (default: 4.3-IV0).',
      },
    },
  },
  'feature-dependencies': {
    help: 'Print which other features a level of a feature depends on. Asks no cluster.',
    options: {feature: {...levels, required: true, help: 'A feature and a level.'}},
  },
} satisfies Readonly<Record<string, CommandSpec>>

export type FeaturesCommand = keyof typeof featuresCommands
