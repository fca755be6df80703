import type {Vocabulary} from '../../../test/parity/generate.ts'
import {nobody} from '../../../test/parity/values.ts'

export const vocabulary: Vocabulary = {
  actions: ['list'],
  options: {
    'bootstrap-server': nobody,
    'command-config': ['no-such-file'],
  },
}
