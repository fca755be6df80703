import {helpAndVersion, type OptionTable} from '../command-line/options.ts'
import {removedForAll, type RemovedOptions} from '../command-line/removed-options.ts'

/** The options of kafka-acls 4.3.1, in alphabetical order. */
export const aclsOptions = {
  add: {help: 'Create ACLs.'},
  'allow-host': {
    argument: 'required',
    argumentName: 'HOST',
    repeatable: true,
    help: 'IP address from which the principals of --allow-principal are allowed; * (also if left out) is every host.',
  },
  'allow-principal': {
    argument: 'required',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: "Principal to allow, for instance User:alice; 'User:*' is every user.",
  },
  'bootstrap-controller': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Controllers to connect to first, instead of --bootstrap-server.',
  },
  'bootstrap-server': {
    argument: 'required',
    argumentName: 'HOST:PORT,...',
    help: 'Brokers to connect to first.',
  },
  cluster: {help: 'The cluster as the resource.'},
  'command-config': {
    argument: 'optional',
    argumentName: 'FILE',
    help: 'Properties for the admin client (client.properties): security, timeouts.',
  },
  consumer: {
    help: 'With --add and --remove: what a consumer needs, READ and DESCRIBE on the topics and READ on the groups.',
  },
  'delegation-token': {
    argument: 'required',
    argumentName: 'TOKEN-ID',
    repeatable: true,
    help: 'A delegation token as the resource; * is all of them.',
  },
  'deny-host': {
    argument: 'required',
    argumentName: 'HOST',
    repeatable: true,
    help: 'IP address from which the principals of --deny-principal are denied; * (also if left out) is every host.',
  },
  'deny-principal': {
    argument: 'required',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: 'Principal to deny, even if another ACL allows it.',
  },
  force: {help: 'With --remove: delete without asking.'},
  group: {
    argument: 'required',
    argumentName: 'GROUP',
    repeatable: true,
    help: 'A group as the resource; * is all of them.',
  },
  help: helpAndVersion.help,
  idempotent: {help: 'With --producer: also IDEMPOTENT_WRITE on the cluster.'},
  list: {help: 'Print the ACLs of the resources, or all of them.'},
  operation: {
    argument: 'required',
    argumentName: 'OPERATION',
    repeatable: true,
    default: 'All',
    help:
      'Operation to allow or deny: Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs, ' +
      'ClusterAction, IdempotentWrite, CreateTokens, DescribeTokens, TwoPhaseCommit or All.',
  },
  principal: {
    argument: 'optional',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: 'With --list: only ACLs of these principals.',
  },
  producer: {
    help:
      'With --add and --remove: what a producer needs, WRITE, DESCRIBE and CREATE on the topics, ' +
      'WRITE and DESCRIBE on the transactional ids.',
  },
  remove: {help: 'Delete ACLs.'},
  'resource-pattern-type': {
    argument: 'required',
    argumentName: 'TYPE',
    default: 'LITERAL',
    help:
      'literal or prefixed; with --list and --remove also any (both, of exactly this name) and ' +
      'match (every pattern that applies to the name).',
  },
  topic: {
    argument: 'required',
    argumentName: 'TOPIC',
    repeatable: true,
    help: 'A topic as the resource; * is all of them.',
  },
  'transactional-id': {
    argument: 'required',
    argumentName: 'ID',
    repeatable: true,
    help: 'A transactional id as the resource; * is all of them.',
  },
  'user-principal': {
    argument: 'required',
    argumentName: 'TYPE:NAME',
    repeatable: true,
    help: 'A user as the resource, for CreateTokens and DescribeTokens.',
  },
  version: helpAndVersion.version,
} satisfies OptionTable

export const removedAclsOptions: RemovedOptions = {
  ...removedForAll,
  authorizer: {
    since: '4.0',
    instead: 'ACLs are changed through brokers or controllers: use --bootstrap-server HOST:9092.',
  },
  'authorizer-properties': {
    since: '4.0',
    instead: 'It named the ZooKeeper. Name a broker instead: --bootstrap-server HOST:9092.',
  },
  'zk-tls-config-file': {
    since: '4.0',
    instead: 'It was for ZooKeeper. Put settings for brokers into the file of --command-config.',
  },
}
