import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, fixtureTopics, nowhere} from '../values.ts'

/** Sizes of Kafka's own topics grow. */
export const norm = ['s/("partition":"__[a-z_]+-\\d+","size":)\\d+/\\1N/']

/** All fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: ['describe'],
  usual: [['--bootstrap-server', nowhere]],
  options: {
    'bootstrap-server': bootstrapServers,
    'broker-list': ['1', '', 'x'],
    'command-config': ['no-such-file', ''],
    'topic-list': ['a', ''],
    help: [],
    version: [],
  },
}

export const liveVocabulary: Vocabulary = {
  actions: ['describe'],
  options: {
    'broker-list': ['1', '2,3', '3,2,1', '+1', '', ',', '1,,2', '9', '1,17,33', 'x', '1, 2', '99999999999'],
    'topic-list': [...fixtureTopics, fixtureTopics.join(), 'fx-st-in,fx-codecs,fx-conf', '', ',', ' fx-one'],
  },
}
