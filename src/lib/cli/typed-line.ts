// A command line that is still being typed: the flags in it that name the cluster, and the word at its end.

const connectionFlags = /^(?:-b|--bootstrap-server|-p|--profile|--command-config|--command-property|--resolve|--proxy)$/

export interface TypedLine {
  /** Flags and values that name the cluster. */
  readonly connection: readonly string[]
  /** The beginning of the name: the text after `--topic=` and after the last comma of a list. */
  readonly begun: string
  /** The text before it in the same word. */
  readonly before: string
}

export function typedLine(line: string): TypedLine {
  const words = wordsOf(line)
  const last = words.pop() ?? ''
  const connection: string[] = []
  for (const [i, word] of words.entries()) {
    const [, name = '', value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? []
    const next = words[i + 1]
    if (connectionFlags.test(word) && next !== undefined) connection.push(word, next)
    else if (connectionFlags.test(name)) connection.push(name, value ?? '')
    // -bhost:9092
    else if (/^-[bp]./s.test(word)) connection.push(word.slice(0, 2), word.slice(2))
  }
  const [before = ''] = /^(?:--[a-z-]+=)?(?:.*,)?/s.exec(last) ?? []
  return {connection, begun: last.slice(before.length), before}
}

/**
 * The words of the line. The last one is at the cursor, and is empty after a blank. Quotes are those of a POSIX
 * shell; nothing is expanded.
 */
function wordsOf(line: string): string[] {
  const words = ['']
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? ''
    if (quote === '' && /\s/.test(char)) {
      if (words.at(-1) !== '') words.push('')
    } else if (char === quote) quote = ''
    else if (quote === '' && (char === "'" || char === '"')) quote = char
    else if (char === '\\' && quote !== "'") words[words.length - 1] += line[++i] ?? ''
    else words[words.length - 1] += char
  }
  return words
}
