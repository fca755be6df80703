import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** What the file says is checked after the client was made: that is what the cases are about. */
export const vocabulary: Vocabulary = {
  actions: ['offset-json-file'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    'offset-json-file': ['no-such-file', ''],
    'command-config': ['no-such-file'],
    zookeeper: ['x:1'],
  },
}
