import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** Apache's tool ends its JVM: each call takes one of its own, so a few have to do. */
export const recorded = 60

export const vocabulary: Vocabulary = {
  actions: ['acks', 'max-messages', 'throughput'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'max-messages': ['1', 'x'],
    throughput: ['1', 'x', ''],
    acks: ['0', '1', '-1', '2', '+1', 'all'],
    'producer.config': ['no-such-file'],
    'message-create-time': ['1', 'x'],
    'value-prefix': ['1', 'x'],
    'repeating-keys': ['1', 'x'],
    'command-config': ['no-such-file', ''],
    help: [],
  },
}
