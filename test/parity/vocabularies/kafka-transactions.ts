import type {Vocabulary} from '../generate.ts'
import {bootstrapServers, nowhere} from '../values.ts'

const numbers = ['0', '1', '-1', 'x', '', '99999999999', '+7']
const place = {topic: ['fx-txn', 'fx-one', 'no-such', ''], partition: ['0', '1', '7', 'x']}

/** Most fail where the client is made, after the checks of the command line. */
export const vocabulary: Vocabulary = {
  actions: [],
  options: {'bootstrap-server': bootstrapServers, 'command-config': ['no-such-file', ''], version: [], v: []},
  usual: [['--bootstrap-server', nowhere]],
  commands: {
    list: {'duration-filter': numbers, 'transactional-id-pattern': ['a.*', '[', '']},
    describe: {'transactional-id': ['a', '']},
    'describe-producers': {'broker-id': numbers, ...place},
    abort: {
      ...place,
      'start-offset': numbers,
      'producer-id': numbers,
      'producer-epoch': ['0', '32767', '32768', '-32769', 'x'],
      'coordinator-epoch': numbers,
    },
    'find-hanging': {'broker-id': numbers, 'max-transaction-timeout': numbers, ...place},
    forceTerminateTransaction: {transactionalId: ['a', '']},
  },
}
