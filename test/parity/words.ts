// Words of a line in a case file: quoting as in a shell, without expansion, and escapes.

const named: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', '\\': '\\', 0: '\0', "'": "'", s: ' '}

/** `\n \t \r \0 \\ \xNN (byte) \uNNNN \s (blank)` as bytes; everything else is UTF-8. */
export function unescaped(text: string): Buffer {
  const parts: Buffer[] = []
  // A pair of \uNNNN may be one character.
  const pattern = /\\x([0-9a-fA-F]{2})|((?:\\u[0-9a-fA-F]{4})+)|\\([ntr0s\\'])/g
  let last = 0
  for (const match of text.matchAll(pattern)) {
    const [whole, byte, units, name] = match
    parts.push(Buffer.from(text.slice(last, match.index)))
    last = match.index + whole.length
    if (byte !== undefined) parts.push(Buffer.from([Number.parseInt(byte, 16)]))
    else if (units !== undefined) parts.push(Buffer.from(JSON.parse(`"${units}"`) as string))
    else parts.push(Buffer.from(named[name ?? ''] ?? ''))
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(last))])
}

/** Quotes as in a POSIX shell, and `$'..'` with escapes. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  const pattern = /\s+|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)/gs
  for (const [whole, escaped, single, double, plainEscape, plain] of line.matchAll(pattern)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    const text =
      escaped !== undefined
        ? unescaped(escaped).toString()
        : (single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? plainEscape ?? plain ?? '')
    word = (word ?? '') + text
  }
  if (word !== undefined) words.push(word)
  return words
}
