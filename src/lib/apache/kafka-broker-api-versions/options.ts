import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'

/** The options of kafka-broker-api-versions 4.3.1, in alphabetical order. */
export const apiVersionsOptions = {
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. Each is tried once, in this order. Required.',
  },
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties of the client (client.properties): security, request.timeout.ms.',
  },
  help: helpAndVersion.help,
  version: helpAndVersion.version,
} satisfies OptionTable

export type ApiVersionsOptions = Options<typeof apiVersionsOptions>
