import type {Vocabulary} from './generate.ts'

/** A port that cannot be: the client fails at once, after all checks of the command line. */
const nobody = ['127.0.0.1:99999', '127.0.0.1:99999', '127.0.0.1:99999', 'nonsense', '']

export const vocabularies: Readonly<Record<string, Vocabulary>> = {
  'kafka-topics': {
    actions: ['list', 'describe', 'create', 'alter', 'delete'],
    options: {
      'bootstrap-server': nobody,
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
  },
  'kafka-consumer-groups': {
    actions: ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'validate-regex'],
    options: {
      'bootstrap-server': nobody,
      'validate-regex': ['a.*', '[', '(?i)x', 'a**', '(?P<n>a)(?P<n>b)'],
      group: ['g', 'h', ''],
      'all-groups': [],
      topic: ['t', 't:0', 't:x'],
      'all-topics': [],
      timeout: ['1000', 'x'],
      members: [],
      offsets: [],
      verbose: [],
      state: ['Stable', 'x', 'Empty,Dead'],
      type: ['classic', 'x'],
      'dry-run': [],
      execute: [],
      export: [],
      'to-offset': ['1', '-1', 'x'],
      'shift-by': ['1', 'x'],
      'to-datetime': ['2024-01-01T00:00:00.000', 'x'],
      'by-duration': ['PT1H', 'x'],
      'to-earliest': [],
      'to-latest': [],
      'to-current': [],
      'from-file': ['no-such-file'],
      'command-config': ['no-such-file'],
    },
  },
}

const names = ['fx-one', 'fx-three', 'fx-orders', 'fx-big', 'fx-offline', 'fx-trimmed', 'fx-empty', 'no-such']

/** On the fixture's cluster, without changing it. `@` is a broker. */
export const liveVocabularies: Readonly<Record<string, Vocabulary>> = {
  'kafka-topics': {
    actions: ['list', 'describe'],
    options: {
      topic: [...names, 'fx-.*', 'fx-[a-m].*,fx-txn', '.*', '__.*', '(?i)FX-C.*', 'fx-(?!o).*', ' fx-one , fx-ts ', ''],
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
  },
  'kafka-consumer-groups': {
    actions: ['list', 'describe', 'reset-offsets', 'reset-offsets'],
    options: {
      group: ['fx-g-empty', 'fx-g-done', 'fx-g-part', 'fx-g-past', 'fx-g-two', 'fx-g-kip2', 'fx-g-share', 'no-such'],
      'all-groups': [],
      topic: [...names, 'fx-orders:0,3', 'fx-big:10,2,11', 'fx-trimmed:1', 'fx-three:7'],
      'all-topics': [],
      members: [],
      offsets: [],
      verbose: [],
      state: ['Stable', 'Empty', 'Stable,Dead', 'x'],
      type: ['classic', 'consumer', 'x'],
      'dry-run': [],
      export: [],
      'to-offset': ['0', '3', '-1', '100'],
      'shift-by': ['1', '-2', '1000', '9223372036854775807'],
      'to-datetime': ['2024-01-02T03:04:08.000', '2024-01-02T03:04:05.000+00:00', '2024-01-02T03:04'],
      'by-duration': ['P1D', 'P20000D', 'PT1H', 'x'],
      'to-earliest': [],
      'to-latest': [],
      'to-current': [],
    },
  },
}
