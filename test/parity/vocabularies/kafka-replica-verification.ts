import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** All fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['broker-list'],
  usual: [['--broker-list', nowhere]],
  options: {
    'broker-list': [...bootstrapServers, 'localhost', 'a:b', 'a:1,b'],
    'fetch-size': ['1', 'x'],
    'max-wait-ms': ['1', 'x'],
    'report-interval-ms': ['1', 'x'],
    time: ['-1', 'x'],
    'topics-include': ['a', '(('],
    help: [],
    version: [],
  },
}
