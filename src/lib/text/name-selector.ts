// Names of topics and groups in the form that all commands take: a name, a pattern, or a regular expression.
import {UsageError} from '../errors/usage-error.ts'

/**
 * A name, or a pattern for names: `billing-*` (with `*` and `?`, for the whole name) or `/^billing-(eu|us)$/` (for
 * any part of it).
 */
export type NameSelector =
  | {readonly text: string; readonly name: string}
  | {
      readonly text: string
      readonly matches: (name: string) => boolean
      /** The source of a regular expression for whole names. */
      readonly source: string
    }

/** Throws UsageError for an invalid regular expression. */
export function nameSelector(text: string): NameSelector {
  const regex = /^\/(.*)\/$/s.exec(text)
  if (regex) {
    const source = regex[1] ?? ''
    try {
      const pattern = new RegExp(source, 'u')
      return {text, matches: (name) => pattern.test(name), source: `.*(?:${source}).*`}
    } catch (error) {
      throw new UsageError(`${text} is not a regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
    }
  }
  if (!/[*?]/.test(text)) return {text, name: text}
  const source = literal(text).replaceAll('*', '.*').replaceAll('?', '.')
  const pattern = new RegExp(`^${source}$`, 'su')
  return {text, matches: (name) => pattern.test(name), source}
}

/** Escapes everything that has a meaning in a regular expression, except `*` and `?`. */
const literal = (text: string) => text.replaceAll(/[\\^$.|+()[\]{}/]/g, '\\$&')

export const isPattern = (selector: NameSelector): boolean => 'matches' in selector

/** Whether one of the selectors matches the name. */
export const isSelected = (selectors: readonly NameSelector[], name: string): boolean =>
  selectors.some((each) => ('name' in each ? each.name === name : each.matches(name)))

/** One expression for whole names that one of the selectors matches. */
export const wholeNames = (selectors: readonly NameSelector[]): RegExp =>
  new RegExp(selectors.map((each) => ('name' in each ? literal(each.name) : each.source)).join('|'), 'u')

export interface SelectedNames {
  /** Distinct names, in the order of the selectors; those that match one pattern are sorted. */
  readonly names: readonly string[]
  /** The names that were given as names, so that missing ones are reported. */
  readonly named: ReadonlySet<string>
  /** Patterns that nothing matches. */
  readonly unmatched: readonly string[]
}

/**
 * `existing`: the names that patterns select from. A selector that is one of `all` names means that name, even if it
 * looks like a pattern, because names of groups may contain any character.
 */
export function selectNames(
  selectors: readonly NameSelector[],
  existing: readonly string[],
  all: readonly string[] = existing,
): SelectedNames {
  const known = new Set(all)
  const names = new Set<string>()
  const named = new Set<string>()
  const unmatched: string[] = []
  for (const selector of selectors) {
    if ('name' in selector || known.has(selector.text)) {
      names.add(selector.text)
      named.add(selector.text)
      continue
    }
    const found = existing.filter(selector.matches).toSorted()
    if (found.length === 0) unmatched.push(selector.text)
    for (const name of found) names.add(name)
  }
  return {names: [...names], named, unmatched}
}
