import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const types = ['preferred', 'unclean', 'PREFERRED', 'Unclean', 'best', '']

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['all-topic-partitions', 'topic', 'path-to-json-file'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--election-type', 'preferred'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    'election-type': types,
    'all-topic-partitions': [],
    topic: ['a', '', 'a b'],
    partition: ['0', '-1', 'x', '', '99999999999'],
    'path-to-json-file': ['no-such-file', ''],
    'command-config': ['no-such-file', ''],
    'admin.config': ['no-such-file', ''],
    help: [],
    version: [],
  },
}

/** Only of partitions that have their leader, or can get none. */
export const liveVocabulary: Vocabulary = {
  actions: ['topic'],
  usual: [['--election-type', 'preferred']],
  options: {
    topic: ['fx-three', 'fx-orders', 'fx-offline', 'no-such', '', 'a b'],
    partition: ['0', '1', '2', '7', '-1', 'x'],
    'election-type': types,
  },
}
