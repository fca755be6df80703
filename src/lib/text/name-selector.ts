// Names of topics and groups as all commands take them: the name itself, a pattern, or a regular expression.
import {UsageError} from '../errors/usage-error.ts'

/** A name, or a pattern for names: `billing-*` (with `*` and `?`, the whole name) or `/^billing-(eu|us)$/` (a part is enough). */
export type NameSelector =
  | {readonly text: string; readonly name: string}
  | {
      readonly text: string
      readonly matches: (name: string) => boolean
      /** A regular expression's source that matches whole names. */
      readonly source: string
    }

/** UsageError for an invalid regular expression. */
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

/** Everything escaped that means something in a regular expression, except `*` and `?`. */
const literal = (text: string) => text.replaceAll(/[\\^$.|+()[\]{}/]/g, '\\$&')

export const isPattern = (selector: NameSelector): boolean => 'matches' in selector

/** Whether any of the selectors takes the name. */
export const isSelected = (selectors: readonly NameSelector[], name: string): boolean =>
  selectors.some((each) => ('name' in each ? each.name === name : each.matches(name)))

/** One expression for the whole names that any of the selectors takes. */
export const wholeNames = (selectors: readonly NameSelector[]): RegExp =>
  new RegExp(selectors.map((each) => ('name' in each ? literal(each.name) : each.source)).join('|'), 'u')

export interface SelectedNames {
  /** Each once: in the order of the selectors, those of one pattern sorted. */
  readonly names: readonly string[]
  /** Those that were selected by name, so that their absence is reported. */
  readonly named: ReadonlySet<string>
  /** Patterns that nothing matches. */
  readonly unmatched: readonly string[]
}

/**
 * `existing`: what patterns select from. A selector that is the name of one of `all` means that one, even if it looks like
 * a pattern: names of groups may have any character.
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
