import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const consumerClasses = [
  'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
  'org.apache.kafka.tools.consumer.NoOpMessageFormatter',
  'org.apache.kafka.tools.consumer.OffsetsMessageFormatter',
  'x.Y',
  '',
]
const deserializers = [
  'org.apache.kafka.common.serialization.StringDeserializer',
  'org.apache.kafka.common.serialization.LongDeserializer',
  'org.apache.kafka.common.serialization.ListDeserializer',
  'x.Y',
  '',
]

export const vocabulary: Vocabulary = {
  actions: ['partition', 'group', 'formatter', 'key-deserializer', 'command-property', 'formatter-property'],
  usual: [
    ['--bootstrap-server', nowhere],
    ['--topic', 't'],
  ],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['t', ''],
    include: ['t.*', '[', ''],
    partition: ['0', 'x', '-1'],
    offset: ['earliest', 'LATEST', '1', '-1', 'x', ''],
    'from-beginning': [],
    group: ['g', 'h', ''],
    'max-messages': ['1', '0', '-1', 'x'],
    'timeout-ms': ['1', '-1', 'x'],
    'isolation-level': ['read_committed', 'x', ''],
    'skip-message-on-error': [],
    formatter: consumerClasses,
    'formatter-property': ['print.key=true', 'key.deserializer=x.Y', 'x', ''],
    property: ['print.key=true', 'x'],
    'formatter-config': ['no-such-file'],
    'key-deserializer': deserializers,
    'value-deserializer': deserializers,
    'command-property': [
      'group.id=g',
      'auto.offset.reset=latest',
      'auto.offset.reset=earliest',
      'auto.offset.reset=by_duration:PT1H',
      'auto.offset.reset=by_duration:x',
      'auto.offset.reset=x',
      'group.protocol=consumer',
      'partition.assignment.strategy=org.apache.kafka.clients.consumer.StickyAssignor',
      'partition.assignment.strategy=x.Y',
      'enable.auto.commit=x',
      'fetch.min.bytes=-1',
      'max.poll.records=0',
      '',
    ],
    'consumer-property': ['group.id=h', 'auto.offset.reset=none', 'x'],
    'command-config': ['no-such-file'],
    'consumer.config': ['no-such-file'],
    'enable-systest-events': [],
  },
}
