// Subjects with all their versions as one document, which export writes, and import and copy read.
import {UsageError} from '../errors/usage-error.ts'
import type {Registry} from './registry.ts'
import {chosenSubjects, inTurn} from './select.ts'
import {inContextOf, type Level, type SchemaVersion} from './types.ts'

export interface ExportedVersion extends Omit<SchemaVersion, 'subject'> {
  /** Whether it is soft-deleted; records may still contain its id. */
  readonly deleted: boolean
}

export interface ExportedSubject {
  readonly subject: string
  /** The subject's own level; null: it inherits one. */
  readonly level: Level | null
  readonly versions: readonly ExportedVersion[]
}

export interface ExportedSchemas {
  readonly format: 'kafkit-schemas'
  readonly formatVersion: 1
  /** The registry that it comes from, without credentials. */
  readonly registry: string
  readonly subjects: readonly ExportedSubject[]
}

/**
 * The subjects that match these names and patterns (default: all), and those that they refer to. `deleted`:
 * soft-deleted versions too.
 */
export async function exportSchemas(
  registry: Registry,
  names: readonly string[],
  {deleted, onProgress = () => {}}: {readonly deleted: boolean; readonly onProgress?: (subject: string) => void},
): Promise<ExportedSchemas> {
  const found = new Map<string, ExportedSubject>()
  let wanted = await chosenSubjects(registry, names, {deleted})
  while (wanted.length > 0) {
    const read = await inTurn(wanted, async (subject) => {
      onProgress(subject)
      return exportedSubject(registry, subject, deleted)
    })
    for (const each of read) found.set(each.subject, each)
    const needed = read.flatMap(({subject, versions}) =>
      versions.flatMap(({references}) => references.map((each) => inContextOf(subject, each.subject))),
    )
    wanted = [...new Set(needed)].filter((subject) => !found.has(subject))
  }
  return {format: 'kafkit-schemas', formatVersion: 1, registry: registry.address, subjects: [...found.values()]}
}

async function exportedSubject(registry: Registry, subject: string, deleted: boolean): Promise<ExportedSubject> {
  const [all = [], there = [], level] = await Promise.all([
    registry.versions(subject, {deleted}),
    registry.versions(subject),
    registry.level(subject),
  ])
  const versions = await inTurn(
    all,
    async (version): Promise<ExportedVersion[]> => {
      const found = await registry.version(subject, version, {deleted})
      if (!found) return []
      const {subject: _, ...rest} = found
      return [{...rest, deleted: !there.includes(version)}]
    },
    4,
  )
  return {subject, level: level.from === 'subject' ? level.value : null, versions: versions.flat()}
}

/** Throws UsageError if the text was not written by `kafkit schemas export`. */
export function parseExported(text: string, file: string): ExportedSchemas {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`, {cause: error})
  }
  const found = value as Partial<ExportedSchemas> | null
  if (found?.format !== 'kafkit-schemas' || !Array.isArray(found.subjects))
    throw new UsageError(`${file} was not written by kafkit schemas export`)
  if ((found.formatVersion as number) !== 1)
    throw new UsageError(`${file} was written by a later kafkit: its format is ${String(found.formatVersion)}`)
  for (const each of found.subjects as readonly ExportedSubject[]) {
    const isWhole =
      typeof each.subject === 'string' &&
      Array.isArray(each.versions) &&
      each.versions.every(({id, version, text: schema}) => Number.isInteger(id) && Number.isInteger(version) && typeof schema === 'string') // prettier-ignore
    if (!isWhole) throw new UsageError(`${file}: the entry of ${JSON.stringify(each.subject)} is damaged`)
  }
  return found as ExportedSchemas
}
