// Recognizes a failure for lack of a right, and names the command that explains it.
import {KafkaError} from '../cluster/errors.ts'
import {shellWord} from '../text/shell-word.ts'

/** TOPIC_AUTHORIZATION_FAILED and similar errors, also as the cause of another failure. */
export function isMissingRight(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each instanceof KafkaError && each.codeName.endsWith('_AUTHORIZATION_FAILED')) return true
  return false
}

/** Connection flags are left out: the user who may read ACLs connects with others, and the values may be secret. */
const dropped: Readonly<Record<string, 'flag' | 'value'>> = {
  '--profile': 'value',
  '-p': 'value',
  '--bootstrap-server': 'value',
  '-b': 'value',
  '--command-config': 'value',
  '--command-property': 'value',
  '--resolve': 'value',
  '--proxy': 'value',
  '--password-stdin': 'flag',
  '--timeout': 'value',
  '--confirm-cluster': 'value',
}

/** `kafkit acls why User:alice -- kafkit consume orders`; `commandLine` begins with `kafkit`. */
export function whyCommand(principal: string | null, commandLine: string, argv: readonly string[]): string {
  const kept: string[] = []
  const words = [...argv]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const name = word.startsWith('--') ? word.replace(/=.*/s, '') : word.slice(0, 2)
    const kind = Object.hasOwn(dropped, name) ? dropped[name] : undefined
    if (kind === undefined) kept.push(word)
    else if (kind === 'value' && word === name) words.shift()
  }
  const who = principal === null ? 'User:NAME' : shellWord(principal)
  return ['kafkit acls why', who, '--', commandLine, ...kept.map((word) => shellWord(word))].join(' ')
}
