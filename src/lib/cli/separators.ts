// Separators as people type them in a shell, where a tab is hard to type.
import {UsageError} from '../cluster/errors.ts'

const escapes: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\'}

/** Replaces `\t`, `\n`, `\r`, `\0`, `\\` and `\xNN` with their characters. Throws UsageError for any other escape. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\(x[0-9a-fA-F]{2}|[^]?)/g, (all, code: string) => {
    if (/^x../.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16))
    const character = escapes[code]
    if (character === undefined)
      throw new UsageError(`unknown escape '${all}'; there are \\t \\n \\r \\0 \\\\ and \\xNN`)
    return character
  })
}
