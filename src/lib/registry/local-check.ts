// Applies Avro's rules locally to the versions in the registry: for levels other than the subject's, and for registries
// that give no reasons.
import {UsageError} from '../errors/usage-error.ts'
import {
  isTransitive,
  levelProblems,
  readingProblems,
  type Incompatibility,
  type Judged,
} from '../schemas/avro-compatibility.ts'
import {AvroSchemaError, parseAvro} from '../schemas/avro-schema.ts'
import {leavesFirst, type SchemaText as TextWithReferences} from '../serdes/payload.ts'
import type {ReferencedSchema} from '../serdes/schema-source.ts'
import type {Registry} from './registry.ts'
import {RegistrySchemas} from './registry-schemas.ts'
import {inTurn} from './select.ts'
import type {Level, SchemaText} from './types.ts'

export interface LocalProblem extends Judged {
  readonly version: number
}

/** Returns why the schema may not follow; empty: it may. Throws UsageError if the schema is not a valid Avro schema. */
export async function checkLocally(
  registry: Registry,
  subject: string,
  schema: SchemaText,
  {level, against}: {readonly level: Level; readonly against: number | 'latest' | 'all'},
): Promise<{readonly problems: readonly LocalProblem[]; readonly versions: readonly number[]}> {
  const schemas = new RegistrySchemas(registry)
  const next = parsed(schema.text, await schemas.references(schema.references, subject), 'the schema')
  const all = (await registry.versions(subject)) ?? []
  const wanted =
    against === 'all' || (against === 'latest' && isTransitive(level))
      ? all
      : against === 'latest'
        ? all.slice(-1)
        : [against]
  const found = await inTurn(wanted, async (version) => {
    const old = await schemas.bySubject(subject, version)
    if (old.type !== 'AVRO')
      throw new UsageError(`version ${version} of ${subject} is ${old.type}: only Avro can be checked here`)
    const previous = parsed(old.text, old.references, `version ${version} of ${subject}`)
    return levelProblems(next, previous, level).map((each) => ({...each, version}))
  })
  return {problems: found.flat(), versions: wanted}
}

/** Why one Avro schema cannot read records of another; empty: it can. Throws UsageError if one of them is not valid. */
export const avroReadingProblems = (reader: TextWithReferences, writer: TextWithReferences): Incompatibility[] =>
  readingProblems(
    parsed(reader.text, reader.references, 'the newest schema'),
    parsed(writer.text, writer.references, 'the given schema'),
  )

function parsed(text: string, references: readonly ReferencedSchema[], what: string) {
  try {
    return parseAvro(text, textsOf(references))
  } catch (error) {
    if (!(error instanceof AvroSchemaError)) throw error
    throw new UsageError(`${what} is not an Avro schema: ${error.message}`, {cause: error})
  }
}

/** Schemas that others need come first. */
export const textsOf = (references: readonly ReferencedSchema[]): string[] =>
  leavesFirst(references).map(({text}) => text)
