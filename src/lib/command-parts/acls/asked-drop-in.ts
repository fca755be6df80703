// `kafkit acls why … -- kafka-topics --create --topic a`: reads the command line of one of Apache's tools as the
// command of kafkit that does the same.
import {commandRights, type ActionRights} from '../../acls/action-rights.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {listed} from '../../text/listed.ts'
import type {AskedAction} from './asked.ts'

/** By tool, and by the option that names the action ('' if there is none): the command that sends the same requests. */
const commandsOfTools: Readonly<Record<string, Readonly<Record<string, keyof typeof commandRights>>>> = {
  'kafka-topics': {
    list: 'topics list',
    describe: 'topics describe',
    create: 'topics create',
    alter: 'topics alter',
    delete: 'topics delete',
  },
  'kafka-configs': {describe: 'configs describe', alter: 'configs set'},
  'kafka-acls': {list: 'acls list', add: 'acls grant', remove: 'acls revoke'},
  'kafka-consumer-groups': {
    list: 'groups list',
    describe: 'groups lag',
    'reset-offsets': 'groups reset-offsets',
    'delete-offsets': 'groups delete-offsets',
    delete: 'groups delete',
  },
  'kafka-console-consumer': {'': 'consume'},
  'kafka-console-producer': {'': 'produce'},
  'kafka-get-offsets': {'': 'offsets'},
  'kafka-leader-election': {'': 'elect preferred'},
  'kafka-log-dirs': {describe: 'log-dirs list'},
}

export const isDropIn = (word: string): boolean => toolOf(word) in commandsOfTools

const toolOf = (word: string): string => word.replace(/^.*\//s, '').replace(/\.sh$/, '')

/** Throws UsageError if the tool needs an option that names the action, and none is given. */
export function askedDropIn(word: string, words: readonly string[]): AskedAction {
  const tool = toolOf(word)
  const actions = commandsOfTools[tool] ?? {}
  const options = optionsOf(words)
  const action = Object.keys(actions).find((name) => name === '' || options.has(name))
  const id = action === undefined ? undefined : actions[action]
  if (action === undefined || id === undefined)
    throw new UsageError(
      `${tool}: which action? Name ${listed(
        Object.keys(actions).map((name) => `--${name}`),
        'or',
      )}`,
    )
  const valuesOf = (...names: readonly string[]) => names.flatMap((name) => options.get(name) ?? [])
  const entities = (type: string) => [
    ...valuesOf(type),
    ...(valuesOf('entity-type').includes(`${type}s`) ? valuesOf('entity-name') : []),
  ]
  const named = {
    topics: entities('topic'),
    groups: entities('group'),
    transactionalIds: [],
    cluster: ['broker', 'broker-logger'].some(
      (type) => options.has(type) || valuesOf('entity-type').includes(`${type}s`),
    ),
  }
  const rights = commandRights[id] as ActionRights
  return {name: `${tool}${action === '' ? '' : ` --${action}`}`, rights, named, flags: new Set(options.keys())}
}

/** The values of options as jopt reads them: `--topic a`, `--topic=a`. */
function optionsOf(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>()
  for (const [at, word] of words.entries()) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined) continue
    const next = words[at + 1]
    const given = value ?? (next === undefined || next.startsWith('--') ? undefined : next)
    options.set(name, [...(options.get(name) ?? []), ...(given === undefined ? [] : [given])])
  }
  return options
}
