// Flags whose value may be left out: `--decode` alone is `--decode=both`.

/** A flag's value when none follows, and all values that it may have, which distinguish a value from the next word. */
export interface BareFlag {
  readonly means: string
  readonly values: readonly string[]
}

/** The words with every value in its place. Words behind `--` stay. */
export function withBareFlags(words: readonly string[], flags: Readonly<Record<string, BareFlag>>): string[] {
  const end = words.indexOf('--')
  return words.map((word, index) => {
    const bare = word.startsWith('--') ? flags[word.slice(2)] : undefined
    if (bare === undefined || (end >= 0 && index > end)) return word
    const next = words[index + 1]
    return next !== undefined && bare.values.includes(next) ? word : `${word}=${bare.means}`
  })
}
