/** String.split with a plain separator: trailing empty parts are dropped, unless the text is empty. */
export function javaSplit(text: string, separator: string): string[] {
  if (text === '') return ['']
  const parts = text.split(separator)
  while (parts.at(-1) === '') parts.pop()
  return parts
}
