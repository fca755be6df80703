import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-client-metrics 4.3.1, in alphabetical order. */
export const clientMetricsOptions = {
  alter: {help: 'Create a subscription, or change one.'},
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
  delete: {help: 'Delete a subscription.'},
  describe: {help: 'Print the configs of a subscription, or of all.'},
  'generate-name': {help: 'With --alter: create a subscription with a random name.'},
  help: helpAndVersion.help,
  interval: {
    argument: 'required',
    argumentName: 'MS',
    help: "With --alter: how often clients push their metrics, in milliseconds. '' resets it.",
  },
  list: {help: 'Print the names of the subscriptions.'},
  match: {
    argument: 'required',
    argumentName: 'NAME=REGEX,...',
    repeatable: true,
    help:
      'With --alter: which clients push metrics, by client_id, client_instance_id, client_software_name, ' +
      "client_software_version, client_source_address or client_source_port. '' means all.",
  },
  metrics: {
    argument: 'required',
    argumentName: 'PREFIX,...',
    repeatable: true,
    help: "With --alter: prefixes of names of metrics; * for all. '' deletes them.",
  },
  name: {argument: 'required', argumentName: 'NAME', help: 'The subscription.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedClientMetricsOptions: RemovedOptions = {...removedForAll}
