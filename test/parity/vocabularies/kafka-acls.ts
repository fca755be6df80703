import type {Vocabulary} from '../generate.ts'
import {bootstrapServers} from '../values.ts'

export const vocabulary: Vocabulary = {
  actions: ['list'],
  options: {
    'bootstrap-server': bootstrapServers,
    'command-config': ['no-such-file'],
  },
}
