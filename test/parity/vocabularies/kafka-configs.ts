import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, fixtureTopics} from '../values.ts'

const types = [
  'topics',
  'clients',
  'users',
  'brokers',
  'broker-loggers',
  'ips',
  'client-metrics',
  'groups',
  'topic',
  '',
]

export const vocabulary: Vocabulary = {
  actions: ['describe', 'alter'],
  usual: [['--bootstrap-server', '127.0.0.1:99999']],
  options: {
    'bootstrap-server': bootstrapServers,
    'bootstrap-controller': bootstrapServers,
    'entity-type': types,
    'entity-name': ['a', '1', '+1', '', 'a b', '127.0.0.1', '::1'],
    'entity-default': [],
    topic: ['a', '', '.', 'a b'],
    client: ['c', ''],
    user: ['u', ''],
    broker: ['1', 'x', '', '99999999999'],
    'broker-logger': ['1', 'x', ''],
    ip: ['10.0.0.1', ''],
    'client-metrics': ['m', ''],
    group: ['g', ''],
    'client-defaults': [],
    'user-defaults': [],
    'broker-defaults': [],
    'ip-defaults': [],
    all: [],
    'add-config': ['retention.ms=1', 'a=[b,c],d=e', 'a', 'a=b=c', ',', '', 'a b=c', 'producer_byte_rate=1'],
    'add-config-file': ['no-such-file'],
    'delete-config': ['a', 'a,b', '', ','],
    'command-config': ['no-such-file'],
  },
}

/** Nothing in it alters. Users with two SCRAM mechanisms are left out: each broker lists those in an order of its own. */
export const liveVocabulary: Vocabulary = {
  actions: ['describe'],
  options: {
    topic: fixtureTopics,
    client: ['fx-client-q', 'no-such'],
    user: ['fx-user', 'no-such'],
    broker: ['1', '2', '3', '01'],
    'broker-logger': ['no-such', ''],
    ip: ['10.1.2.3', '10.9.9.9'],
    'client-metrics': ['fx-metrics', 'no-such'],
    group: ['fx-g-conf', 'fx-g-empty', 'no-such'],
    'client-defaults': [],
    'user-defaults': [],
    'broker-defaults': [],
    'ip-defaults': [],
    'entity-type': ['topics', 'clients', 'brokers', 'ips', 'client-metrics', 'groups'],
    'entity-name': ['fx-conf', 'fx-user', 'fx-client-q', '2'],
    'entity-default': [],
    all: [],
  },
}
