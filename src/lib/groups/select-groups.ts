import {UsageError} from '../cluster/errors.ts'

/** A group's name, or what names must look like: `billing-*` (`*` and `?`), `/^billing-(eu|us)$/`. */
export type GroupSelector =
  {readonly text: string; readonly name: string} | {readonly text: string; readonly matches: (name: string) => boolean}

/** UsageError for a regular expression that is none. A group whose name has a `*` or `?` is written as a regex. */
export function groupSelector(text: string): GroupSelector {
  const regex = /^\/(.*)\/$/s.exec(text)
  if (regex) {
    try {
      const pattern = new RegExp(regex[1] ?? '', 'u')
      return {text, matches: (name) => pattern.test(name)}
    } catch (error) {
      throw new UsageError(`${text} is no regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
    }
  }
  if (!/[*?]/.test(text)) return {text, name: text}
  const source = text
    .replaceAll(/[\\^$.|+()[\]{}/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const pattern = new RegExp(`^${source}$`, 'su')
  return {text, matches: (name) => pattern.test(name)}
}

export interface SelectedGroups {
  /** Each once: named ones as they were named, those of patterns by name. */
  readonly ids: readonly string[]
  /** Those that were named themselves: their absence is worth a word. */
  readonly named: ReadonlySet<string>
  /** Patterns that no group matches. */
  readonly unmatched: readonly string[]
}

/** `existing` are the groups that patterns choose from. */
export function selectGroups(selectors: readonly GroupSelector[], existing: readonly string[]): SelectedGroups {
  const ids = new Set<string>()
  const named = new Set<string>()
  const unmatched: string[] = []
  for (const selector of selectors) {
    if ('name' in selector) {
      ids.add(selector.name)
      named.add(selector.name)
      continue
    }
    const found = existing.filter(selector.matches).toSorted()
    if (found.length === 0) unmatched.push(selector.text)
    for (const id of found) ids.add(id)
  }
  return {ids: [...ids], named, unmatched}
}
