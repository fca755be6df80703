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
    if (why === undefined) continue
    const shown = isSecret(name) ? '' : `'${value.trim()}': `
    throw new UsageError(`${sourceText(source)}: ${name}: ${shown}${lowerFirst(why)}`)
  }
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

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
