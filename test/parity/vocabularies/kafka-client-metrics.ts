import type {Vocabulary} from '../generate.ts'
import {bootstrapServers} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['list', 'describe', 'alter', 'delete'],
  usual: [['--bootstrap-server', '127.0.0.1:99999']],
  options: {
    'bootstrap-server': bootstrapServers,
    'command-config': ['no-such-file'],
    name: ['a', '', 'a b'],
    'generate-name': [],
    interval: ['1000', '', 'x', '99999999999', '+5', '-1'],
    match: ['client_id=a', 'client_id=a,client_source_port=1', '', ',,', 'weather=sunny'],
    metrics: ['org.apache.', 'a,b', '', '*', ',,'],
  },
}

/** Nothing in it alters. */
export const liveVocabulary: Vocabulary = {
  actions: ['list', 'describe'],
  options: {name: ['fx-metrics', 'no-such', '']},
}
