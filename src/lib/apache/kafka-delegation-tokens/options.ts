import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-delegation-tokens 4.3.1, in alphabetical order. */
export const delegationTokensOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Required.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties). Required, because tokens need a login.',
  },
  create: {help: 'Create a token. It needs --max-life-time-period; --renewer-... says who else may renew it.'},
  describe: {help: 'Print tokens with their secrets (HMAC): your own, and those that you may see.'},
  expire: {help: 'Let a token expire. It needs --hmac; --expiry-time-... says when.'},
  'expiry-time-period': {
    argument: 'optional',
    argumentName: 'MS',
    type: 'long',
    help: 'With --expire: how long the token lasts from now on, in milliseconds; -1 expires it at once.',
  },
  help: helpAndVersion.help,
  hmac: {argument: 'optional', argumentName: 'BASE64', help: 'With --renew and --expire: the secret of the token.'},
  'max-life-time-period': {
    argument: 'optional',
    argumentName: 'MS',
    type: 'long',
    help: 'With --create: how long the token can be renewed, in milliseconds; -1: as long as brokers allow.',
  },
  'owner-principal': {
    argument: 'optional',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: 'With --create: the principal that the token stands for. With --describe: only tokens of these principals.',
  },
  renew: {help: 'Let a token last longer. It needs --hmac and --renew-time-period.'},
  'renew-time-period': {
    argument: 'optional',
    argumentName: 'MS',
    type: 'long',
    help: 'With --renew: how long the token lasts from now on, in milliseconds; -1: as long as brokers are configured for.',
  },
  'renewer-principal': {
    argument: 'optional',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: 'With --create: who else may renew the token, in addition to its owner.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedDelegationTokensOptions: RemovedOptions = {...removedForAll}
