import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const views = {members: [], offsets: [], verbose: [], state: ['Stable', 'empty', ',', '']}
export const vocabulary: Vocabulary = {
  actions: ['list', 'describe', 'delete', 'reset-offsets', 'reset-offsets', 'delete-offsets'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    group: ['g', 'h', ''],
    'all-groups': [],
    'input-topic': ['t', 't:0', 't:x'],
    'all-input-topics': [],
    timeout: ['1000', 'x', '0'],
    ...views,
    // Of three scenarios Apache's tool names two at random.
    'to-latest': [],
    'to-offset': ['2', 'x', '99999999999999999999'],
    'dry-run': [],
    execute: [],
    export: [],
    'delete-internal-topic': ['t'],
    'delete-all-internal-topics': [],
    'command-config': ['no-such-file'],
  },
}

/** Nothing is executed. */
export const liveVocabulary: Vocabulary = {
  actions: ['list', 'describe', 'reset-offsets', 'reset-offsets'],
  usual: [['--group', 'fx-s-empty'], ['--dry-run']],
  options: {
    group: ['fx-s-empty', 'fx-s-live', 'fx-g-empty', 'no-such', 'fx-g-share'],
    'all-groups': [],
    'input-topic': ['fx-st-in', 'fx-st-in:0', 'fx-st-in:7', 'fx-one', 'fx-one:x', 'fx-orders:0,3', 'no-such'],
    'all-input-topics': [],
    ...views,
    timeout: ['0', '20000'],
    'shift-by': ['-1', '1', '-9223372036854775808'],
    'to-datetime': ['2024-01-02T03:04:08.000', '2024-01-02T03:04:05.000+00:00', '2024-01-02T03:04'],
  },
}
