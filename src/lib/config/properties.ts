/**
 * Parses Java's .properties format as java.util.Properties does: `=`, `:` or a blank separates name and value, a
 * backslash at the end of a line continues it, `\t \n \r \f \uXXXX` are escapes, and `#` and `!` begin comments. Of
 * equal names the last one wins.
 */
export const parseProperties = (text: string): Map<string, string> =>
  new Map(propertyLines(text).map(({name, value}) => [name, value]))

/** Like parseProperties, with the line (from 1) on which each begins, and with all equal names. */
export function propertyLines(text: string): {name: string; value: string; line: number}[] {
  return [...logicalLines(text)].map(({text: whole, line}) => {
    const end = keyEnd(whole)
    // Blanks, then at most one separator, then blanks.
    const value = whole.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '')
    return {name: unescaped(whole.slice(0, end)), value: unescaped(value), line}
  })
}

/**
 * Decodes a file: UTF-8, or Latin-1 if it is not valid UTF-8 (Java's rule before 9, and still for `load(InputStream)`).
 */
export function propertiesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

function* logicalLines(text: string): Generator<{text: string; line: number}> {
  const lines = text.split(/\r\n|\r|\n/)
  for (let i = 0; i < lines.length; i++) {
    let line = (lines[i] ?? '').replace(/^[ \t\f]+/, '')
    const first = i + 1
    // A comment is never continued.
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue
    // Parts are joined once, because a file of another kind may continue over a million lines.
    const parts: string[] = []
    while (endsInBackslash(line)) {
      parts.push(line.slice(0, -1))
      line = (lines[++i] ?? '').replace(/^[ \t\f]+/, '')
      if (i >= lines.length) break
    }
    yield {text: parts.length === 0 ? line : parts.join('') + line, line: first}
  }
}

/** An even number of backslashes at the end is escaped backslashes. */
function endsInBackslash(line: string): boolean {
  let at = line.length
  while (line[at - 1] === '\\') at--
  return (line.length - at) % 2 === 1
}

/** The position of the first separator that is not escaped. */
function keyEnd(line: string): number {
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') i++
    else if (/[=: \t\f]/.test(line[i] ?? '')) return i
  }
  return line.length
}

const escapes: Readonly<Record<string, string>> = {t: '\t', n: '\n', r: '\r', f: '\f'}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, character: string | undefined) =>
    hex === undefined ? (escapes[character ?? ''] ?? character ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
