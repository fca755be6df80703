import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const ids = ['1', '-1', 'x', '', '99999999999']
const uuids = ['AAAAAAAAAAAAAAAAAAAAAQ', 'AAAA', '', '!', 'AAAAAAAAAAAAAAAAAAAAAQAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAA']
const commands = {
  describe: {status: [], replication: [], 'human-readable': []},
  'add-controller': {'dry-run': []},
  'remove-controller': {
    'controller-id': ids,
    'controller-directory-id': uuids,
    i: ids,
    d: uuids,
    'dry-run': [],
  },
}

/** Offsets and times move on, and broker 4 may still be among the observers. */
export const norm = [
  's/^(HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs): ( *)-?\\d+/\\1: \\2N/',
  's/^(\\d\\s+\\t\\S+\\s*\\t)\\d+(\\s*\\t)\\d+(\\s*\\t).*\\t(\\w+)/\\1N\\2N\\3T\\t\\4/',
  's/ +\\t/\\t/',
  'drop ^4',
]

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: [],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    'bootstrap-controller': [nowhere],
    'command-config': ['no-such-file', ''],
  },
  commands,
}

/** Nothing in it changes the quorum. */
export const liveVocabulary: Vocabulary = {
  actions: [],
  options: {},
  commands,
  usualOfCommands: [['--dry-run'], ['--status']],
}
