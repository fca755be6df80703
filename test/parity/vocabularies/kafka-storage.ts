import type {Vocabulary} from '../generate.ts'

const levels = [
  'metadata.version=23',
  'metadata.version=99',
  'metadata.version=-1',
  'group.version=1',
  'group.version=9',
  'share.version=1',
  'eligible.leader.replicas.version=1',
  'kraft.version=1',
  'transaction.version=2',
  'streams.version=0',
  'nope.version=1',
  ' group.version = 1 ',
  'group.version',
  'group.version=',
  'group.version=x',
  'group.version=1=2',
  'group.version=40000',
  '=1',
  '',
]
const releases = [
  '3.3',
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
  '3.',
  '4.3.x.y',
]

/** The configuration is not there: what differs is what is printed until that is noticed. */
export const vocabulary: Vocabulary = {
  actions: [],
  usual: [],
  options: {},
  commands: {
    info: {config: ['no-such-file', '']},
    format: {
      config: ['no-such-file'],
      'cluster-id': ['x', 'xtzWWN4bTjitpL3kfd9s5g', ''],
      'add-scram': ['x', 'SCRAM-SHA-256=[name=a,password=b]'],
      'ignore-formatted': [],
      'release-version': releases,
      feature: levels,
      standalone: [],
      'no-initial-controllers': [],
      'initial-controllers': ['1@localhost:9093:JEXY6aqzQY-32P5TStzaFg', 'x', ''],
    },
    'version-mapping': {'release-version': releases},
    'feature-dependencies': {feature: levels},
  },
}
