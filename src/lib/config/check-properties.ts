// Properties that nobody knows, and values that cannot be.
import {UsageError} from '../cluster/errors.ts'
import {configProblem, isKnown, isSecret, knownProperties, nearestProperty} from './known-properties.ts'
import {sourceText, type Setting} from './setting.ts'

/** UsageError with the place for the first value that its property cannot have. */
export function checkValues(properties: Iterable<Setting>): void {
  for (const {name, value, source} of properties) {
    const known = Object.hasOwn(knownProperties, name) ? knownProperties[name] : undefined
    if (!known) continue
    const problem = configProblem(known, value.trim(), isSecret(name) ? '…' : value.trim())
    if (problem !== undefined) throw new UsageError(`${sourceText(source)}: ${name}: ${problem}`, {property: name})
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

/** What somebody set up for a connection of another kind: Java's clients ignore it in silence, and fail strangely. */
export function ineffectiveNotice(properties: ReadonlyMap<string, Setting>): string[] {
  const said = properties.get('security.protocol')
  const protocol = said?.value.trim().toUpperCase() ?? 'PLAINTEXT'
  const why = said ? `security.protocol is ${protocol} (${sourceText(said.source)})` : 'security.protocol is not set'
  const result: string[] = []
  const tell = (names: readonly string[], protocols: string) => {
    const found = names.flatMap((name) => properties.get(name) ?? [])[0]
    if (found) result.push(`${found.name} (${sourceText(found.source)}) has no effect: ${why}, not ${protocols}`)
  }
  if (!protocol.startsWith('SASL'))
    tell(['sasl.jaas.config', 'sasl.username', 'sasl.mechanism'], 'SASL_SSL or SASL_PLAINTEXT')
  if (!protocol.endsWith('SSL'))
    tell(['ssl.truststore.location', 'ssl.truststore.certificates', 'ssl.keystore.location'], 'SSL or SASL_SSL')
  return result
}
