import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** Apache's tool ends its JVM: each call takes one of its own, so a few have to do. */
export const recorded = 60

export const vocabulary: Vocabulary = {
  actions: ['max-messages', 'group-protocol', 'reset-policy'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
    ['--group-id', 'g'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'group-id': ['g', ''],
    'group-protocol': ['classic', 'Consumer', 'x', ''],
    'group-remote-assignor': ['uniform'],
    'group-instance-id': ['i', ''],
    'max-messages': ['1', 'x'],
    'session-timeout': ['6000', '1', 'x'],
    verbose: [],
    'enable-autocommit': [],
    'reset-policy': ['latest', 'none', 'x'],
    'consumer.config': ['no-such-file'],
    'command-config': ['no-such-file', ''],
    help: [],
  },
}
