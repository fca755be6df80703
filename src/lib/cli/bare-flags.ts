// Flags whose value may be left out: `--decode` alone means `--decode=both`.

/**
 * The value of a flag without one, and all values that it may have, by which the next word is recognized as its
 * value.
 */
export interface BareFlag {
  readonly means: string
  readonly values: readonly string[]
}

/** Inserts the values that were left out. Words after `--` are not changed. */
export function withBareFlags(words: readonly string[], flags: Readonly<Record<string, BareFlag>>): string[] {
  const end = words.indexOf('--')
  return words.map((word, index) => {
    const bare = word.startsWith('--') ? flags[word.slice(2)] : undefined
    if (bare === undefined || (end >= 0 && index > end)) return word
    const next = words[index + 1]
    return next !== undefined && bare.values.includes(next) ? word : `${word}=${bare.means}`
  })
}
