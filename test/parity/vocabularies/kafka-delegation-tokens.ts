import {join} from 'node:path'
import type {Vocabulary} from '../generate.ts'
import {bootstrapServers} from '../values.ts'

/** Nobody listens there, and the client that it makes gives up at once: what is read late is read. */
const nobody = '127.0.0.1:1'
const quick = join(import.meta.dirname, '../quick.properties')

const principals = ['User:alice', ' User:bob ', 'User:', ':', 'Group:a:b', 'alice', '']
const periods = ['-1', '0', '86400000', '+5', '9223372036854775807', '9223372036854775808', '1.5', '7d', '']

const options = {
  'owner-principal': principals,
  'renewer-principal': principals,
  'max-life-time-period': periods,
  'renew-time-period': periods,
  'expiry-time-period': periods,
  hmac: ['YWJj', 'YWI=', 'YWI', 'YQ', 'a', 'a-b=', 'aa=', 'aa==x', ''],
}

/** Of several options that do not go with an action, Apache names the first of a Set.of. */
export const normComplaint = [String.raw`s/(can't be used with option) .*/\1/`]

export const vocabulary: Vocabulary = {
  actions: ['create', 'renew', 'expire', 'describe'],
  usual: [
    ['--bootstrap-server', nobody],
    ['--command-config', quick],
  ],
  options: {
    ...options,
    'bootstrap-server': bootstrapServers,
    'command-config': ['no-such-file', ''],
    zookeeper: ['localhost:2181'],
  },
}

/** At a listener without a login brokers refuse what passes the checks. */
export const liveVocabulary: Vocabulary = {
  actions: ['create', 'renew', 'expire', 'describe'],
  usual: [['--command-config', '/dev/null']],
  options,
}
