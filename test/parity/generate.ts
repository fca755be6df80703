// Command lines made at random from what each tool knows, the same for the same seed. Most are nonsense, as people's
// are: what counts is that both sides find the same thing wrong with them, or the same answer.

export interface Vocabulary {
  /** Options that do something; usually one is taken. */
  readonly actions: readonly string[]
  /** What hardly a command line goes without. */
  readonly usual?: readonly (readonly string[])[]
  /** Other options, each with values that it may get; none for flags. */
  readonly options: Readonly<Record<string, readonly string[]>>
  /**
   * Of a tool with the grammar of argparse4j: the options of each command, which stand behind it. `usual` and `options` stand
   * before it, `actions` are not needed.
   */
  readonly commands?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** What hardly a call of a command goes without. */
  readonly usualOfCommands?: readonly (readonly string[])[]
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
export function generate({commands, ...vocabulary}: Vocabulary, count: number, seed: number): string[][] {
  const random = randomFrom(seed)
  return Array.from({length: count}, () =>
    commands ? withCommand({...vocabulary, commands}, random) : commandLine(vocabulary, random),
  )
}

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T

function option(name: string, values: readonly string[] = [], random: () => number): string[] {
  const dashes = random() < 0.05 ? '-' : '--'
  if (values.length === 0) return [`${dashes}${name}${random() < 0.03 ? '=x' : ''}`]
  // Sometimes the value is missing, so that the next word is swallowed.
  if (random() < 0.03) return [`${dashes}${name}`]
  return random() < 0.2 ? [`${dashes}${name}=${pick(values, random)}`] : [`${dashes}${name}`, pick(values, random)]
}

function commandLine({actions, usual = [], options}: Vocabulary, random: () => number): string[] {
  const names = Object.keys(options)
  const parts: string[][] = []
  const actionCount = random() < 0.85 ? 1 : random() < 0.5 ? 0 : 2
  for (let i = 0; i < actionCount; i++) {
    const action = pick(actions, random)
    parts.push(option(action, options[action], random))
  }
  for (const words of usual) if (random() < 0.93) parts.push([...words])
  const more = Math.floor(random() * 5)
  for (let i = 0; i < more; i++) {
    const name = pick(names, random)
    parts.push(option(name, options[name], random))
  }
  if (random() < 0.02) parts.push([pick(['stray', '--', '-', '--nonsense', '-x', '--help', '--version'], random)])
  return shuffled(parts, random).flat()
}

/** Options may be shortened; what is called sometimes is, too. */
function withCommand(
  {commands, usual = [], usualOfCommands = [], options}: Vocabulary & Required<Pick<Vocabulary, 'commands'>>,
  random: () => number,
): string[] {
  const command = pick(Object.keys(commands), random)
  const called = random() < 0.05 ? pick(['', 'x', '--', command.slice(0, 4)], random) : command
  return [
    ...level(options, usual, 2, random),
    ...(random() < 0.03 ? [] : [called]),
    ...level(commands[command] ?? {}, usualOfCommands, 4, random),
  ]
}

function level(
  options: Readonly<Record<string, readonly string[]>>,
  usual: readonly (readonly string[])[],
  most: number,
  random: () => number,
): string[] {
  const names = Object.keys(options)
  const parts = usual.filter(() => random() < 0.93).map((words) => [...words])
  const more = names.length === 0 ? 0 : Math.floor(random() * (most + 1))
  for (let i = 0; i < more; i++) {
    const name = pick(names, random)
    const shown = random() < 0.15 ? name.slice(0, 2 + Math.floor(random() * (name.length - 2))) : name
    parts.push(option(shown, options[name], random))
  }
  if (random() < 0.03) parts.push([pick(['stray', '--', '-', '--nonsense', '-x', '-h', '--help', '-5'], random)])
  return shuffled(parts, random).flat()
}

/** Order is free. */
function shuffled<T>(parts: T[], random: () => number): T[] {
  for (let i = parts.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [parts[i] as T, parts[j] as T]
    parts[i] = b
    parts[j] = a
  }
  return parts
}
