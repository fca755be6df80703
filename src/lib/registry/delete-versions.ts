// Deletes versions: shows what would be deleted and what would break, then does it. Versions are soft-deleted first,
// and permanently only after that.
import {ExpectedError} from '../errors/expected-error.ts'
import {UsageError} from '../errors/usage-error.ts'
import {isNotThere} from './error-codes.ts'
import {RegistryLacks, type Registry} from './registry.ts'
import {chosenSubjects, inTurn, subjectVersion} from './select.ts'

export interface DoomedVersion {
  readonly subject: string
  readonly version: number
  /** Null if the registry does not return soft-deleted versions (Apicurio). */
  readonly id: number | null
  /** Whether it is already soft-deleted. */
  readonly softDeleted: boolean
  /** The versions that refer to it and are not deleted: `SUBJECT:VERSION`, or `id N` if the registry gives no more. */
  readonly referencedBy: readonly string[]
  /**
   * Whether no other version has its id, so that records with the id cannot be read once it is deleted permanently.
   * Null: not known.
   */
  readonly idGoes: boolean | null
  readonly status: 'planned' | 'deleted' | 'failed' | 'not tried'
  readonly error?: Error
}

/** Throws UsageError for versions that do not exist. Without `permanent`, soft-deleted versions count as missing. */
export async function planDeletion(
  registry: Registry,
  texts: readonly string[],
  {permanent}: {readonly permanent: boolean},
): Promise<DoomedVersion[]> {
  const all = await registry.subjects({deleted: permanent})
  const asked = await Promise.all(
    texts.map(async (text) => {
      // An existing subject of this name takes precedence over a subject with a version.
      const {subject, version} = all.includes(text) ? {subject: text, version: undefined} : subjectVersion(text)
      const subjects = await chosenSubjects(registry, [subject], {deleted: permanent})
      return subjects.map((each) => ({subject: each, version}))
    }),
  )
  const chosen = new Map<string, Set<number>>()
  const soft = new Map<string, ReadonlySet<number>>()
  for (const {subject, version} of asked.flat()) {
    const [every, there] = await Promise.all([
      registry.versions(subject, {deleted: permanent}),
      registry.versions(subject),
    ])
    soft.set(subject, new Set((every ?? []).filter((each) => !there?.includes(each))))
    const wanted = version === 'latest' ? (there ?? []).slice(-1) : version === undefined ? (every ?? []) : [version]
    const missing = wanted.find((each) => !every?.includes(each))
    if (missing !== undefined || wanted.length === 0)
      throw new UsageError(`the registry at ${registry.address} has no version ${missing ?? 'latest'} of ${subject}`)
    chosen.set(subject, (chosen.get(subject) ?? new Set<number>()).union(new Set(wanted)))
  }
  const doomed = [...chosen].flatMap(([subject, versions]) =>
    [...versions].toSorted((a, b) => a - b).map((version) => ({subject, version})),
  )
  const isDoomed = (subject: string, version: number) => chosen.get(subject)?.has(version) ?? false
  const found = await inTurn(doomed, async ({subject, version}): Promise<DoomedVersion[]> => {
    const its = await registry.version(subject, version, {deleted: permanent})
    const softDeleted = soft.get(subject)?.has(version) ?? false
    if (!its && softDeleted)
      return [{subject, version, id: null, softDeleted, referencedBy: [], idGoes: null, status: 'planned'}]
    // Another client deleted it in the meantime.
    if (!its) return []
    const [referencedBy, uses] = await Promise.all([
      referrers(registry, subject, version, isDoomed),
      registry.usesOfId(its.id, {deleted: true, subject}).catch(unknownWhere),
    ])
    const idGoes = uses === null ? null : (uses ?? []).every((use) => isDoomed(use.subject, use.version))
    return [{subject, version, id: its.id, softDeleted, referencedBy, idGoes, status: 'planned'}]
  })
  return found.flat()
}

const unknownWhere = (error: unknown): null => {
  if (error instanceof RegistryLacks) return null
  throw error
}

/** Versions that refer to this one and are not to be deleted themselves. */
async function referrers(
  registry: Registry,
  subject: string,
  version: number,
  isDoomed: (subject: string, version: number) => boolean,
): Promise<string[]> {
  const ids = await registry.referencedBy(subject, version).catch(unknownWhere)
  const named = await Promise.all(
    (ids ?? []).map(async (id) => {
      const uses = await registry.usesOfId(id, {subject}).catch(unknownWhere)
      if (!uses || uses.length === 0) return [`id ${id}`]
      return uses.filter((use) => !isDoomed(use.subject, use.version)).map((use) => `${use.subject}:${use.version}`)
    }),
  )
  return named.flat()
}

/**
 * A version has to be deleted before those that it refers to, so versions that are refused for that reason are tried
 * again after the rest.
 */
export async function deleteVersions(
  registry: Registry,
  doomed: readonly DoomedVersion[],
  {permanent, stopped}: {readonly permanent: boolean; readonly stopped: () => boolean},
): Promise<DoomedVersion[]> {
  const outcomes = new Map<DoomedVersion, DoomedVersion>()
  // Newest first: the subject exists as long as an older version does.
  let left = doomed.toReversed()
  for (let before = Infinity; left.length > 0 && left.length < before;) {
    before = left.length
    const refused: DoomedVersion[] = []
    for (const each of left) {
      if (stopped()) {
        outcomes.set(each, {...each, status: 'not tried'})
        continue
      }
      try {
        if (!each.softDeleted) await registry.deleteVersion(each.subject, each.version)
        if (permanent) await registry.deleteVersion(each.subject, each.version, {permanent})
        await checkGone(registry, each, permanent)
        outcomes.set(each, {...each, status: 'deleted'})
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error
        outcomes.set(each, {...each, status: 'failed', error})
        if ('errorCode' in error && error.errorCode === 42206) refused.push(each)
      }
    }
    left = refused
  }
  return doomed.map((each) => outcomes.get(each) ?? {...each, status: 'not tried'})
}

export class NotDeleted extends ExpectedError {
  override readonly name = 'NotDeleted'
}

async function checkGone(registry: Registry, {subject, version}: DoomedVersion, permanent: boolean): Promise<void> {
  const there = await registry.version(subject, version, {deleted: permanent}).catch((error: unknown) => {
    if (isNotThere(error)) return undefined
    throw error
  })
  if (there)
    throw new NotDeleted(
      `the registry at ${registry.address} accepted to delete version ${version} of ${subject}, but still has it`,
    )
}
