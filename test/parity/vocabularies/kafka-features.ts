import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const levels = [
  'metadata.version=23',
  'group.version=1',
  'share.version=1',
  'eligible.leader.replicas.version=1',
  'kraft.version=1',
  'transaction.version=2',
  'transaction.version=1',
  'streams.version=0',
  'group.version=9',
  'metadata.version=99',
  'metadata.version=7',
  'nope.version=1',
  ' group.version = 1 ',
  'group.version',
  'group.version=',
  'group.version=x',
  'group.version=-1',
  'group.version=40000',
  '=1',
  '',
]
const releases = [
  '3.3-IV3',
  '3.9',
  '3.9.1',
  '4.0',
  '4.1-IV0',
  '4.2',
  '4.3',
  '4.4',
  '4.4-IV0',
  '9.9',
  '',
  '3',
  '3.',
  '4.3.x.y',
]
const update = {metadata: releases, 'release-version': releases, feature: levels, 'dry-run': []}

/** Most fail where the client is made, after the checks of the command line; what needs no cluster answers. */
export const vocabulary: Vocabulary = {
  actions: [],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    'bootstrap-controller': [nowhere],
    'command-config': ['no-such-file', ''],
  },
  commands: {
    describe: {'node-id': ['1', '-1', 'x', '']},
    upgrade: update,
    downgrade: {...update, unsafe: []},
    disable: {feature: ['group.version', ''], unsafe: [], 'dry-run': []},
    'version-mapping': {'release-version': releases},
    'feature-dependencies': {feature: levels},
  },
}

/** Nothing in it changes a feature: what is to be validated only says so. */
export const liveVocabulary: Vocabulary = {
  actions: [],
  options: {},
  commands: {
    describe: {'node-id': ['1', '2', '3', '-1', 'x']},
    upgrade: update,
    downgrade: {...update, unsafe: []},
    disable: {feature: ['group.version', 'share.version', 'kraft.version', 'metadata.version', 'nope', ''], unsafe: []},
  },
  usualOfCommands: [['--dry-run']],
}
