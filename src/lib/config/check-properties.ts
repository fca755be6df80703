// Finds properties that no client has, and values that a property cannot have.
import {UsageError} from '../cluster/errors.ts'
import {grouped} from '../text/plural.ts'
import {configProblem, isKnown, isSecret, knownProperties, nearestProperty} from './known-properties.ts'
import {withoutCredentials} from '../text/credentials.ts'
import {sourceText, type Setting} from './setting.ts'
import {shownName} from './shown-value.ts'

/** Throws UsageError, with the place, for the first value that its property does not accept. */
export function checkValues(properties: Iterable<Setting>): void {
  for (const {name, value, source} of properties) {
    const known = Object.hasOwn(knownProperties, name) ? knownProperties[name] : undefined
    if (!known) continue
    const problem = configProblem(known, value.trim(), isSecret(name) ? '…' : withoutCredentials(value.trim()))
    if (problem !== undefined) throw new UsageError(`${sourceText(source)}: ${name}: ${problem}`, {property: name})
  }
}

/** At most one sentence about all unknown names, with the names that were probably meant. */
export function unknownNotice(properties: ReadonlyMap<string, Setting>): string[] {
  const unknown = [...properties.values()].filter(({name}) => !isKnown(name))
  if (unknown.length === 0) return []
  const texts = unknown.slice(0, mostNames).map(({name, source}) => {
    const meant = nearestProperty(name)
    return `${shownName(name)} (${sourceText(source)}${meant ? `; did you mean ${meant}?` : ''})`
  })
  const more = unknown.length - texts.length
  const rest = more > 0 ? ` and ${grouped(more)} more` : ''
  return [`ignored ${texts.join(', ')}${rest}: no Kafka client has such a property`]
}

/** The most names that are listed: a file of another kind has thousands of unknown names. */
const mostNames = 5

/**
 * Settings of TLS or SASL that have no effect with this security.protocol. Java's clients ignore them silently, and the
 * connection then fails for a reason that is hard to find.
 */
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
