import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const formatters = [
  'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
  'org.apache.kafka.tools.consumer.NoOpMessageFormatter',
  'x.Y',
  '',
]
const deserializers = ['org.apache.kafka.common.serialization.StringDeserializer', 'x.Y', '']

export const vocabulary: Vocabulary = {
  actions: ['group', 'formatter', 'command-property', 'formatter-property', 'reject'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    group: ['g', 'h', ''],
    'max-messages': ['1', '0', '-1', 'x'],
    'timeout-ms': ['1', '-1', 'x', '99999999999'],
    reject: [],
    release: [],
    'reject-message-on-error': [],
    formatter: formatters,
    'formatter-property': ['print.key=true', 'key.deserializer=x.Y', 'x', ''],
    property: ['print.key=true', 'x'],
    'formatter-config': ['no-such-file'],
    'key-deserializer': deserializers,
    'value-deserializer': deserializers,
    'command-property': [
      'group.id=g',
      'auto.offset.reset=latest',
      'isolation.level=read_committed',
      'share.acquire.mode=record_limit',
      'share.acquire.mode=x',
      'share.acknowledgement.mode=x',
      'fetch.min.bytes=-1',
      'max.poll.records=0',
      '',
    ],
    'consumer-property': ['group.id=h', 'group.protocol=consumer', 'x'],
    'command-config': ['no-such-file'],
    'consumer-config': ['no-such-file'],
    'enable-systest-events': [],
  },
}
