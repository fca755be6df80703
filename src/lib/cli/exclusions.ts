// Which flags exclude or need each other: one table per command (`static exclusions`), checked by KitCommand.
import {UsageError} from '../cluster/errors.ts'
import {listed} from '../text/listed.ts'

/** One row of a table, by the long names of flags. `F`: the values of a command's flags, by their names. */
export type Exclusion<F = never> =
  /** At most one of these may be given. */
  | readonly Name<F>[]
  | {
      readonly atMostOneOf: readonly Name<F>[]
      /** The reason: `each says where to start`. */
      readonly because: string
    }
  | {readonly exactlyOne: readonly Name<F>[]}
  | {
      readonly when: (flags: F) => boolean
      /** The flags that may not be given in this case. */
      readonly refuse: readonly Name<F>[]
      /** The whole sentence; `flag` is the given one, with its dashes. */
      readonly say: (flag: string, flags: F) => string
    }
  | {
      /** True if the values contradict each other. */
      readonly when: (flags: F) => boolean
      readonly sentence: string
    }

type Name<F> = keyof F & string

/** A flag without a value, a boolean flag that is off, and an empty list do not count as given. */
export function isGiven<F extends object>(flags: F, name: Name<F>): boolean {
  const value = flags[name]
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
}

/**
 * Throws UsageError for the first row that is violated. A flag for which `isDefault` is true does not count as given.
 */
export function checkExclusions<F extends object>(
  table: readonly Exclusion<F>[],
  flags: NoInfer<F>,
  isDefault: (name: string) => boolean = () => false,
): void {
  const given = (names: readonly Name<F>[]) => names.filter((name) => !isDefault(name) && isGiven(flags, name))
  for (const row of table) {
    const problem = violation(row, given, flags)
    if (problem !== undefined) throw new UsageError(problem)
  }
}

function violation<F extends object>(
  row: Exclusion<F>,
  given: (names: readonly Name<F>[]) => readonly Name<F>[],
  flags: F,
): string | undefined {
  if ('sentence' in row) return row.when(flags) ? row.sentence : undefined
  if ('refuse' in row) {
    const [name] = row.when(flags) ? given(row.refuse) : []
    return name === undefined ? undefined : row.say(`--${name}`, flags)
  }
  if ('because' in row) {
    const found = given(row.atMostOneOf)
    return found.length > 1 ? `${dashed(found, 'and')} exclude each other: ${row.because}` : undefined
  }
  const names = 'exactlyOne' in row ? row.exactlyOne : row
  const found = given(names)
  if (found.length > 1) return `${dashed(found.toSorted(), 'and')} exclude each other`
  return 'exactlyOne' in row && found.length === 0 ? `one of ${dashed(names.toSorted(), 'or')} is needed` : undefined
}

const dashed = (names: readonly string[], conjunction: string) =>
  listed(
    names.map((name) => `--${name}`),
    conjunction,
  )
