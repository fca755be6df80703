// Finds the flag that was meant by one that a command does not have. Loaded only then.
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {shellWord} from '../text/shell-word.ts'
import {elsewhere, foreignFamilies, foreignFlags, foreignValues} from './foreign-flags.ts'
import type {FlagShape, UnknownFlag} from './unknown-flags.ts'

/** The command on whose line the flag was typed. */
interface FlagContext {
  /** The command with its program: `kafkit topics list`. */
  readonly command: string
  readonly flags: Readonly<Record<string, FlagShape>>
  /** The names of its arguments, and which of them may be repeated. */
  readonly args: Readonly<Record<string, {readonly multiple?: boolean | undefined}>>
  /** The ids of all commands, with blanks: `topics list`. */
  readonly commands: readonly string[]
}

/** One sentence or more, without a full stop: `there is no flag --ouptut; did you mean --output?`. */
export function unknownFlagsSentence(unknown: readonly UnknownFlag[], context: FlagContext): string {
  const sentences = unknown.map((each) => ({typed: each.typed, hint: hint(each, context)}))
  if (sentences.every((each) => each.hint === ''))
    return `there is no flag ${listed(
      unknown.map(({typed}) => typed),
      'and no flag',
    )}`
  return [...new Set(sentences.map(({typed, hint}) => `there is no flag ${typed}${hint}`))]
    .join('; ')
    .replaceAll('?; ', '? ')
}

/** The suggestion, as the end of the sentence; empty if no flag is similar. */
function hint({typed, value}: UnknownFlag, context: FlagContext): string {
  const {command, flags, args, commands} = context
  const long = typed.startsWith('--')
  const word = typed.replace(/^-+/, '').toLowerCase().replaceAll(/[._]/g, '-')
  const id = command.split(' ').slice(1).join(' ')
  const reason = elsewhere[`${id} ${word}`]
  if (reason !== undefined) return `: ${reason}`

  const has = (name: string) => Object.hasOwn(flags, name)
  const flag = (name: string, more = '') => `; did you mean --${name}${more}?`
  if (long && has(word)) return flag(word)
  // `--property print.key=true` means --print-key.
  const [property = ''] = (value ?? '').replaceAll('.', '-').split('=')
  const meant = foreignFlags[word] ?? []
  if (/propert/.test(word) && has(property)) return flag(property)

  const sibling = [id.split(' ')[0], word].join(' ')
  if (long && sibling !== id && commands.includes(sibling)) return `; did you mean kafkit ${sibling}?`

  const argument = Object.keys(args).find((name) =>
    [word, word.replace(/s$/, ''), ...meant].some((each) => each === name),
  )
  if (argument !== undefined) {
    const shown = value === undefined ? argument.toUpperCase() : shellWord(value)
    const what = args[argument]?.multiple ? `${argument}s are arguments` : `the ${argument} is an argument`
    return `; ${what}: ${command} ${shown}`
  }

  const own = meant.find(has)
  if (own !== undefined) {
    if (word === 'zookeeper' || word === 'zk')
      return `, since kafkit asks brokers instead of ZooKeeper; did you mean --${own}?`
    return flag(own, own === 'output' && foreignValues[word] ? ` ${foreignValues[word]}` : '')
  }
  if (!long) return ''
  const names = Object.entries(flags).flatMap(([name, {aliases = []}]) => [name, ...aliases])
  const family = foreignFamilies.find(([words, wanted]) => words.test(word) && wanted.some(has))
  const near = nearest(word, names)
  // For `sandbox start`, --broker means --brokers.
  const found = near ?? family?.[1].find(has)
  return found === undefined ? '' : flag(found)
}
