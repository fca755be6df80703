import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['topic', 'topic', 'topic', 'include'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--num-records', '10'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    include: ['t.*', '[', ''],
    'num-records': ['1', '0', '-1', 'x', '', '99999999999999999999'],
    messages: ['1', 'x'],
    group: ['g', '', ' '],
    'fetch-size': ['1', '-1', 'x', '99999999999'],
    'socket-buffer-size': ['-1', '-2', 'x'],
    'from-latest': [],
    'command-property': ['client.id=x', 'x', 'session.timeout.ms=x', 'auto.offset.reset=x', 'group.protocol=consumer'],
    'command-config': ['no-such-file', ''],
    'consumer.config': ['no-such-file'],
    'print-metrics': [],
    'show-detailed-stats': [],
    timeout: ['0', '-1', 'x', ''],
    'reporting-interval': ['0', '-1', '1', 'x'],
    'date-format': ['b', 'yyyy', "'"],
    'hide-header': [],
    'broker-list': [nowhere],
    threads: ['1'],
  },
}
