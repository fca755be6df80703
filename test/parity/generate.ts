// Command lines made at random from what each tool knows, the same for the same seed. Most are nonsense, as people's
// are: what counts is that both sides find the same thing wrong with them, or the same answer.

export interface Vocabulary {
  /** Options that do something; usually one is taken. */
  readonly actions: readonly string[]
  /** What hardly a command line goes without. */
  readonly usual?: readonly (readonly string[])[]
  /** Other options, each with values that it may get; none for flags. */
  readonly options: Readonly<Record<string, readonly string[]>>
}

/** A random number from 0 to below 1; mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** So many command lines, without the tool's name. */
export function generate({actions, usual = [], options}: Vocabulary, count: number, seed: number): string[][] {
  const random = randomFrom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const names = Object.keys(options)
  const option = (name: string, values: readonly string[] = []): string[] => {
    const dashes = random() < 0.05 ? '-' : '--'
    if (values.length === 0) return [`${dashes}${name}${random() < 0.03 ? '=x' : ''}`]
    // Sometimes the value is missing, so that the next word is swallowed.
    if (random() < 0.03) return [`${dashes}${name}`]
    return random() < 0.2 ? [`${dashes}${name}=${pick(values)}`] : [`${dashes}${name}`, pick(values)]
  }
  return Array.from({length: count}, () => {
    const parts: string[][] = []
    const actionCount = random() < 0.85 ? 1 : random() < 0.5 ? 0 : 2
    for (let i = 0; i < actionCount; i++) {
      const action = pick(actions)
      parts.push(option(action, options[action]))
    }
    for (const words of usual) if (random() < 0.93) parts.push([...words])
    const more = Math.floor(random() * 5)
    for (let i = 0; i < more; i++) {
      const name = pick(names)
      parts.push(option(name, options[name]))
    }
    if (random() < 0.02) parts.push([pick(['stray', '--', '-', '--nonsense', '-x', '--help', '--version'])])
    // Order is free.
    for (let i = parts.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const [a = [], b = []] = [parts[i], parts[j]]
      parts[i] = b
      parts[j] = a
    }
    return parts.flat()
  })
}
