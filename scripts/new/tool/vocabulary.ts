import type {Vocabulary} from '../../../test/parity/generate.ts'
import {bootstrapServers} from '../../../test/parity/values.ts'

export const vocabulary: Vocabulary = {
  actions: ['list'],
  options: {
    'bootstrap-server': bootstrapServers,
    'command-config': ['no-such-file'],
  },
}
