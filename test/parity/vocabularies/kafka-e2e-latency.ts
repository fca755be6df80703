import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['num-headers', 'record-key-size', 'command-config', 'record-size'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
    ['--num-records', '10'],
    ['--producer-acks', '1'],
    ['--record-size', '5'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'num-records': ['1', '0', '-1', 'x', '', '99999999999'],
    'producer-acks': ['1', 'all', '0', '-1', ''],
    'record-size': ['0', '-1', 'x'],
    'record-key-size': ['1', '-1', 'x'],
    'record-header-key-size': ['1', '-1'],
    'record-header-size': ['1', '-1', '-2'],
    'num-headers': ['1', '-1', 'x'],
    'command-config': ['no-such-file', ''],
    help: [],
    version: [],
  },
}
