import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** Stack traces are on stdout. */
export const norm = ['trace']

const options = {
  'command-config': ['no-such-file', ''],
  'reassignment-json-file': ['no-such-file', ''],
  'topics-to-move-json-file': ['no-such-file', ''],
  'broker-list': ['1', '1,2', 'x', ''],
  throttle: ['5', 'x', '-1', '99999999999999999999'],
  'replica-alter-log-dirs-throttle': ['5', 'x'],
  timeout: ['5', 'x'],
  additional: [],
  'disable-rack-aware': [],
  'preserve-throttles': [],
  'disallow-replication-factor-change': [],
}
const actions = ['generate', 'execute', 'verify', 'cancel', 'list']

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions,
  usual: [['--bootstrap-server', nowhere]],
  options: {
    ...options,
    'bootstrap-server': bootstrapServers,
    'bootstrap-controller': bootstrapServers,
    zookeeper: ['x'],
    help: [],
    version: [],
  },
}

/** No file of a plan exists, so nothing is changed. */
export const liveVocabulary: Vocabulary = {actions: [...actions, 'list', 'list'], options}
