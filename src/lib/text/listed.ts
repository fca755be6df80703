/** The words as an enumeration: `a`, `a or b`, `a, b or c`. Empty for an empty list. */
export function listed(words: readonly string[], conjunction = 'or'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
