// Decides what may be registered: refuses invalid schemas, missing references and incompatible versions.
import {ExpectedError} from '../errors/expected-error.ts'
import {isTransitive, levelProblems} from '../schemas/avro-compatibility.ts'
import {parseAvro, type AvroType} from '../schemas/avro-schema.ts'
import {invalidSchema, noRules} from './answers.ts'
import {inContextOf, type Content, type Reference, type Store, type Version} from './store.ts'

/** Refuses a text that is not a schema of its type, or that refers to a missing schema. */
export function checkSchema(store: Store, subject: string, content: Content): void {
  const references = texts(store, subject, content.references)
  try {
    if (content.schemaType === 'AVRO') parseAvro(content.schema, references)
    else if (content.schemaType === 'JSON') {
      const parsed: unknown = JSON.parse(content.schema)
      if (typeof parsed !== 'boolean' && (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)))
        throw invalidSchema('a JSON Schema is an object, true or false')
    } else if (!/\b(?:message|enum|extend|service|import)\b/.test(content.schema))
      throw invalidSchema('there is neither a message nor an enum in it')
  } catch (error) {
    if (error instanceof ExpectedError || error instanceof SyntaxError) throw invalidSchema(error.message)
    throw error
  }
}

/** The texts of the references, those first that others need. */
function texts(
  store: Store,
  subject: string,
  references: readonly Reference[],
  into: string[] = [],
  above: readonly string[] = [],
): string[] {
  for (const reference of references) {
    const its = inContextOf(subject, reference.subject)
    const key = `${its}:${reference.version}`
    const version = store.all(its)?.find((each) => each.version === reference.version)
    if (!version || above.includes(key))
      throw invalidSchema(
        `No schema reference found for subject "${reference.subject}" and version ${reference.version}`,
      )
    const content = store.contentOf(its, version)
    texts(store, its, content.references, into, [...above, key])
    into.push(content.schema)
  }
  return into
}

const parsed = (store: Store, subject: string, content: Content): AvroType =>
  parseAvro(content.schema, texts(store, subject, content.references))

/**
 * Confluent's messages about why the content may not follow these versions (ascending) at this level; empty if it may.
 * `verbose` adds the version and the schema that it was compared with. Levels that are not transitive use only the last
 * version.
 */
export function compatibilityMessages(
  store: Store,
  subject: string,
  {
    content,
    versions,
    level,
    verbose = true,
  }: {content: Content; versions: readonly Version[]; level: string; verbose?: boolean},
): string[] {
  const looked = isTransitive(level) ? versions.toReversed() : versions.slice(-1)
  if (level === 'NONE' || looked.length === 0) return []
  const next = content.schemaType === 'AVRO' ? parsed(store, subject, content) : undefined
  for (const version of looked) {
    const old = store.contentOf(subject, version)
    if (old.schemaType !== content.schemaType)
      return [`{errorType:'SCHEMA_TYPE_MISMATCH', description:'Incompatible because of different schema type'}`, `{compatibility: '${level}'}`] // prettier-ignore
    if (!next) {
      if (old.schema === content.schema) continue
      throw noRules(content.schemaType)
    }
    const problems = levelProblems(next, parsed(store, subject, old), level)
    if (problems.length === 0) continue
    const messages = problems.map(
      ({type, text, detail}) => `{errorType:'${type}', description:'${text}', additionalInfo:'${detail}'}`,
    )
    if (!verbose) return messages
    return [
      ...messages,
      `{oldSchemaVersion: ${version.version}}`,
      `{oldSchema: '${old.schema}'}`,
      `{compatibility: '${level}'}`,
    ]
  }
  return []
}
