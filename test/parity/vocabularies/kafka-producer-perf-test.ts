import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** The folder that a run is in. */
export const norm = ['s/^(Reading payloads from: ).*/\\1PATH/']

export const vocabulary: Vocabulary = {
  actions: ['record-size', 'record-size', 'payload-monotonic', 'payload-file'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
    ['--num-records', '10'],
    ['--throughput', '-1'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    'num-records': ['1', '0', '-1', 'x', '', '99999999999999999999'],
    'record-size': ['1', '0', '-1', 'x', '99999999999'],
    'payload-file': ['no-such-file', ''],
    'payload-monotonic': [],
    'payload-delimiter': [',', '[', ''],
    throughput: ['0', '1e3', '0x1p3', 'NaN', 'x', '', '-1.5'],
    'producer-props': ['acks=1', 'acks=9', 'x', 'a=b=c', 'linger.ms=x'],
    'command-property': ['acks=1', 'acks=9', 'x', '=', 'retries=0', 'transactional.id=t', 'enable.idempotence=false'],
    'producer.config': ['no-such-file'],
    'command-config': ['no-such-file', ''],
    'print-metrics': [],
    'transactional-id': ['t', ''],
    'transaction-duration-ms': ['1', '0', '-5', 'x'],
    'warmup-records': ['0', '5', '10', '-3', 'x'],
    'reporting-interval': ['1', '0', 'x'],
    // Beginnings of names.
    'num-rec': ['3'],
    payload: ['x'],
    trans: ['x'],
  },
}
