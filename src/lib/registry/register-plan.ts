// Registers a schema after the schemas that it refers to: shows what would happen, then does it.
import {ExpectedError} from '../errors/expected-error.ts'
import {UsageError} from '../errors/usage-error.ts'
import {isInvalidSchema} from './error-codes.ts'
import type {Registry} from './registry.ts'
import {givenReference, referencedFiles, type NamedFile, type SchemaFile} from './schema-files.ts'
import type {Level, Reference, SchemaText} from './types.ts'

export interface RegisterStep {
  readonly subject: string
  readonly file: string
  readonly schema: Pick<SchemaText, 'type' | 'text'>
  /** `version` is null if it is registered only by this plan. */
  readonly needs: readonly (Omit<Reference, 'version'> & {readonly version: number | null})[]
  /** `present`: the same schema is already registered. */
  readonly status: 'new' | 'present'
  readonly version: number | null
  readonly id: number | null
  /** For a new schema: whether the registry would refuse it as incompatible. */
  readonly incompatible: boolean
  readonly messages: readonly string[]
  readonly level: Level | null
}

export interface RegisterInput {
  readonly subject: string
  readonly file: SchemaFile
  /** `--reference NAME=SUBJECT:VERSION`. */
  readonly references: readonly (readonly [name: string, where: string])[]
  /** The folder of the files that it refers to; each is registered under the name that others use for it. */
  readonly folder: string | undefined
  readonly normalize: boolean
}

/** Leaves first. Throws UsageError if a reference cannot be found. */
export async function planRegistration(registry: Registry, input: RegisterInput): Promise<RegisterStep[]> {
  const {subject, file, folder, normalize} = input
  const given = await Promise.all(
    input.references.map(async ([name, where]): Promise<Reference> => {
      const {version, ...reference} = givenReference(name, where)
      const found = await registry.version(reference.subject, version)
      if (!found) throw new UsageError(`--reference ${name}=${where}: ${registry.address} has no such version`)
      return {...reference, version: found.version}
    }),
  )
  const known = new Map<string, Omit<Reference, 'version'> & {version: number | null}>(
    given.map((each) => [each.name, each]),
  )
  const others = folder === undefined ? [] : await referencedFiles(file, folder, new Set(known.keys()))
  const unknown = file.refersTo.find((name) => !known.has(name) && !others.some((other) => other.name === name))
  if (unknown !== undefined)
    throw new UsageError(
      `${file.file} refers to ${unknown}: say where that is registered, --reference ${unknown}=SUBJECT:VERSION, or where its file is, --references-from FOLDER`,
    )
  const steps: RegisterStep[] = []
  for (const each of [...others, {...file, name: ''}] satisfies NamedFile[]) {
    const its = each.name === '' ? subject : each.name
    // References given with flags belong to the schema itself, whatever name it uses for them.
    const extra = each.name === '' ? given.filter(({name}) => !each.refersTo.includes(name)) : []
    const needs = [...each.refersTo.flatMap((name) => known.get(name) ?? []), ...extra]
    const step = await plannedStep(registry, its, each, needs, normalize)
    steps.push(step)
    known.set(each.name, {name: each.name, subject: its, version: step.version})
  }
  return steps
}

async function plannedStep(
  registry: Registry,
  subject: string,
  {file, type, text}: SchemaFile,
  needs: RegisterStep['needs'],
  normalize: boolean,
): Promise<RegisterStep> {
  const step = {subject, file, schema: {type, text}, needs}
  const fresh = {
    ...step,
    status: 'new',
    version: null,
    id: null,
    incompatible: false,
    messages: [],
    level: null,
  } as const
  const references = needs.filter((each): each is Reference => each.version !== null)
  // A schema that refers to a new one is new itself, and cannot be checked before the other is registered.
  if (references.length < needs.length) return fresh
  const schema = {type, text, references}
  const found = await registry.lookUp(subject, schema, {normalize})
  if (found) return {...fresh, status: 'present', version: found.version, id: found.id}
  const [answer, {value: level}] = await Promise.all([
    registry.check(subject, schema, 'latest', {normalize}).catch((error: unknown) => {
      // Apicurio's check cannot resolve references, but its registration can, and will report any problem.
      if (references.length > 0 && isInvalidSchema(error)) return undefined
      throw error
    }),
    registry.level(subject),
  ])
  // At level NONE some registries answer no but register the schema anyway.
  const incompatible = answer !== undefined && !answer.compatible && level !== 'NONE'
  return {...fresh, incompatible, messages: incompatible ? answer.messages : [], level}
}

export interface RegisterOutcome {
  readonly subject: string
  readonly status: 'registered' | 'present' | 'failed'
  readonly version: number | null
  readonly id: number | null
  readonly error?: Error
}

/** Registers the steps in order. Steps after a failed one are not tried, because they may need it. */
export async function registerSteps(
  registry: Registry,
  steps: readonly RegisterStep[],
  {normalize}: {readonly normalize: boolean},
): Promise<RegisterOutcome[]> {
  const versions = new Map<string, number>()
  const outcomes: RegisterOutcome[] = []
  for (const {subject, schema, needs, status, version, id} of steps) {
    if (status === 'present') {
      outcomes.push({subject, status, version, id})
      continue
    }
    try {
      const references = needs.map((each) => ({...each, version: each.version ?? versions.get(each.subject) ?? 0}))
      const whole = {...schema, references}
      const registered = await registry.register(subject, whole, {normalize})
      // The response contains only the id, which is not the version.
      const found = await registry.lookUp(subject, whole, {normalize})
      if (!found)
        throw new RegisterFailed(
          `${registry.address} gave ${subject} the id ${registered}, but does not find the schema there now`,
        )
      versions.set(subject, found.version)
      outcomes.push({subject, status: 'registered', version: found.version, id: found.id})
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      outcomes.push({subject, status: 'failed', version: null, id: null, error})
      break
    }
  }
  return outcomes
}

export class RegisterFailed extends ExpectedError {
  override readonly name = 'RegisterFailed'
}
