// Resolves the subjects and versions that a command line names.
import {UsageError} from '../errors/usage-error.ts'
import {isPattern, nameSelector, selectNames} from '../text/name-selector.ts'
import {nearest} from '../text/nearest.ts'
import type {Registry} from './registry.ts'

/** `SUBJECT`, or `SUBJECT:VERSION`, where the version is a number or `latest`. */
export interface SubjectVersion {
  readonly subject: string
  readonly version: number | 'latest' | undefined
}

/**
 * A colon inside a subject (`:.ctx:orders`, `a:b`) belongs to the name: only a number or `latest` after the last one is
 * a version.
 */
export function subjectVersion(text: string): SubjectVersion {
  const [, subject, version] = /^(.+):(\d+|latest)$/s.exec(text) ?? []
  if (subject === undefined || version === undefined) return {subject: text, version: undefined}
  const number = Number(version)
  if (version !== 'latest' && (number < 1 || number > 2 ** 31 - 1))
    throw new UsageError(`${text}: ${version} is not a version: versions are numbered from 1`)
  return {subject, version: version === 'latest' ? 'latest' : number}
}

/**
 * The subjects that match these names and patterns; without any, all. Throws UsageError for a missing name, with a
 * suggestion, and for a pattern without a match.
 */
export async function chosenSubjects(
  registry: Registry,
  texts: readonly string[],
  {deleted = false} = {},
): Promise<string[]> {
  const all = await registry.subjects({deleted})
  if (texts.length === 0) return all
  const {names, unmatched} = selectNames(texts.map(nameSelector), all)
  const [pattern] = unmatched
  if (pattern !== undefined) throw new UsageError(`no subject of ${registry.address} matches ${pattern}`)
  const missing = names.find((name) => !all.includes(name))
  if (missing !== undefined) throw unknownSubject(registry, missing, all)
  return [...names]
}

export function unknownSubject(registry: Registry, subject: string, all: readonly string[]): UsageError {
  const meant = nearest(subject, all)
  return new UsageError(
    `the registry at ${registry.address} has no subject ${subject}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

export const isSubjectPattern = (text: string): boolean => isPattern(nameSelector(text))

/** Asks for each item, `width` at a time; answers are in the order of the items. */
export async function inTurn<T, R>(
  items: readonly T[],
  ask: (item: T, at: number) => Promise<R>,
  width = 8,
): Promise<R[]> {
  const answers: R[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await ask(items[at] as T, at)
  }
  await Promise.all(Array.from({length: Math.min(width, items.length)}, worker))
  return answers
}
