// Topics in the form in which flags name them: a whole topic, some of its partitions, or a pattern for names.
import {nameSelector} from './name-selector.ts'

/** Whole topics, or some of their partitions. */
export interface TopicScope {
  /** A name, or the pattern as it was typed. */
  readonly topic: string
  /** All partitions unless given. */
  readonly partitions?: readonly number[] | undefined
  /** Only for a pattern: whether it matches this name. */
  readonly matches?: ((name: string) => boolean) | undefined
}

/** The scope for a name or a pattern. Throws UsageError for an invalid regular expression. */
export function topicScope(text: string, partitions?: readonly number[]): TopicScope {
  const selector = nameSelector(text)
  return {topic: text, ...(partitions && {partitions}), ...('matches' in selector && {matches: selector.matches})}
}

/** Splits `orders:0,3` into topic and partitions. Names contain no colon, but regular expressions may. */
export function splitScope(text: string): {readonly topic: string; readonly partitions: string | undefined} {
  const [, topic = text, partitions] = /^(\/.*\/|[^:]*)(?::(.*))?$/s.exec(text) ?? []
  return {topic, partitions}
}

export const hasPattern = (scopes: readonly TopicScope[]): boolean => scopes.some(({matches}) => matches)

/** Whether one of the scopes contains the partition. */
export const isInScopes = (
  scopes: readonly TopicScope[],
  {topic, partition}: {readonly topic: string; readonly partition: number},
): boolean =>
  scopes.some((each) => takes(each, topic) && (each.partitions === undefined || each.partitions.includes(partition)))

const takes = ({topic, matches}: TopicScope, name: string) => (matches ? matches(name) : topic === name)

/**
 * The scopes with each pattern replaced by the `names` that it matches, every topic once; unchanged if there is no
 * pattern. `unmatched`: patterns that match nothing.
 */
export function writtenOut(
  scopes: readonly TopicScope[],
  names: readonly string[],
): {readonly scopes: readonly TopicScope[]; readonly unmatched: readonly string[]} {
  if (!hasPattern(scopes)) return {scopes, unmatched: []}
  const unmatched: string[] = []
  const found = new Map<string, Set<number> | 'all'>()
  for (const {topic, partitions, matches} of scopes) {
    const taken = matches ? [...new Set(names)].filter(matches).toSorted() : [topic]
    if (taken.length === 0) unmatched.push(topic)
    for (const name of taken) {
      const before = found.get(name) ?? new Set()
      found.set(name, before === 'all' || !partitions ? 'all' : before.union(new Set(partitions)))
    }
  }
  const written = [...found].map(([topic, some]) =>
    some === 'all' ? {topic} : {topic, partitions: [...some].toSorted((a, b) => a - b)},
  )
  return {scopes: written, unmatched}
}
