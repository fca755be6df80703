import {ExpectedError} from '../errors/expected-error.ts'
import {RegistryLacks, type Registry} from './registry.ts'
import {chosenSubjects, inTurn} from './select.ts'
import type {Inherited, Level, Mode, SchemaType} from './types.ts'

export interface ListedSubject {
  readonly subject: string
  /** True: all its versions are soft-deleted. */
  readonly deleted: boolean
  /** The following fields are null if they were not requested or could not be read (`error`). */
  readonly type: SchemaType | null
  readonly versions: readonly number[] | null
  readonly latest: number | null
  /** The id of the latest version. */
  readonly id: number | null
  readonly level: Inherited<Level> | null
  readonly mode: Inherited<Mode> | null
  readonly error: Error | null
}

export interface ListSubjectsInput {
  /** Names and patterns; empty: all subjects. */
  readonly names: readonly string[]
  readonly deleted: boolean
  /** Request type, versions, id, level and mode, about four requests per subject. */
  readonly details: boolean
}

/** Failures of single subjects are in their rows. */
export async function listSubjects(
  registry: Registry,
  {names, deleted, details}: ListSubjectsInput,
): Promise<readonly ListedSubject[]> {
  const [chosen, there] = await Promise.all([
    chosenSubjects(registry, names, {deleted}),
    deleted ? registry.subjects() : undefined,
  ])
  const nothing = {type: null, versions: null, latest: null, id: null, level: null, mode: null, error: null}
  return inTurn(chosen, async (subject): Promise<ListedSubject> => {
    const listed = {subject, deleted: there !== undefined && !there.includes(subject), ...nothing}
    if (!details) return listed
    try {
      return {...listed, ...(await detailsOf(registry, subject, deleted))}
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      return {...listed, error}
    }
  })
}

async function detailsOf(registry: Registry, subject: string, deleted: boolean) {
  const [versions, level, mode] = await Promise.all([
    registry.versions(subject, {deleted}),
    registry.level(subject),
    registry.mode(subject).catch((error: unknown) => {
      if (error instanceof RegistryLacks) return null
      throw error
    }),
  ])
  const latest = versions?.at(-1) ?? null
  const last = latest === null ? undefined : await registry.version(subject, latest, {deleted})
  return {versions: versions ?? null, latest, type: last?.type ?? null, id: last?.id ?? null, level, mode}
}
