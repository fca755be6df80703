// A command line that is still being typed: what of it says where the cluster is, and the word at its end.

const connectionFlags = /^(?:-b|--bootstrap-server|-p|--profile|--command-config|--command-property|--resolve|--proxy)$/

export interface TypedLine {
  /** Flags and values that say where the cluster is. */
  readonly connection: readonly string[]
  /** The name that has begun: behind `--topic=`, and behind the last comma of a list. */
  readonly begun: string
  /** What stands before it in the same word. */
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

/** The last one is what the cursor stands behind: empty after a blank. Quotes as in a POSIX shell; nothing is expanded. */
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
