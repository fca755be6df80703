import type {Vocabulary} from '../generate.ts'

const classes = [
  'org.apache.kafka.tools.api.StringDecoder',
  'org.apache.kafka.tools.api.LongDecoder',
  'kafka.serializer.StringDecoder',
  'nope',
  '',
]

/** No file is there: what differs is what is printed until that is noticed. */
export const vocabulary: Vocabulary = {
  actions: ['files', 'files', 'print-data-log', 'offsets-decoder', 'index-sanity-check'],
  usual: [['--files', '00000000000000000009.log']],
  options: {
    files: [
      'no-such-file',
      '00000000000000000007.log',
      'x.log',
      '.log',
      '',
      ',',
      'a,b',
      '00000000000000000007.index',
      'x.index',
      '00000000000000000007.timeindex',
      '00000000000000000007.txnindex',
      'x.txnindex',
      '00000000000000000007.snapshot',
      'bootstrap.checkpoint',
      '00000000000000000007-0000000001.checkpoint',
      'short.checkpoint',
      'a//b/.log',
      'a.b.log',
    ],
    'print-data-log': [],
    'deep-iteration': [],
    'verify-index-only': [],
    'index-sanity-check': [],
    'skip-record-metadata': [],
    'offsets-decoder': [],
    'transaction-log-decoder': [],
    'cluster-metadata-decoder': [],
    'share-group-state-decoder': [],
    'remote-log-metadata-decoder': [],
    'max-bytes': ['0', '100', '-1', 'x', '', '99999999999'],
    'max-message-size': ['100', '-1', 'x'],
    'key-decoder-class': classes,
    'value-decoder-class': classes,
  },
}
