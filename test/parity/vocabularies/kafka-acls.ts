import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const names = ['a', ' a ', '*', '', 'a*']
const principals = ['User:alice', ' User:alice ', 'User:*', 'Group:x', ':', 'alice', '']
const patternTypes = ['literal', 'PREFIXED', 'any', 'Match', 'unknown', 'x', '']
const operations = ['Read', 'write', 'ALL', 'DescribeConfigs', 'describe_configs', 'Any', 'Unknown', ' Read ', 'x', '']

/**
 * Stack traces are on stdout, and what is in sets changes its place from run to run: also which of several resources the
 * first question is about.
 */
export const norm = ['trace', 'sort', 's/resource filter `[^`]*`/resource filter/']

const options = {
  topic: names,
  group: names,
  'transactional-id': names,
  'delegation-token': names,
  'user-principal': principals,
  cluster: [],
  'resource-pattern-type': patternTypes,
  operation: operations,
  'allow-principal': principals,
  'deny-principal': principals,
  'allow-host': ['10.0.0.1', ' * ', ''],
  'deny-host': ['10.0.0.1', ''],
  principal: principals,
  producer: [],
  consumer: [],
  idempotent: [],
}

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['list', 'add', 'remove'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    ...options,
    'bootstrap-server': bootstrapServers,
    'bootstrap-controller': bootstrapServers,
    'command-config': ['no-such-file', ''],
    authorizer: ['x'],
    force: [],
  },
}

/** Without --force nothing is removed, for there is no terminal to be asked on; what --add would need is missing. */
export const liveVocabulary: Vocabulary = {
  actions: ['list', 'remove', 'list', 'list'],
  options: {
    ...options,
    topic: ['fx-acl', ' fx-acl ', 'fx-acl-more', '*', '', 'no-such'],
    group: ['fx-acl-group', 'fx-acl-group-7', '*', 'x'],
    principal: ['User:fx-alice', 'User:fx-bob', 'User:x', 'alice', ' User:fx-alice '],
  },
}
