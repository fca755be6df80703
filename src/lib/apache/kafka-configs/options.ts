import {helpAndVersion, type Options, type OptionTable} from '../command-line/options.ts'
import type {RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-configs 4.3.1, in alphabetical order. */
export const configsOptions = {
  'add-config': {
    argument: 'required',
    argumentName: 'NAME=VALUE,...',
    help:
      'With --alter: configs to set. Brackets keep commas together: cleanup.policy=[compact,delete]. Quotas and SCRAM ' +
      'credentials are set in the same way: producer_byte_rate=1048576, SCRAM-SHA-256=[iterations=8192,password=...].',
  },
  'add-config-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'With --alter: a properties file with configs to set.',
  },
  all: {help: 'With --describe: every config, inherited and static ones included.'},
  alter: {help: 'Set and delete configs of one entity.'},
  'bootstrap-controller': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Controllers to connect to first, instead of brokers. For configs of topics and brokers.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first. This or --bootstrap-controller is required.',
  },
  broker: {argument: 'required', argumentName: 'ID', help: 'The broker with this node id.'},
  'broker-defaults': {help: 'The defaults of all brokers.'},
  'broker-logger': {argument: 'required', argumentName: 'ID', help: 'The log levels of the broker with this node id.'},
  client: {argument: 'required', argumentName: 'CLIENT-ID', help: 'The quotas of this client id.'},
  'client-defaults': {help: 'The quotas of all client ids without quotas of their own.'},
  'client-metrics': {argument: 'required', argumentName: 'NAME', help: 'The client metrics subscription of this name.'},
  'command-config': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  'delete-config': {
    argument: 'required',
    argumentName: 'NAME,...',
    repeatable: true,
    help: 'With --alter: configs, quotas or SCRAM mechanisms to delete.',
  },
  describe: {help: 'Print configs that were set dynamically, quotas and SCRAM mechanisms.'},
  'entity-default': {help: 'The default entity of the --entity-type before it: clients, users, brokers or ips.'},
  'entity-name': {
    argument: 'required',
    argumentName: 'NAME',
    repeatable: true,
    help: 'The entity of the --entity-type in the same place: a topic, client id, user, broker id, IP address, client metrics subscription or group.',
  },
  'entity-type': {
    argument: 'required',
    argumentName: 'TYPE',
    repeatable: true,
    help: 'topics, clients, users, brokers, broker-loggers, ips, client-metrics or groups. Only users and clients may be combined.',
  },
  group: {argument: 'required', argumentName: 'GROUP', help: 'The group with this id.'},
  help: helpAndVersion.help,
  ip: {argument: 'required', argumentName: 'ADDRESS', help: 'The connection quota of this IP address or host.'},
  'ip-defaults': {help: 'The connection quota of all IP addresses without a quota of their own.'},
  topic: {argument: 'required', argumentName: 'TOPIC', help: 'The topic of this name.'},
  user: {argument: 'required', argumentName: 'USER', help: 'The quotas and SCRAM credentials of this user principal.'},
  'user-defaults': {help: 'The quotas of all users without quotas of their own.'},
  version: helpAndVersion.version,
} satisfies OptionTable

export type ConfigsOptions = Options<typeof configsOptions>

export const removedConfigsOptions: RemovedOptions = {
  zookeeper: {
    since: '4.0',
    instead: 'Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.',
  },
  'zk-tls-config-file': {
    since: '4.0',
    instead: 'Kafka no longer uses ZooKeeper: put TLS settings for brokers into the file of --command-config.',
  },
  force: {since: '4.0', instead: 'It had no effect. Leave it out.', legacy: 'ignored'},
}
