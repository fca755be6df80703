// Parses the command line of a recorded tool as jopt-simple does: `--topic orders`, `--topic=orders`.
export interface ToolOptions {
  /** Names of the options with a value. */
  readonly valued: readonly string[]
  /** Names of the options without a value. */
  readonly flags: readonly string[]
  /** Options that are ignored: how to reach the cluster, and others that do not change the request. */
  readonly passed: readonly string[]
}

export interface GivenWords {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, readonly string[]>
  /** The first word that is not understood. */
  readonly strange: string | undefined
}

export function givenWords(args: readonly string[], {valued, flags, passed}: ToolOptions): GivenWords {
  const given = new Set<string>()
  const values = new Map<string, string[]>()
  let strange: string | undefined
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    const [, name = '', inline] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (flags.includes(name) && inline === undefined) given.add(name)
    else if (valued.includes(name) || passed.includes(name)) {
      const value = inline ?? args[++at]
      if (value === undefined) strange ??= word
      else if (valued.includes(name)) values.set(name, [...(values.get(name) ?? []), value])
    } else strange ??= word
  }
  return {flags: given, values, strange}
}
