import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, fixtureTopics, nowhere} from '../values.ts'

const views = {members: [], offsets: [], verbose: [], state: ['Stable', 'x', 'Empty,Dead', 'empty', ',', '']}

export const vocabulary: Vocabulary = {
  actions: ['list', 'describe', 'delete', 'reset-offsets', 'reset-offsets', 'delete-offsets'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    group: ['g', 'h', ''],
    'all-groups': [],
    topic: ['t', 't:0', 't:x'],
    'all-topics': [],
    timeout: ['1000', 'x', '0'],
    ...views,
    'dry-run': [],
    execute: [],
    'to-datetime': ['2024-01-01T00:00:00.000', 'x'],
    'to-earliest': [],
    'command-config': ['no-such-file'],
  },
}

/** Nothing is executed; what is deleted does not exist, or has members. */
export const liveVocabulary: Vocabulary = {
  actions: ['list', 'describe', 'reset-offsets', 'reset-offsets'],
  usual: [['--group', 'fx-g-share'], ['--dry-run']],
  options: {
    group: ['fx-g-share', 'fx-sh-live', 'fx-g-empty', 'no-such', 'fx-s-live'],
    'all-groups': [],
    topic: [...fixtureTopics, 'fx-orders:0,3', 'fx-big:10,2,11', 'fx-trimmed:1', 'fx-three:7', 'fx-one:x', ''],
    'all-topics': [],
    ...views,
    timeout: ['0', '20000'],
    'to-datetime': ['2024-01-02T03:04:08.000', '2024-01-02T03:04:05.000+00:00', '2024-01-02T03:04'],
    'to-earliest': [],
    'to-latest': [],
  },
}
