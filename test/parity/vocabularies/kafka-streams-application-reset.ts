import type {Vocabulary} from '../generate.ts'

const scenarios = {
  'to-earliest': [],
  'to-latest': [],
  'to-offset': ['2', 'x', '-1'],
  'shift-by': ['-1', '1', 'x'],
  'to-datetime': ['2024-01-02T03:04:08.000', 'x'],
  'from-file': ['no-such-file.csv'],
}

/** It would look for a broker for ten seconds: no command line comes so far. */
export const vocabulary: Vocabulary = {
  actions: ['bootstrap-server'],
  usual: [
    ['--application-id', 'app'],
    ['--bootstrap-server', 'foo'],
    ['--command-config', 'no-such-file'],
  ],
  options: {
    'bootstrap-server': ['foo', '127.0.0.1:99999', ''],
    'application-id': ['app', ''],
    'input-topics': ['a,b', ',', ''],
    'intermediate-topics': ['c'],
    'internal-topics': ['app-x-changelog'],
    ...scenarios,
    force: [],
    'dry-run': [],
    'config-file': ['no-such-file'],
  },
}

export const liveVocabulary: Vocabulary = {
  actions: ['dry-run'],
  usual: [
    ['--application-id', 'fx-g-empty'],
    ['--input-topics', 'fx-orders'],
  ],
  options: {
    'application-id': ['fx-g-empty', 'fx-nothing', 'fx-s-live', ''],
    'input-topics': ['fx-orders,fx-one', 'fx-trimmed', 'no-such', 'fx-three,,fx-ts', 'fx-s-live-store-changelog'],
    'intermediate-topics': ['fx-one', 'fx-three,none'],
    'internal-topics': ['fx-s-live-store-changelog', 'no-such'],
    ...scenarios,
  },
}
