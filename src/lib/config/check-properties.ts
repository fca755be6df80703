// Properties that nobody knows, and values that cannot be.
import {UsageError} from '../cluster/errors.ts'
import {configProblem, isKnown, isSecret, knownProperties, nearestProperty} from './known-properties.ts'
import {sourceText, type Setting} from './setting.ts'

/** UsageError with the place for the first value that its property cannot have. */
export function checkValues(properties: Iterable<Setting>): void {
  for (const {name, value, source} of properties) {
    const known = Object.hasOwn(knownProperties, name) ? knownProperties[name] : undefined
    if (!known) continue
    const why = configProblem(known, value.trim())
    if (why !== undefined)
      throw new UsageError(`${sourceText(source)}: ${name}: ${inOurWords(why, isSecret(name) ? '…' : value.trim())}`)
  }
}

/** ConfigDef's words are for those who know Java. */
function inOurWords(why: string, value: string): string {
  const [, choice] = /^String must be one of.*: (.*)$/.exec(why) ?? []
  if (choice !== undefined) return `'${value}' is none of ${choice}`
  if (why.startsWith('Not a number')) return `'${value}' is no ${why.endsWith('DOUBLE') ? '' : 'whole '}number`
  const [, side, bound] = /^Value must be (at least|no more than) (.*)$/.exec(why) ?? []
  if (bound !== undefined) return `${value} is ${side === 'at least' ? 'less' : 'more'} than ${bound}`
  return why.startsWith('Expected') ? `'${value}' is neither true nor false` : 'must not be empty'
}

/** At most one sentence about all names that no client knows, with what was probably meant. */
export function unknownNotice(properties: ReadonlyMap<string, Setting>): string[] {
  const unknown = [...properties.values()].filter(({name}) => !isKnown(name))
  if (unknown.length === 0) return []
  const texts = unknown.map(({name, source}) => {
    const meant = nearestProperty(name)
    return `${name} (${sourceText(source)}${meant ? `; did you mean ${meant}?` : ''})`
  })
  return [`ignored ${texts.join(', ')}: no Kafka client has such a property`]
}
