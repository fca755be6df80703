// The command line of a recorded tool, taken apart as jopt-simple does: `--topic orders`, `--topic=orders`.
export interface ToolOptions {
  /** Names of options that take a value. */
  readonly valued: readonly string[]
  /** Names of those that do not. */
  readonly flags: readonly string[]
  /** What says where the cluster is, and whatever else has nothing to do with the wish. */
  readonly passed: readonly string[]
}

export interface GivenWords {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, readonly string[]>
  /** The first word that cannot be understood. */
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
