import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, fixtureTopics, nowhere} from '../values.ts'

const times = ['latest', 'earliest', 'max-timestamp', '-1', '-2', '-3', '1704164648000', '0', '+1', 'yesterday', '']

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['time', 'topic', 'topic-partitions'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': [...bootstrapServers, '127.0.0.1:1,nonsense', 'localhost:99999999999'],
    topic: ['a', '', '[', 'a,b'],
    partitions: ['0', '0,1', '', ',', '0,,1', 'x', '99999999999', '-1'],
    'topic-partitions': ['a', 'a:0', 'a:0-3', 'a:-', ':1', '', ',', 'a:x', 'a:1:2', 'a:99999999999', '[:1'],
    time: [...times, '-4', '-5', '-6', '-7', '9223372036854775808'],
    'exclude-internal-topics': [],
    'command-config': ['no-such-file'],
    'broker-list': ['x:1'],
  },
}

/** fx-offline has no leader: Apache's tool waits a minute for it. */
export const liveVocabulary: Vocabulary = {
  actions: ['time', 'time', 'topic-partitions'],
  usual: [['--topic', 'fx-one|fx-three|fx-orders|fx-big|fx-trimmed|fx-empty|fx-ts|fx-txn.*']],
  options: {
    topic: [...fixtureTopics.filter((name) => name !== 'fx-offline'), 'fx-t.*', '(?i)FX-ONE', 'fx-one , fx-ts', '['],
    partitions: ['0', '1,2', '', '11', '7', '0,x'],
    'topic-partitions': ['fx-big:2', 'fx-big:1-4', 'fx-big:-2', 'fx-big:10-', 'fx-one,fx-orders:1-3,fx-t.*:0', 'no:0'],
    time: [...times, '-7', '1704164700000', '9223372036854775807', '1704164645000', '-4', '-5', '-6'],
    'exclude-internal-topics': [],
  },
}
