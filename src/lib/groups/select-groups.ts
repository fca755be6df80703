import {UsageError} from '../cluster/errors.ts'

/** A group's name, or a pattern for names: `billing-*` (with `*` and `?`) or `/^billing-(eu|us)$/`. */
export type GroupSelector =
  {readonly text: string; readonly name: string} | {readonly text: string; readonly matches: (name: string) => boolean}

/**
 * UsageError for an invalid regular expression. A group whose own name contains `*` or `?` can be selected by a regular
 * expression only.
 */
export function groupSelector(text: string): GroupSelector {
  const regex = /^\/(.*)\/$/s.exec(text)
  if (regex) {
    try {
      const pattern = new RegExp(regex[1] ?? '', 'u')
      return {text, matches: (name) => pattern.test(name)}
    } catch (error) {
      throw new UsageError(`${text} is not a regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
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
  /** Each group once: in the order of the selectors, those of one pattern sorted by name. */
  readonly ids: readonly string[]
  /** The groups that were selected by name, so that their absence is reported. */
  readonly named: ReadonlySet<string>
  /** Patterns that no group matches. */
  readonly unmatched: readonly string[]
}

/** `existing`: the groups that patterns select from. */
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
