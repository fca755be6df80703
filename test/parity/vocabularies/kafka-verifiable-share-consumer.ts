import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** Apache's tool ends its JVM: each call takes one of its own, so a few have to do. */
export const recorded = 60

export const vocabulary: Vocabulary = {
  actions: ['max-messages', 'acknowledgement-mode', 'offset-reset-strategy'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
    ['--group-id', 'g'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'group-id': ['g', ''],
    'max-messages': ['1', 'x'],
    verbose: [],
    'acknowledgement-mode': ['auto', 'Sync', 'x', ''],
    'offset-reset-strategy': ['earliest', 'LATEST', 'x', 'by_duration'],
    'command-config': ['no-such-file', ''],
    help: [],
  },
}
