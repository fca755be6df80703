// Finds flags that a command does not have, before its arguments are checked: the parser would take the value of such
// a flag for an argument, and report that instead.

/** The part of oclif's definition of a flag that matters here. */
export interface FlagShape {
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
  readonly aliases?: readonly string[] | undefined
  readonly charAliases?: readonly string[] | undefined
  readonly allowNo?: boolean | undefined
}

export interface UnknownFlag {
  /** As it was typed, with dashes and without a value. */
  readonly typed: string
  /** The word after it, unless that is a flag, too. */
  readonly value: string | undefined
}

/** The unknown flags in the order of the command line, which is read as oclif's parser reads it. */
export function unknownFlags(argv: readonly string[], flags: Readonly<Record<string, FlagShape>>): UnknownFlag[] {
  const found: UnknownFlag[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '--') break
    if (!word.startsWith('-') || word === '-' || /^-\d/.test(word)) continue
    const flag = flagOf(word, flags)
    if (flag === undefined) {
      const [typed = '', inline] = word.startsWith('--') ? word.split(/=(.*)/s) : [word]
      const next = argv[i + 1]
      found.push({typed, value: inline ?? (next?.startsWith('-') ? undefined : next)})
    } else if (flag.type === 'option' && (word.startsWith('--') ? !word.includes('=') : word.length === 2)) i++
    else if (flag.type === 'boolean' && !word.startsWith('--') && word.length > 2) {
      // -qe means -q -e.
      found.push(...unknownFlags([`-${word.slice(2)}`], flags))
    }
  }
  return found
}

function flagOf(word: string, flags: Readonly<Record<string, FlagShape>>): FlagShape | undefined {
  if (!word.startsWith('--'))
    return Object.values(flags).find(({char, charAliases}) => [char, ...(charAliases ?? [])].includes(word[1]))
  const name = word.slice(2).replace(/=.*/s, '')
  if (Object.hasOwn(flags, name)) return flags[name]
  const positive = name.replace(/^no-/, '')
  if (positive !== name && Object.hasOwn(flags, positive) && flags[positive]?.allowNo) return flags[positive]
  return Object.values(flags).find(({aliases}) => aliases?.includes(name))
}
