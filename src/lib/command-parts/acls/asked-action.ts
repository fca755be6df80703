// The question to `kafkit acls why`: an action of a client and its resources, or a command line of kafkit.
import {clientActions, commandRights, type ActionRights} from '../../acls/action-rights.ts'
import type {Named} from '../../acls/request-rights.ts'
import {parseOneResource} from '../../acls/resource-words.ts'
import {otherNames} from '../../cli/names.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import type {AskedAction} from './asked.ts'
import {askedDropIn, isDropIn} from './asked-drop-in.ts'

export type {AskedAction} from './asked.ts'

/** The parts of a command of kafkit that matter here. */
export interface KnownCommand {
  /** Its flags, by name and letter, and whether each takes a value. */
  readonly flags: ReadonlyMap<string, boolean>
  /** The name of its first argument, if that is required. */
  readonly required: string | undefined
}
export type CommandNamed = (command: string) => KnownCommand | undefined

const isAction = (word: string): word is keyof typeof clientActions => Object.hasOwn(clientActions, word)

/** `words`: `consume topic/orders group/billing`, or `kafkit consume orders -g billing`. UsageError if it is neither. */
export function askedAction(words: readonly string[], commandNamed: CommandNamed): AskedAction {
  const [first = '', ...rest] = words
  if (first === 'kafkit') return askedCommand(rest, commandNamed)
  if (isDropIn(first)) return askedDropIn(first, rest)
  if (isAction(first)) return askedClientAction(first, rest)
  const id = commandAt(words)
  // Without `kafkit` in front, resources may be written TYPE/NAME as elsewhere.
  if (id !== undefined) {
    const others = words.slice(id.split(' ').length)
    if (others.every((word) => word.includes('/') || word === 'cluster'))
      return {name: `kafkit ${id}`, rights: commandRights[id] as ActionRights, named: namedBy(others), flags: new Set()}
    return askedCommand(words, commandNamed)
  }
  const known = [...Object.keys(clientActions), ...Object.keys(commandRights)]
  const guess = nearest(first, known) ?? nearest(words.slice(0, 2).join(' '), known)
  throw new UsageError(
    `'${first}' is not an action: say ${listed(Object.keys(clientActions))}, or a command line after --, as in -- kafkit consume orders${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

function askedClientAction(name: keyof typeof clientActions, words: readonly string[]): AskedAction {
  const rights: ActionRights = clientActions[name]
  const named = namedBy(words)
  // Without a topic fewer rights would be needed, which would look as if all of them were there.
  if (rights.names && named.topics.length === 0)
    throw new UsageError(`${name}: which topic? Name it, as in ${name} topic/orders`)
  return {name, rights, named, flags: new Set()}
}

function commandAt(words: readonly string[]): string | undefined {
  const [first = '', second = ''] = words
  const name = otherNames[first] ?? first
  return [`${name} ${second}`, name].find((id) => Object.hasOwn(commandRights, id))
}

function askedCommand(words: readonly string[], commandNamed: CommandNamed): AskedAction {
  const id = commandAt(words)
  if (id === undefined)
    throw new UsageError(`there is no command 'kafkit ${words.slice(0, 2).join(' ')}' (see kafkit --help)`)
  const rights = commandRights[id] as ActionRights
  const known = commandNamed(id)
  const {positional, flags} = parsed(words.slice(id.split(' ').length), known?.flags ?? new Map())
  const unknown = [...flags.keys()].find((name) => known && !known.flags.has(name.replace(/^no-/, '')) && !known.flags.has(name)) // prettier-ignore
  if (unknown !== undefined)
    throw new UsageError(
      `kafkit ${id} has no flag ${unknown.length === 1 ? '-' : '--'}${unknown} (see kafkit ${id} --help)`,
    )
  if (known?.required !== undefined && positional.length === 0)
    throw new UsageError(`which ${known.required}? kafkit ${id} needs a name`)
  const {kind, only} = rights.names ?? {}
  const names = only === 'first' ? positional.slice(0, 1) : positional
  const resources = kind === 'configs' ? names : []
  const valuesOf = (...flagNames: readonly string[]) => flagNames.flatMap((name) => flags.get(name) ?? [])
  return {
    name: `kafkit ${id}`,
    rights,
    named: {
      topics: unique([
        ...(kind === 'topics' ? names : []),
        ...namesBehind('topic', resources),
        ...valuesOf('topic').map((text) => text.split(':')[0] ?? ''),
      ]),
      groups: unique([
        ...(kind === 'groups' ? names : []),
        ...namesBehind('group', resources),
        ...valuesOf('group', 'commit-source', 'from-group', 'to-group'),
      ]),
      transactionalIds: unique(valuesOf('transactional-id')),
      cluster: resources.some((word) => /^(?:brokers?|broker-loggers?|client-metrics)(?:\/|$|-default)/.test(word)),
      users: unique(valuesOf('owner')),
    },
    flags: new Set(flags.keys()),
  }
}

/** The names after the slash: `orders` for `topic/orders`. */
const namesBehind = (type: string, words: readonly string[]): string[] =>
  words.flatMap((word) => new RegExp(`^${type}s?/(.+)$`, 's').exec(word)?.[1] ?? [])

/** The resources that a command line names, read as oclif reads it. Short flags are listed by their letters. */
function parsed(words: readonly string[], takesValue: ReadonlyMap<string, boolean>) {
  const positional: string[] = []
  const flags = new Map<string, string[]>()
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, dashes = '', name = '', , value] = /^(--?)([^=]+)(=(.*))?$/s.exec(word) ?? []
    if (dashes === '' || word === '-' || word === '--') {
      if (word !== '--') positional.push(word)
      continue
    }
    const key = dashes === '-' ? name.charAt(0) : name
    const attached = dashes === '-' && name.length > 1 ? name.slice(1) : value
    const values = flags.get(key) ?? []
    flags.set(key, values)
    if (takesValue.get(key) !== true) continue
    const given = attached ?? rest.shift()
    if (given !== undefined) values.push(given)
  }
  return {positional, flags: longNames(flags)}
}

/** The letters of the flags that name resources. */
const letters: Readonly<Record<string, string>> = {g: 'group', e: 'until-end', n: 'max-messages', y: 'yes'}
const longNames = (flags: ReadonlyMap<string, string[]>): Map<string, string[]> =>
  new Map([...flags].map(([name, values]) => [letters[name] ?? name, values]))

function namedBy(words: readonly string[]): Named {
  const patterns = words.map((word) => parseOneResource(word))
  const of = (type: string) =>
    unique(patterns.filter(({resourceType}) => resourceType === type).map(({resourceName}) => resourceName))
  return {topics: of('TOPIC'), groups: of('GROUP'), transactionalIds: of('TRANSACTIONAL_ID'), users: of('USER')}
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].filter((name) => name !== '')
