// Which flags exclude each other: one table per command (`static exclusions`), checked right after parsing.
import {UsageError} from '../cluster/errors.ts'
import {listed} from '../text/listed.ts'

/** Long names of flags of which at most one may be given; with `exactlyOne`, one must be. */
export type Exclusion = readonly string[] | {readonly exactlyOne: readonly string[]}

/**
 * Throws a UsageError for the first row of the table that is violated. A flag counts as given unless it is undefined, false
 * or an empty list, so leave defaults out of `flags`.
 */
export function checkExclusions(flags: Readonly<Record<string, unknown>>, table: readonly Exclusion[]): void {
  for (const exclusion of table) {
    const [names, needed] = 'exactlyOne' in exclusion ? [exclusion.exactlyOne, true] : [exclusion, false]
    const given = names.filter((name) => isGiven(flags[name]))
    if (given.length > 1) throw new UsageError(`${dashed(given.toSorted(), 'and')} exclude each other`)
    if (needed && given.length === 0) throw new UsageError(`one of ${dashed(names.toSorted(), 'or')} is needed`)
  }
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)

const dashed = (names: readonly string[], conjunction: string) =>
  listed(
    names.map((name) => `--${name}`),
    conjunction,
  )
