import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const connection = {
  'bootstrap-server': bootstrapServers,
  'bootstrap-controller': [nowhere],
  config: ['no-such-file', ''],
  'command-config': ['no-such-file', ''],
  b: bootstrapServers,
  C: [nowhere],
  c: ['no-such-file'],
}

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: [],
  options: {},
  commands: {
    'cluster-id': connection,
    unregister: {...connection, id: ['1', '-1', 'x', '', '99999999999', '+7'], i: ['1', 'x']},
    'list-endpoints': {...connection, 'include-fenced-brokers': []},
  },
  usualOfCommands: [['--bootstrap-server', nowhere]],
}

export const connectionLast = true

export const liveVocabulary: Vocabulary = {
  actions: [],
  options: {},
  commands: {
    'cluster-id': {config: ['no-such-file']},
    'list-endpoints': {'include-fenced-brokers': [], 'command-config': ['no-such-file']},
  },
}
