import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const filters = {
  'group-type': ['classic', 'consumer', 'SHARE', 'Streams', 'unknown', '', ' share'],
  protocol: ['consumer', 'share', 'streams', '', 'connect'],
  consumer: [],
  share: [],
  streams: [],
}

export const vocabulary: Vocabulary = {
  actions: ['list'],
  usual: [['--bootstrap-server', nowhere]],
  options: {'bootstrap-server': bootstrapServers, 'command-config': ['no-such-file'], ...filters},
}

export const liveVocabulary: Vocabulary = {actions: ['list'], options: filters}
