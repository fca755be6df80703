import type {Vocabulary} from '../generate.ts'
import {fixtureTopics, bootstrapServers} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['list', 'describe', 'create', 'alter', 'delete'],
  options: {
    'bootstrap-server': bootstrapServers,
    topic: ['a', 'a.b', '', 'a,b', '['],
    'topic-id': ['abc', 'AAAAAAAAAAAAAAAAAAAAAA'],
    partitions: ['1', '0', 'x', '99999999999'],
    'replication-factor': ['1', '0', 'x'],
    'replica-assignment': ['1:2', 'x', '1:1', '1,2:3'],
    config: ['retention.ms=1', 'x=y', 'a', 'a=b=c'],
    'delete-config': ['x'],
    'command-config': ['no-such-file'],
    'partition-size-limit-per-response': ['1', 'x'],
    'if-exists': [],
    'if-not-exists': [],
    'exclude-internal': [],
    'under-replicated-partitions': [],
    'unavailable-partitions': [],
    'under-min-isr-partitions': [],
    'at-min-isr-partitions': [],
    'topics-with-overrides': [],
  },
}

export const liveVocabulary: Vocabulary = {
  actions: ['list', 'describe'],
  options: {
    topic: [
      ...fixtureTopics,
      'fx-.*',
      'fx-[a-m].*,fx-txn',
      '.*',
      '__.*',
      '(?i)FX-C.*',
      'fx-(?!o).*',
      ' fx-one , fx-ts ',
      '',
    ],
    'topic-id': ['AAAAAAAAAAAAAAAAAAAAAA', 'abc'],
    'partition-size-limit-per-response': ['1', '3', '0', 'x'],
    'if-exists': [],
    'exclude-internal': [],
    'under-replicated-partitions': [],
    'unavailable-partitions': [],
    'under-min-isr-partitions': [],
    'at-min-isr-partitions': [],
    'topics-with-overrides': [],
  },
}
