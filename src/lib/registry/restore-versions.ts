// Restores soft-deleted versions by registering them again: they keep the id, but get a new version number.
import {ExpectedError} from '../errors/expected-error.ts'
import {UsageError} from '../errors/usage-error.ts'
import type {Registry} from './registry.ts'
import {unknownSubject, subjectVersion} from './select.ts'
import type {SchemaVersion} from './types.ts'

export interface Restorable {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly status: 'planned' | 'restored' | 'present' | 'failed' | 'not tried'
  /** The version after restoring, or the one that exists anyway. */
  readonly newVersion: number | null
  readonly error?: Error
}

export interface RestorePlan {
  readonly items: readonly Restorable[]
  readonly schemas: ReadonlyMap<Restorable, SchemaVersion>
}

/** Throws UsageError for versions that never existed or were deleted permanently. */
export async function planRestoring(registry: Registry, texts: readonly string[]): Promise<RestorePlan> {
  const schemas = new Map<Restorable, SchemaVersion>()
  for (const text of texts) {
    const {subject, version} = subjectVersion(text)
    const [all, there] = await Promise.all([registry.versions(subject, {deleted: true}), registry.versions(subject)])
    if (!all) throw unknownSubject(registry, subject, await registry.subjects({deleted: true}))
    const deleted = all.filter((each) => !there?.includes(each))
    const wanted = version === undefined ? deleted : version === 'latest' ? deleted.slice(-1) : [version]
    for (const each of wanted) {
      const found = all.includes(each) ? await registry.version(subject, each, {deleted: true}) : undefined
      if (!found && all.includes(each))
        throw new UsageError(
          `the registry at ${registry.address} lists version ${each} of ${subject} as deleted, but does not return it (Apicurio does not): register its file again`,
        )
      if (!found)
        throw new UsageError(
          `the registry at ${registry.address} has no version ${each} of ${subject}, not even soft-deleted: permanently deleted versions cannot be restored`,
        )
      const again = there?.includes(each) ? found : await registry.lookUp(subject, found)
      const item: Restorable = {
        subject,
        version: each,
        id: found.id,
        status: again ? 'present' : 'planned',
        newVersion: again?.version ?? null,
      }
      schemas.set(item, found)
    }
  }
  return {items: [...schemas.keys()], schemas}
}

/**
 * Oldest first, so that the order of the versions is kept. Stops at a failure, because later versions build on earlier
 * ones.
 */
export async function restoreVersions(registry: Registry, {items, schemas}: RestorePlan): Promise<Restorable[]> {
  const outcomes: Restorable[] = []
  let failed = false
  for (const item of items) {
    const schema = schemas.get(item)
    if (item.status !== 'planned' || !schema) outcomes.push(item)
    else if (failed) outcomes.push({...item, status: 'not tried'})
    else {
      const outcome = await restore(registry, item, schema)
      failed = outcome.status === 'failed'
      outcomes.push(outcome)
    }
  }
  return outcomes
}

async function restore(registry: Registry, item: Restorable, schema: SchemaVersion): Promise<Restorable> {
  const {subject, version, id} = item
  try {
    await registry.register(subject, schema)
    const found = await registry.lookUp(subject, schema)
    if (!found)
      throw new NotRestored(`${registry.address} took version ${version} of ${subject}, but does not find it now`)
    if (found.id !== id)
      throw new NotRestored(
        `version ${version} of ${subject} was restored as version ${found.version} with id ${found.id}, not ${id}: records with id ${id} still cannot be read`,
      )
    return {...item, status: 'restored', newVersion: found.version}
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return {...item, status: 'failed', error}
  }
}

export class NotRestored extends ExpectedError {
  override readonly name = 'NotRestored'
}
