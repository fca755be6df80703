import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

/** Blocks of brokers in one bucket of a HashMap come in the order of metadata that Apache's client shuffles. */
export const norm = ['blocks \\d+\\.']

/** All fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['bootstrap-server'],
  options: {
    'bootstrap-server': bootstrapServers,
    'command-config': ['no-such-file', ''],
    help: [],
    version: [],
    'bootstrap-controller': [nowhere],
  },
}

export const liveVocabulary: Vocabulary = {
  actions: [],
  options: {'command-config': ['no-such-file'], version: []},
}
