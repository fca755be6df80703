import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['topic', 'threads', 'group'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
    ['--num-records', '10'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'num-records': ['1', '0', '-1', 'x', '', '99999999999999999999'],
    messages: ['1', 'x'],
    group: ['g', ''],
    'fetch-size': ['1', '-1', 'x', '99999999999'],
    'socket-buffer-size': ['-1', '-2', 'x'],
    'command-property': ['client.id=x', 'x', 'session.timeout.ms=1', 'auto.offset.reset=x', 'share.acquire.mode=x'],
    'command-config': ['no-such-file', ''],
    'consumer.config': ['no-such-file'],
    'print-metrics': [],
    'show-detailed-stats': [],
    'show-consumer-stats': [],
    timeout: ['0', '-1', 'x', ''],
    'reporting-interval': ['0', '-1', '1', 'x'],
    'date-format': ['b', 'yyyy', "'"],
    'hide-header': [],
    threads: ['1', '2', '0', '-1', 'x'],
  },
}
