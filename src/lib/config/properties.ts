/**
 * Java's .properties format as java.util.Properties reads it: `=`, `:` or a blank separate, a backslash at the end of a
 * line continues it, `\t \n \r \f \uXXXX` are escapes, `#` and `!` begin comments. The last of equal names wins.
 */
export function parseProperties(text: string): Map<string, string> {
  const result = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const end = keyEnd(line)
    // Blanks, then at most one separator, then blanks.
    const value = line.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '')
    result.set(unescaped(line.slice(0, end)), unescaped(value))
  }
  return result
}

/** Bytes of a file: UTF-8, or Latin-1 (Java's rule before 9, and for `load(InputStream)` still) where they are not. */
export function propertiesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

function* logicalLines(text: string): Generator<string> {
  const lines = text.split(/\r\n|\r|\n/)
  for (let i = 0; i < lines.length; i++) {
    let line = (lines[i] ?? '').replace(/^[ \t\f]+/, '')
    // A comment is never continued.
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue
    while (endsInBackslash(line)) {
      line = line.slice(0, -1) + (lines[++i] ?? '').replace(/^[ \t\f]+/, '')
      if (i >= lines.length) break
    }
    yield line
  }
}

/** An even number of them is that many escaped backslashes. */
const endsInBackslash = (line: string) => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1

/** The first separator that is not escaped. */
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
