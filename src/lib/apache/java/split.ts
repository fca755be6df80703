/** String.split with a plain separator: trailing empty parts are dropped, unless the text is empty. */
export function javaSplit(text: string, separator: string): string[] {
  if (text === '') return ['']
  const parts = text.split(separator)
  while (parts.at(-1) === '') parts.pop()
  return parts
}

/**
 * Splits the argument of an option with several values like joptsimple: empty values are left out, unless all are
 * empty.
 */
export function separatedValues(text: string, separator: string): string[] {
  const values = text.split(separator).filter((value) => value !== '')
  return values.length === 0 ? [text] : values
}
